import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { NAMED_FILE_LIMIT_BYTES, safeReadInput } from '../../src/rundir/safe-read.js'
import { withRunCopy } from '../bad-input/run-copy.js'

test('a file inside the run directory is read as it is', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('terraform/change.json', '{}')
    await copy.link('alias.json', 'terraform/change.json')
    expect(Buffer.from(await safeReadInput(copy.path, 'terraform/change.json')).toString()).toBe('{}')
    expect(Buffer.from(await safeReadInput(copy.path, './alias.json')).toString()).toBe('{}')
  })
})

test.each([
  ['', 'is empty'],
  ['/etc/hostname', 'is not relative'],
  ['~/x', 'is not relative'],
  ['C:\\x', 'is not relative'],
  ['../x', 'leaves the run directory'],
  ['terraform/../../x', 'leaves the run directory'],
  ['terraform/../README.md', 'leaves the run directory'],
  ['a\0b', 'zero byte'],
])('the path %j is refused', async (path, why) => {
  await withRunCopy(async (copy) => {
    await expect(safeReadInput(copy.path, path)).rejects.toMatchObject({
      code: 'input/unreadable',
      message: expect.stringContaining(why),
    })
  })
})

test('a link out of the run directory is refused, also through a folder', async () => {
  await withRunCopy(async (copy) => {
    await copy.link('out.txt', '/etc/hostname')
    await copy.link('folder', '/etc')
    for (const path of ['out.txt', 'folder/hostname'])
      await expect(safeReadInput(copy.path, path)).rejects.toMatchObject({ code: 'input/unreadable' })
  })
})

test('a file that is too large, missing, a folder or a pipe is refused without hanging', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('large.bin', 'x'.repeat(NAMED_FILE_LIMIT_BYTES + 1))
    execFileSync('mkfifo', [join(copy.path, 'pipe')])
    const codeOf = (path: string) => safeReadInput(copy.path, path).catch((error) => error.code)
    expect(await codeOf('large.bin')).toBe('input/unreadable')
    expect(await codeOf('none.json')).toBe('input/missing-file')
    expect(await codeOf('terraform')).toBe('input/unreadable')
    expect(await codeOf('pipe')).toBe('input/unreadable')
  })
})
