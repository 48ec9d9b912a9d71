import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { processStartTime } from '@cutover/journal'
import { privateFolder, removeLeftovers } from '../../../src/terraform/access/private-folder.js'

/** A folder as a process leaves it behind that was killed. */
async function leftBehind(): Promise<string> {
  const own = await privateFolder()
  own.remove()
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  const [host, , started, random] = basename(own.path).replace('cutover-private-', '').split('-')
  const path = join(tmpdir(), `cutover-private-${host}-${dead}-${started}-${random}`)
  mkdirSync(path, { mode: 0o700 })
  writeFileSync(join(path, 'credentials'), 'aws_secret_access_key = x', { mode: 0o600 })
  return path
}

test('a private folder is open to its owner alone, and stays while its process lives', async () => {
  const own = await privateFolder()
  expect(statSync(own.path).mode & 0o777).toBe(0o700)
  await removeLeftovers()
  expect(existsSync(own.path)).toBe(true)
  own.remove()
  expect(existsSync(own.path)).toBe(false)
})

test('what a killed process left behind is removed by the next one', async () => {
  const path = await leftBehind()
  await removeLeftovers()
  expect(existsSync(path)).toBe(false)
})

test('it stays for as long as a terraform lives that outlived that process', async () => {
  const path = await leftBehind()
  const alive = { pid: process.pid, started: processStartTime(process.pid) }
  writeFileSync(join(path, 'child.json'), JSON.stringify(alive))
  await removeLeftovers()
  expect(existsSync(path)).toBe(true)
  rmSync(path, { recursive: true })
})
