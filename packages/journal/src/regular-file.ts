import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read,
  readSync,
  type StatsBase,
  statSync,
} from 'node:fs'
import { promisify } from 'node:util'
import { systemCode } from './errors.js'
import { FileRefusedError, type FoundInstead } from './file-refused.js'

/**
 * The one way to open a file of a run, whatever stands in its place.
 *
 * R1. Opening never blocks and never takes a terminal over: a pipe that nobody writes to is opened as quickly
 *     as a file.
 * R2. What is read or appended to is a regular file. That is judged on the open descriptor, so that nothing can
 *     be put in its place between the look and the open.
 * R3. No more bytes are read than the caller allows, also when the file grows meanwhile.
 * R4. A symbolic link in the place of the file is refused, unless the caller says that it may lead to it.
 */
export interface FileRules {
  /** A file with more bytes is refused. */
  readonly limitBytes: number
  /** What a link in the file's place does; `refuse` when absent. Folders on the way may always be links. */
  readonly link?: 'refuse' | 'follow'
  /** `read` when absent. `append` needs an existing file, `create-or-append` makes one for its owner only. */
  readonly access?: 'read' | 'append' | 'create-or-append'
}

/** A file that was judged and is open. Whoever opened it closes it. */
export interface RegularFile {
  readonly path: string
  readonly descriptor: number
  readonly device: bigint
  readonly inode: bigint
  /** As of the opening. */
  readonly sizeBytes: number
  /** Changes whenever content or inode change; nanoseconds. */
  readonly changedNs: bigint
  /** Permission bits. */
  readonly mode: number
  close(): void
}

/** Part of a file; an absent end means the end of the file. */
export interface ByteRange {
  readonly startBytes?: number
  readonly endBytes?: number
}

const OWNER_ONLY = 0o600
const CHUNK_BYTES = 256 * 1024
const ACCESS = {
  read: constants.O_RDONLY,
  append: constants.O_WRONLY | constants.O_APPEND,
  'create-or-append': constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT,
} as const

/** @throws FileRefusedError (R2–R4), or the system's error (`ENOENT`, `EACCES`, …) */
export function openRegularFile(path: string, rules: FileRules): RegularFile {
  const descriptor = opened(path, rules)
  try {
    const facts = fstatSync(descriptor, { bigint: true })
    const sizeBytes = Number(facts.size)
    const found = kindOf(facts)
    if (found !== 'file') throw new FileRefusedError({ path, found, limitBytes: rules.limitBytes })
    if (sizeBytes > rules.limitBytes) throw tooLarge(path, rules, sizeBytes)
    return {
      path,
      descriptor,
      device: facts.dev,
      inode: facts.ino,
      sizeBytes,
      changedNs: facts.ctimeNs,
      mode: Number(facts.mode) & 0o7777,
      close: () => closeSync(descriptor),
    }
  } catch (cause) {
    closeSync(descriptor)
    throw cause
  }
}

/** The whole of a file. @throws as {@link openRegularFile}, also when it grows over the limit meanwhile */
export async function readRegularFile(path: string, rules: FileRules): Promise<Buffer> {
  const file = openRegularFile(path, rules)
  try {
    return await wholeOf(file, rules)
  } finally {
    file.close()
  }
}

/** The whole of a file that was opened to be looked at first. It stays open. @throws as {@link readRegularFile} */
export async function wholeOf(file: RegularFile, rules: FileRules): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunksOf(file, rules)) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

/** As {@link readRegularFile}, inside the call: for small files such as a lock. */
export function readRegularFileSync(path: string, rules: FileRules): Buffer {
  const file = openRegularFile(path, rules)
  try {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, rules.limitBytes + 1))
    const parts: Buffer[] = []
    for (let position = 0; ; ) {
      const bytesRead = readSync(file.descriptor, buffer, 0, buffer.length, position)
      if (bytesRead === 0) return Buffer.concat(parts)
      position += bytesRead
      if (position > rules.limitBytes) throw tooLarge(path, rules, position)
      parts.push(Buffer.from(buffer.subarray(0, bytesRead)))
    }
  } finally {
    file.close()
  }
}

/**
 * The bytes of a range (without one: of the whole file), in chunks. A chunk is valid until the next one is asked
 * for: the buffer is reused, so that the memory of reading does not depend on the collector.
 * @throws as {@link readRegularFile}
 */
export async function* readRegularFileChunks(
  path: string,
  rules: FileRules,
  range: ByteRange = {},
): AsyncIterable<Buffer> {
  const file = openRegularFile(path, rules)
  try {
    yield* chunksOf(file, rules, range)
  } finally {
    file.close()
  }
}

const readAt = promisify(read)

async function* chunksOf(file: RegularFile, rules: FileRules, range: ByteRange = {}): AsyncIterable<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  const end = range.endBytes ?? Number.POSITIVE_INFINITY
  let position = range.startBytes ?? 0
  while (position < end) {
    const { bytesRead } = await readAt(
      file.descriptor,
      buffer,
      0,
      Math.min(CHUNK_BYTES, end - position),
      position,
    )
    if (bytesRead === 0) return
    position += bytesRead
    if (position > rules.limitBytes) throw tooLarge(file.path, rules, position)
    yield buffer.subarray(0, bytesRead)
  }
}

function opened(path: string, rules: FileRules): number {
  const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK } = constants
  const link = rules.link === 'follow' ? 0 : O_NOFOLLOW
  try {
    return openSync(path, ACCESS[rules.access ?? 'read'] | O_NONBLOCK | O_NOCTTY | link, OWNER_ONLY)
  } catch (cause) {
    const found = standsInTheWay(path, rules, cause)
    throw found === null ? cause : new FileRefusedError({ path, found, limitBytes: rules.limitBytes, cause })
  }
}

/** The system refused to open it; this look only finds the word for what is there. */
function standsInTheWay(path: string, rules: FileRules, cause: unknown): FoundInstead | null {
  if (!['ELOOP', 'EMLINK', 'ENXIO', 'EISDIR', 'EOPNOTSUPP'].includes(systemCode(cause) ?? '')) return null
  try {
    const found = kindOf(rules.link === 'follow' ? statSync(path) : lstatSync(path))
    return found === 'file' ? null : found
  } catch {
    return null
  }
}

function kindOf(facts: StatsBase<number> | StatsBase<bigint>): FoundInstead | 'file' {
  if (facts.isFile()) return 'file'
  if (facts.isSymbolicLink()) return 'link'
  if (facts.isDirectory()) return 'folder'
  if (facts.isFIFO()) return 'pipe'
  return facts.isSocket() ? 'socket' : 'device'
}

function tooLarge(path: string, rules: FileRules, sizeBytes: number): FileRefusedError {
  return new FileRefusedError({ path, found: 'too-large', sizeBytes, limitBytes: rules.limitBytes })
}
