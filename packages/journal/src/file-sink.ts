import type { JournalEntry } from './entry.js'
import { isDiskFull, JournalError, shortWrite } from './errors.js'
import { isFileRefused, sizeInWords } from './file-refused.js'
import { type FileFacts, JOURNAL_LIMIT_BYTES, type JournalFs } from './fs.js'
import { readJournal } from './read.js'
import type { LineSink } from './writer.js'

/**
 * Appends lines to a file: one `write` and one `fdatasync` each. Before that one `stat` proves that the file
 * under this name still is ours and as long as we left it; a writer that missed a take-over finds out here
 * even if its lock file looks untouched.
 */
export class FileSink implements LineSink {
  private readonly descriptor: number
  private readonly identity: FileFacts

  constructor(
    private readonly fs: JournalFs,
    private readonly path: string,
    private sizeBytes: number,
  ) {
    try {
      this.descriptor = fs.openAppend(path)
    } catch (cause) {
      throw isFileRefused(cause) ? cause : writeFailed(path, cause)
    }
    const facts = fs.stat(path)
    if (!facts) throw this.closing(writeFailed(path, new Error('the file was removed while it was opened')))
    if (facts.sizeBytes !== sizeBytes) throw this.closing(grown(path, sizeBytes, facts.sizeBytes))
    this.identity = facts
  }

  append(bytes: Buffer): void {
    this.mustBeUntouched()
    if (this.sizeBytes + bytes.length > JOURNAL_LIMIT_BYTES) throw writeFailed(this.path, full())
    try {
      const written = this.fs.write(this.descriptor, bytes)
      if (written !== bytes.length) throw shortWrite(written, bytes.length)
      this.fs.fdatasync(this.descriptor)
    } catch (cause) {
      throw writeFailed(this.path, cause)
    }
    this.sizeBytes += bytes.length
  }

  async *entries(): AsyncIterable<JournalEntry> {
    const reading = await readJournal(this.path, { fs: this.fs, endBytes: this.sizeBytes })
    yield* reading.entries()
  }

  close(): void {
    this.fs.close(this.descriptor)
  }

  private mustBeUntouched(): void {
    const facts = this.fs.stat(this.path)
    const same = facts?.inode === this.identity.inode && facts.device === this.identity.device
    if (!facts || !same) throw writeFailed(this.path, new Error('the file was removed or replaced'))
    if (facts.sizeBytes !== this.sizeBytes) throw grown(this.path, this.sizeBytes, facts.sizeBytes)
  }

  private closing(error: JournalError): JournalError {
    this.fs.close(this.descriptor)
    return error
  }
}

/** Readers would refuse what goes over the limit. */
const full = () =>
  new Error(`it would be longer than the ${sizeInWords(JOURNAL_LIMIT_BYTES)} that a journal may have`)

/** The error for an append that did not become durable. */
export function writeFailed(path: string, cause: unknown): JournalError {
  const full = isDiskFull(cause)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new JournalError({
    code: 'JOURNAL_WRITE_FAILED',
    message: `${path} could not be written${full ? ' (the disk is full)' : ''}: ${reason}. Nothing more was started; what AWS was asked for before is looked up at the resume.`,
    next: full
      ? 'Make room on the disk, then resume with --resume.'
      : 'Check the disk, then resume with --resume.',
    path,
    cause,
  })
}

function grown(path: string, expectedBytes: number, foundBytes: number): JournalError {
  return new JournalError({
    code: 'LOCK_LOST',
    message: `Someone else wrote to ${path}: it has ${foundBytes} bytes where ${expectedBytes} were left`,
    next: 'Another process took this run over. Stop this one; look at the run with `cutover status`.',
    path,
  })
}
