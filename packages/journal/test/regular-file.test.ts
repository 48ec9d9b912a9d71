import { appendFileSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRegularFile, readRegularFile, readRegularFileChunks, readRegularFileSync } from '../src/index.js'
import { temporaryFolder } from './support/places.js'
import { socketAt, WRONG_FILES, WRONG_KINDS } from './support/wrong-files.js'

let folder = ''
beforeEach(() => {
  folder = temporaryFolder()
})
const at = (name: string) => join(folder, name)
const RULES = { limitBytes: 1024 }

const READERS = [
  ['read whole', (path: string) => readRegularFile(path, RULES)],
  ['read inside the call', async (path: string) => readRegularFileSync(path, RULES)],
  [
    'read in chunks',
    async (path: string) => {
      for await (const _ of readRegularFileChunks(path, RULES));
    },
  ],
  ['opened to append', async (path: string) => openRegularFile(path, { ...RULES, access: 'append' })],
  [
    'opened to append, or created',
    async (path: string) => openRegularFile(path, { ...RULES, access: 'create-or-append' }),
  ],
] as const

describe.each(READERS)('what is %s', (_, read) => {
  test.each(WRONG_KINDS)(
    'and is a %s is refused at once, with the file, what it is and the limit',
    async (kind) => {
      WRONG_FILES[kind](at('x'))
      const error = await read(at('x')).then(
        () => null,
        (cause: unknown) => cause,
      )
      expect(error).toMatchObject({ code: 'FILE_REFUSED', found: kind, limitBytes: 1024 })
      expect((error as Error).message).toContain(at('x'))
      expect((error as Error).message).toContain('1 KiB')
    },
  )

  test('and is a socket is refused', async () => {
    const stop = await socketAt(at('x'))
    await expect(read(at('x'))).rejects.toMatchObject({ found: 'socket' })
    await stop()
  })
})

test('a device is refused also where a link may lead to the file', async () => {
  symlinkSync('/dev/zero', at('endless'))
  await expect(readRegularFile(at('endless'), { ...RULES, link: 'follow' })).rejects.toMatchObject({
    found: 'device',
  })
  await expect(readRegularFile('/dev/zero', RULES)).rejects.toMatchObject({ found: 'device' })
})

test('a file that is missing is the system’s own matter; one that is made is its owner’s alone', async () => {
  await expect(readRegularFile(at('none'), RULES)).rejects.toMatchObject({ code: 'ENOENT' })
  const made = openRegularFile(at('none'), { ...RULES, access: 'create-or-append' })
  expect(made.mode & 0o077).toBe(0)
  made.close()
})

test('a link is followed only where that is allowed', async () => {
  writeFileSync(at('file'), 'here')
  symlinkSync(at('file'), at('link'))
  expect((await readRegularFile(at('link'), { ...RULES, link: 'follow' })).toString()).toBe('here')
  await expect(readRegularFile(at('link'), RULES)).rejects.toMatchObject({ found: 'link' })
})

test('R2: what is judged is what was opened, whatever is put in its place afterwards', async () => {
  writeFileSync(at('file'), 'the first')
  writeFileSync(at('other'), 'the second, of another length')
  const file = openRegularFile(at('file'), RULES)
  renameSync(at('other'), at('file'))
  expect(file.sizeBytes).toBe(9)
  expect(readFileSync(file.descriptor, 'utf8')).toBe('the first')
  file.close()
})

test('R3: a file that grows over the limit while it is read is refused', async () => {
  writeFileSync(at('file'), 'x'.repeat(1024))
  const chunks = readRegularFileChunks(at('file'), RULES)[Symbol.asyncIterator]()
  expect((await chunks.next()).value).toHaveLength(1024)
  appendFileSync(at('file'), 'y')
  await expect(chunks.next()).rejects.toMatchObject({ found: 'too-large' })
})

test('a file of exactly the limit is read, in whole and in part', async () => {
  const text = 'abcdefgh'.repeat(128)
  writeFileSync(at('file'), text)
  expect((await readRegularFile(at('file'), RULES)).toString()).toBe(text)
  expect(readRegularFileSync(at('file'), RULES).toString()).toBe(text)
  const parts: string[] = []
  for await (const chunk of readRegularFileChunks(at('file'), RULES, { startBytes: 3, endBytes: 9 }))
    parts.push(chunk.toString())
  expect(parts.join('')).toBe('defgha')
})
