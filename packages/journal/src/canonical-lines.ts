import { sha256Hex } from './digest.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import type { JournalHead } from './store.js'

/** What is told about a line. */
interface Disguised {
  readonly kind: 'corrupt'
  readonly line: number
  readonly entryId: string | null
  readonly message: string
}

interface Line {
  readonly number: number
  readonly entryId: string | null
  readonly sha256: string
}

/**
 * Finds lines that are not written as the writer writes them. What has a member twice, or hides a name behind
 * escapes, is one thing to this reader and another to whoever searches the file for words. A line's digest is the
 * `prev` of the next one, so no bytes have to be kept.
 */
export class CanonicalLines {
  private firstPrev: string | null = null
  private last: Line | null = null

  constructor(private readonly found: { add(problem: Disguised): void }) {}

  entry(entry: JournalEntry, number: number): void {
    this.firstPrev ??= entry.prev
    this.compare(entry.prev)
    this.last = { number, entryId: entry.entry_id, sha256: digestOf(entry) }
  }

  end(metadata: JournalMetadata, head: JournalHead): void {
    this.compare(head.sha256)
    this.last = { number: 1, entryId: null, sha256: digestOf(metadata) }
    this.compare(this.firstPrev ?? head.sha256)
  }

  private compare(sha256: string): void {
    if (this.last === null || this.last.sha256 === sha256) return
    const { number: line, entryId } = this.last
    const message = `line ${line} is not written as the writer writes it: a member is there twice, or its text is disguised`
    this.found.add({ kind: 'corrupt', line, entryId, message })
  }
}

function digestOf(line: object): string {
  try {
    return sha256Hex(JSON.stringify(line))
  } catch {
    return 'nested deeper than anything that is written'
  }
}
