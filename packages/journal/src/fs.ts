import {
  closeSync,
  constants,
  copyFileSync,
  fdatasyncSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { systemCode } from './errors.js'
import { publishBy } from './publish.js'

/** What identifies a file and its state. */
export interface FileFacts {
  readonly device: bigint
  readonly inode: bigint
  readonly sizeBytes: number
  /** Changes whenever content or inode change; nanoseconds. */
  readonly changedNs: bigint
}

/**
 * The file system as journal and lock use it: the only place that touches disk, so that tests can inject
 * short writes, a full disk, I/O errors and crashes. Calls that write are synchronous on purpose: one
 * append is one `write` and one `fdatasync`, and two hops through a thread pool would cost half as much
 * again. All methods throw the system's error (`code` `ENOSPC`, `EEXIST`, …).
 */
export interface JournalFs {
  /** Creates a file for writing, mode 0600; fails with `EEXIST`. */
  createExclusive(path: string): number
  /** Opens an existing file for appending only. */
  openAppend(path: string): number
  /** Writes once and says how many bytes were taken; fewer than given is for the caller to judge. */
  write(descriptor: number, bytes: Uint8Array): number
  fdatasync(descriptor: number): void
  close(descriptor: number): void
  /** Makes a folder's entries durable. */
  syncDirectory(path: string): void
  /** Gives a finished file its final name, atomically; fails with `EEXIST`. The old name may remain. */
  publish(from: string, to: string): void
  /** Renames over whatever is there, atomically. */
  replace(from: string, to: string): void
  /** Removes a file; a missing one is fine. */
  remove(path: string): void
  /** Facts about the file at a path; null when there is none. */
  stat(path: string): FileFacts | null
  /** A small file's whole text; null when there is none. */
  readText(path: string): string | null
  /**
   * The bytes of a range (without one: of the whole file), in chunks. A chunk is valid until the next one is
   * asked for: the buffer is reused, so that the memory of reading does not depend on the collector.
   */
  read(path: string, range?: ByteRange): AsyncIterable<Buffer>
}

/** Part of a file; an absent end means the end of the file. */
export interface ByteRange {
  readonly startBytes?: number
  readonly endBytes?: number
}

const MODE = 0o600
const CHUNK_BYTES = 256 * 1024

/** The real file system. */
export const systemJournalFs: JournalFs = {
  createExclusive: (path) => openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, MODE),
  openAppend: (path) => openSync(path, constants.O_WRONLY | constants.O_APPEND),
  write: (descriptor, bytes) => writeSync(descriptor, bytes),
  fdatasync: (descriptor) => fdatasyncSync(descriptor),
  close: (descriptor) => closeSync(descriptor),
  syncDirectory(path) {
    const descriptor = openSync(path, constants.O_RDONLY)
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  },
  publish(from, to) {
    publishBy(
      () => linkSync(from, to),
      () => copyFileSync(from, to, constants.COPYFILE_EXCL),
    )
  },
  replace: (from, to) => renameSync(from, to),
  remove: (path) => orNull(() => unlinkSync(path)),
  stat: (path) =>
    orNull(() => {
      const facts = statSync(path, { bigint: true })
      return {
        device: facts.dev,
        inode: facts.ino,
        sizeBytes: Number(facts.size),
        changedNs: facts.ctimeNs,
      }
    }),
  readText: (path) => orNull(() => readFileSync(path, 'utf8')),
  read: (path, range) => readChunks(path, range ?? {}),
}

async function* readChunks(path: string, range: ByteRange): AsyncIterable<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let position = range.startBytes ?? 0
    const end = range.endBytes ?? Number.POSITIVE_INFINITY
    while (position < end) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK_BYTES, end - position), position)
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null
    throw cause
  }
}
