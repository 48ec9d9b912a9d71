import { writeSync } from 'node:fs'
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile, createFolder, openLog, replaceFile } from '../../src/rundir/output-files.js'
import { withRunCopy } from '../bad-input/run-copy.js'

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('files are private and folders too', async () => {
  await withRunCopy(async ({ path }) => {
    await createFolder(join(path, 'execution/deep'))
    await createFile(join(path, 'a.json'), '{}')
    await replaceFile(join(path, 'b.md'), 'text')
    const log = await openLog(join(path, 'execution/s.stdout.log'))
    await log.close()
    expect(await modeOf(join(path, 'execution'))).toBe(0o700)
    expect(await modeOf(join(path, 'execution/deep'))).toBe(0o700)
    for (const file of ['a.json', 'b.md', 'execution/s.stdout.log'])
      expect(await modeOf(join(path, file))).toBe(0o600)
  })
})

test('an existing file is never created again', async () => {
  await withRunCopy(async ({ path }) => {
    const file = join(path, 'execution-steps.json')
    expect(await createFile(file, 'first')).toBe('created')
    expect(await createFile(file, 'second')).toBe('exists')
    expect(await readFile(file, 'utf8')).toBe('first')
  })
})

test('replacing leaves one file, also after a crash left a part of one, and follows no link', async () => {
  await withRunCopy(async (copy) => {
    const file = join(copy.path, 'execution-summary.json')
    const elsewhere = join(copy.path, 'README.md')
    const readme = await readFile(elsewhere, 'utf8')
    await writeFile(join(copy.path, '.execution-summary.json.new'), 'half')
    await symlink(elsewhere, file)
    await replaceFile(file, 'one')
    await replaceFile(file, 'two')
    expect(await readFile(file, 'utf8')).toBe('two')
    expect(await readFile(elsewhere, 'utf8')).toBe(readme)
    expect((await readdir(copy.path)).filter((name) => name.endsWith('.new'))).toEqual([])
  })
})

test('a log is appended to, and never through a link', async () => {
  await withRunCopy(async ({ path }) => {
    for (const text of ['a', 'b']) {
      const log = openLog(join(path, 's.log'))
      writeSync(log.descriptor, text)
      log.close()
    }
    expect(await readFile(join(path, 's.log'), 'utf8')).toBe('ab')
    await symlink(join(path, 'README.md'), join(path, 't.log'))
    expect(() => openLog(join(path, 't.log'))).toThrow('is a symbolic link')
  })
})
