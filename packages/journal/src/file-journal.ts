import { dirname } from 'node:path'
import { composeMetadata } from './compose.js'
import type { NewMetadata } from './entry.js'
import { JournalError, shortWrite, systemCode } from './errors.js'
import { FileSink, writeFailed } from './file-sink.js'
import { type JournalFs, systemJournalFs } from './fs.js'
import { foldJournal } from './read.js'
import type { AppendHooks, FencingToken, JournalStore } from './store.js'
import { JournalWriter } from './writer.js'

/** What every opening of a journal file needs. */
export interface FileJournalOptions {
  readonly path: string
  /** Milliseconds since the epoch; stamps `at`. */
  readonly now: () => number
  /** Proof of being the only writer: a lock from `acquireLock`. */
  readonly lock: FencingToken
  readonly fs?: JournalFs
  readonly hooks?: AppendHooks
}

/**
 * Creates a journal with its metadata line, mode 0600. The file appears under its name only when that line
 * and the folder entry are durable, so a crash leaves either no journal or a readable one.
 * @throws JournalError `JOURNAL_EXISTS`, `JOURNAL_ENTRY_INVALID`, `JOURNAL_WRITE_FAILED`, `LOCK_LOST`
 */
export async function createFileJournal(
  options: FileJournalOptions & { readonly metadata: NewMetadata },
): Promise<JournalStore> {
  const { path, now, lock, hooks } = options
  const fs = options.fs ?? systemJournalFs
  const line = composeMetadata(options.metadata)
  lock.assertHeld()
  if (fs.stat(path)) throw exists(path)
  try {
    publishFirstLine(fs, path, line.bytes)
  } catch (cause) {
    throw systemCode(cause) === 'EEXIST' ? exists(path, cause) : writeFailed(path, cause)
  }
  const sink = new FileSink(fs, path, line.bytes.length)
  const head = { entries: 0, sha256: line.sha256 }
  return new JournalWriter({ metadata: line.value, head, lastFence: 0, sink, lock, now, hooks })
}

/**
 * Opens an existing journal for appending: reads and proves all of it first, closes a torn tail and journals
 * that (`journal-recovered`), changes no byte, refuses every other damage.
 * @throws JournalError `JOURNAL_MISSING`, `JOURNAL_UNREADABLE`, `JOURNAL_CORRUPT`, `JOURNAL_FORMAT_UNKNOWN`,
 *   `JOURNAL_WRITE_FAILED`, `LOCK_LOST`
 */
export async function openFileJournal(options: FileJournalOptions): Promise<JournalStore> {
  const { path, now, lock, hooks } = options
  const fs = options.fs ?? systemJournalFs
  lock.assertHeld()
  const read = await foldJournal(path, null, () => null, { fs })
  const { metadata, head, fence: lastFence, torn, sizeBytes } = read
  const sink = new FileSink(fs, path, sizeBytes)
  const writer = new JournalWriter({ metadata, head, lastFence, sink, lock, now, hooks })
  if (torn) recoverOrClose(writer, sink, torn)
  return writer
}

function recoverOrClose(
  writer: JournalWriter,
  sink: FileSink,
  torn: Parameters<JournalWriter['recover']>[0],
): void {
  try {
    writer.recover(torn)
  } catch (cause) {
    sink.close()
    throw cause
  }
}

function publishFirstLine(fs: JournalFs, path: string, bytes: Buffer): void {
  const unfinished = `${path}.new`
  // Only the lock's holder creates, so a leftover can only come from a creation that crashed.
  fs.remove(unfinished)
  const descriptor = fs.createExclusive(unfinished)
  try {
    const written = fs.write(descriptor, bytes)
    if (written !== bytes.length) throw shortWrite(written, bytes.length)
    fs.fdatasync(descriptor)
    fs.publish(unfinished, path)
  } finally {
    fs.close(descriptor)
    fs.remove(unfinished)
  }
  fs.syncDirectory(dirname(path))
}

function exists(path: string, cause?: unknown): JournalError {
  return new JournalError({
    code: 'JOURNAL_EXISTS',
    message: `There already is a journal at ${path}`,
    next: 'Go on with that run (--resume), or start a new one in another run directory.',
    path,
    cause,
  })
}
