import { mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdFolder, holdOwnFolder } from '../../src/rundir/held-folder.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cutover-held-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))
const at = (...names: readonly string[]) => join(root, ...names)

test('a folder of our own is made, and closed to others', async () => {
  await mkdir(at('open'), { mode: 0o777 })
  for (const name of ['open', 'new']) {
    const folder = await holdOwnFolder(at(name))
    expect((await stat(at(name))).mode & 0o777).toBe(0o700)
    folder.close()
  }
})

test.each([
  ['a link', () => symlink(root, at('execution'))],
  ['a file', () => writeFile(at('execution'), '')],
])('a folder of our own that is %s is refused', async (_, put) => {
  await put()
  await expect(holdOwnFolder(at('execution'))).rejects.toMatchObject({
    code: 'input/unreadable',
    message: expect.stringContaining(at('execution')),
  })
})

test('H1, H2: what was opened stays in the folder that it was, and the exchange is noticed', async () => {
  const folder = await holdOwnFolder(at('execution'))
  const place = folder.place('x.log')
  await rename(at('execution'), at('away'))
  await mkdir(at('theirs'))
  await symlink(at('theirs'), at('execution'))
  await writeFile(place, 'ours')
  expect(await readdir(at('away'))).toEqual(['x.log'])
  expect(await readdir(at('theirs'))).toEqual([])
  expect(() => folder.assertSame()).toThrow(at('execution'))
  expect(() => folder.place('y.log')).toThrow('is not the folder that this run began with')
  folder.close()
})

test('a run directory may be reached by a link, as long as it leads to the same one', async () => {
  await mkdir(at('real'))
  await mkdir(at('other'))
  await symlink(at('real'), at('run'))
  const folder = holdFolder(at('run'))
  expect(() => folder.assertSame()).not.toThrow()
  await rm(at('run'))
  await symlink(at('other'), at('run'))
  expect(() => folder.assertSame()).toThrow('is not the folder')
  folder.close()
})
