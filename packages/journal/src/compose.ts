import { entryProblem, metadataProblem } from './check.js'
import { sha256Hex } from './digest.js'
import { FORMAT_VERSION, type JournalEntry, type JournalMetadata, type NewMetadata } from './entry.js'
import { JournalError } from './errors.js'
import { encodeLine, MAX_LINE_BYTES } from './line.js'
import type { JournalHead, NewEntry } from './store.js'
import { tail2KiB } from './tail.js'

/** A line ready to be written. */
export interface ComposedLine<T> {
  /** Exactly what a reader will see. */
  readonly value: T
  /** The line with its newline. */
  readonly bytes: Buffer
  /** SHA-256 of the line without its newline: the next line's `prev`. */
  readonly sha256: string
}

/** Where the next entry goes. */
export interface EntryPlace {
  readonly head: JournalHead
  readonly fence: number
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/**
 * Composes the line of an entry. What is validated is the line parsed back, so nothing can be written that
 * a reader would refuse.
 * @throws JournalError `JOURNAL_ENTRY_INVALID`
 */
export function composeEntry(entry: NewEntry, place: EntryPlace): ComposedLine<JournalEntry> {
  const members = {
    entry_id: `e${place.head.entries + 1}`,
    step_id: entry.step_id,
    phase_number: entry.phase_number ?? null,
    event: entry.event,
    at: instant(place.nowMs),
    operator: entry.operator ?? null,
    cmd: entry.cmd ?? null,
    exit_code: entry.exit_code ?? null,
    stdout_tail: tailOrNull(entry.stdout_tail),
    stderr_tail: tailOrNull(entry.stderr_tail),
    poll_state: entry.poll_state ?? null,
    notes: entry.notes ?? null,
    data: entry.data,
    fence: place.fence,
    prev: place.head.sha256,
  }
  return compose<JournalEntry>(members, entryProblem, `The entry "${entry.event}" of ${entry.step_id}`)
}

/**
 * Composes the first line.
 * @throws JournalError `JOURNAL_ENTRY_INVALID`
 */
export function composeMetadata(metadata: NewMetadata): ComposedLine<JournalMetadata> {
  const members = { format_version: FORMAT_VERSION, ...metadata }
  return compose<JournalMetadata>(members, metadataProblem, "The journal's metadata")
}

function compose<T>(
  members: object,
  problemOf: (value: unknown) => string | null,
  subject: string,
): ComposedLine<T> {
  const line = encode(members, subject)
  const value: unknown = JSON.parse(line)
  const problem = problemOf(value)
  if (problem !== null) throw invalid(subject, problem)
  const bytes = Buffer.from(`${line}\n`)
  if (bytes.length > MAX_LINE_BYTES)
    throw invalid(subject, `it takes ${bytes.length} bytes; ${MAX_LINE_BYTES} fit`)
  return { value: value as T, bytes, sha256: sha256Hex(bytes.subarray(0, -1)) }
}

function encode(members: object, subject: string): string {
  try {
    return encodeLine(members)
  } catch (cause) {
    throw invalid(subject, 'it is not JSON', cause)
  }
}

function invalid(subject: string, problem: string, cause?: unknown): JournalError {
  return new JournalError({
    code: 'JOURNAL_ENTRY_INVALID',
    message: `${subject} was not written: ${problem}`,
    next: 'This is a defect of the program. Stop, keep the run directory, and report it.',
    cause,
  })
}

const instant = (nowMs: number): string => new Date(nowMs).toISOString()
const tailOrNull = (text: string | null | undefined): string | null =>
  typeof text === 'string' ? tail2KiB(text) : null
