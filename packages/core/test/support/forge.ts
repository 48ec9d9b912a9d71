import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { JournalEntry } from '@cutover/journal'

/** An entry as a forger sees it: anything can be changed. */
export type Forged = Omit<JournalEntry, 'event' | 'data'> & { event: string; data: Record<string, unknown> }

/** The entries of a journal, without its first line. */
export function entriesOf(journal: Buffer): Forged[] {
  return linesOf(journal)
    .slice(1)
    .map((line) => JSON.parse(line) as Forged)
}

/**
 * A journal of these entries in which every byte holds: ids without a gap, the chain, the checksums, and, as a
 * careful forger would see to it, resumes that name the entry that is now before them.
 */
export function rechained(original: Buffer, entries: readonly Forged[]): Buffer {
  const first = linesOf(original)[0] as string
  const lines = [first]
  const renamed = new Map<string, string>()
  for (const [index, { entry_id }] of entries.entries())
    if (!renamed.has(entry_id)) renamed.set(entry_id, `e${index + 1}`)
  let prev = sha256(first)
  for (const [index, entry] of entries.entries()) {
    const from = renamed.get(String(entry.data.from_entry_id))
    const data = from === undefined ? entry.data : { ...entry.data, from_entry_id: from }
    const line = checksummed({ ...entry, entry_id: `e${index + 1}`, data, prev })
    lines.push(line)
    prev = sha256(line)
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** The same journal with another first line, every byte of which holds. */
export function withMetadata(journal: Buffer, change: Readonly<Record<string, unknown>>): Buffer {
  const first = JSON.parse(linesOf(journal)[0] as string) as Record<string, unknown>
  return rechained(Buffer.from(`${checksummed({ ...first, ...change })}\n`), entriesOf(journal))
}

function checksummed({ crc: _, ...members }: Record<string, unknown>): string {
  const body = JSON.stringify(members).slice(0, -1)
  return `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`
}

function linesOf(journal: Buffer): readonly string[] {
  return journal.toString('utf8').split('\n').slice(0, -1)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
