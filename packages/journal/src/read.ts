import { JournalDecoder } from './decoder.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import { JournalError, systemCode } from './errors.js'
import { isFileRefused } from './file-refused.js'
import { type JournalFs, systemJournalFs } from './fs.js'
import { LineScanner } from './scanner.js'
import type { JournalHead } from './store.js'
import type { TornTail } from './torn-region.js'

/** A journal to read: the path of a file, or all the bytes of one. */
export type JournalSource = string | Buffer

/** Options of the readers. */
export interface ReadOptions {
  readonly fs?: JournalFs
  /** Read only so many bytes from the start. */
  readonly endBytes?: number
}

/** What a whole reading of a journal found besides its entries. */
export interface ReadResult {
  readonly metadata: JournalMetadata
  readonly head: JournalHead
  /** Fencing number of the last entry; 0 when there is none. */
  readonly fence: number
  /** A write that was cut off, or that a live writer has not finished yet; null when the file ends cleanly. */
  readonly torn: TornTail | null
  readonly sizeBytes: number
}

/**
 * Folds over all entries: the fast way to read. Never takes the lock; a partial last line is left out.
 * Entries come one by one and only when proven (decoder.ts, D3); memory stays bounded.
 * @throws JournalError `JOURNAL_MISSING`, `JOURNAL_UNREADABLE`, `FILE_REFUSED`, `JOURNAL_CORRUPT`,
 *   `JOURNAL_FORMAT_UNKNOWN`, and whatever `step` throws
 */
export async function foldJournal<S>(
  source: JournalSource,
  initial: S,
  step: (state: S, entry: JournalEntry, line: number) => S,
  options: ReadOptions = {},
): Promise<ReadResult & { readonly state: S }> {
  let state = initial
  const decoder = new JournalDecoder(nameOf(source), (entry, line) => {
    state = step(state, entry, line)
  })
  const result = await scan(source, decoder, options)
  return { ...result, state }
}

/** A journal opened for reading. */
export interface JournalReading {
  readonly metadata: JournalMetadata
  /** Every entry from the first; each iteration reads the file anew. */
  entries(): AsyncIterable<JournalEntry>
}

/**
 * Opens a journal for reading, for status, watch and report. Never takes the lock; a partial last line is
 * left out. Only the first line is read until `entries()` is iterated.
 * @throws JournalError as {@link foldJournal}; the iteration throws them too
 */
export async function readJournal(source: JournalSource, options: ReadOptions = {}): Promise<JournalReading> {
  const decoder = new JournalDecoder(nameOf(source), () => undefined)
  const scanner = new LineScanner(decoder, nameOf(source))
  for await (const chunk of chunks(source, options)) {
    const newline = chunk.indexOf(0x0a)
    scanner.push(newline === -1 ? chunk : chunk.subarray(0, newline + 1))
    if (newline !== -1) break
  }
  if (decoder.metadata === null) scanner.finish()
  return { metadata: present(decoder, source), entries: () => streamEntries(source, options) }
}

async function* streamEntries(source: JournalSource, options: ReadOptions): AsyncIterable<JournalEntry> {
  let batch: JournalEntry[] = []
  const decoder = new JournalDecoder(nameOf(source), (entry) => batch.push(entry))
  const scanner = new LineScanner(decoder, nameOf(source))
  for await (const chunk of chunks(source, options)) {
    scanner.push(chunk)
    yield* batch
    batch = []
  }
  scanner.finish()
  yield* batch
}

async function scan(
  source: JournalSource,
  decoder: JournalDecoder,
  options: ReadOptions,
): Promise<ReadResult> {
  const scanner = new LineScanner(decoder, nameOf(source))
  let sizeBytes = 0
  for await (const chunk of chunks(source, options)) {
    sizeBytes += chunk.length
    scanner.push(chunk)
  }
  const torn = scanner.finish()
  const metadata = present(decoder, source)
  return { metadata, head: decoder.head(), fence: decoder.fence, torn, sizeBytes }
}

const nameOf = (source: JournalSource): string =>
  typeof source === 'string' ? source : 'The journal in memory'

async function* chunks(source: JournalSource, options: ReadOptions): AsyncIterable<Buffer> {
  if (typeof source !== 'string') {
    yield source.subarray(0, options.endBytes)
    return
  }
  const fs = options.fs ?? systemJournalFs
  const iterator = fs
    .read(source, options.endBytes === undefined ? {} : { endBytes: options.endBytes })
    [Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw isFileRefused(cause) ? cause : unreadable(source, cause)
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

function present(decoder: JournalDecoder, source: JournalSource): JournalMetadata {
  if (decoder.metadata) return decoder.metadata
  throw unreadable(nameOf(source), new Error('no metadata line'))
}

function unreadable(path: string, cause: unknown): JournalError {
  const missing = systemCode(cause) === 'ENOENT'
  return new JournalError({
    code: missing ? 'JOURNAL_MISSING' : 'JOURNAL_UNREADABLE',
    message: missing ? `There is no journal at ${path}` : `${path} cannot be read: ${String(cause)}`,
    next: missing ? 'Check the run directory.' : "Check the file's permissions and the disk, then try again.",
    path,
    cause,
  })
}
