import {
  closeSync,
  constants,
  copyFileSync,
  fdatasyncSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { systemCode } from './errors.js'
import { openFolder } from './folder.js'
import { publishBy } from './publish.js'
import {
  type ByteRange,
  openRegularFile,
  readRegularFileChunks,
  readRegularFileSync,
} from './regular-file.js'

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
 * again. All methods throw the system's error (`code` `ENOSPC`, `EEXIST`, …); those that open a file also
 * FileRefusedError, at once, when something else than a file of a bearable size is there.
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
  /** Facts about what is at a path, a link itself included; null when there is nothing. */
  stat(path: string): FileFacts | null
  /** The whole text of a file of at most {@link SMALL_FILE_LIMIT_BYTES}; null when there is none. */
  readText(path: string): string | null
  /**
   * The bytes of a range (without one: of the whole file), in chunks. A chunk is valid until the next one is
   * asked for: the buffer is reused, so that the memory of reading does not depend on the collector.
   */
  read(path: string, range?: ByteRange): AsyncIterable<Buffer>
}

/** Locks and claims say who holds them, in a few lines. */
export const SMALL_FILE_LIMIT_BYTES = 64 * 1024
/**
 * The longest journal that is written or read. A million entries take about half of it; what is longer was not
 * written by a run.
 */
export const JOURNAL_LIMIT_BYTES = 2 * 1024 * 1024 * 1024

const MODE = 0o600

/** The real file system. */
export const systemJournalFs: JournalFs = {
  createExclusive: (path) => openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, MODE),
  openAppend: (path) =>
    openRegularFile(path, { limitBytes: JOURNAL_LIMIT_BYTES, access: 'append' }).descriptor,
  write: (descriptor, bytes) => writeSync(descriptor, bytes),
  fdatasync: (descriptor) => fdatasyncSync(descriptor),
  close: (descriptor) => closeSync(descriptor),
  syncDirectory(path) {
    const folder = openFolder(path, 'follow')
    try {
      fsyncSync(folder.descriptor)
    } finally {
      folder.close()
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
      const facts = lstatSync(path, { bigint: true })
      return {
        device: facts.dev,
        inode: facts.ino,
        sizeBytes: Number(facts.size),
        changedNs: facts.ctimeNs,
      }
    }),
  readText: (path) =>
    orNull(() => readRegularFileSync(path, { limitBytes: SMALL_FILE_LIMIT_BYTES }).toString('utf8')),
  read: (path, range) => readRegularFileChunks(path, { limitBytes: JOURNAL_LIMIT_BYTES }, range),
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null
    throw cause
  }
}
