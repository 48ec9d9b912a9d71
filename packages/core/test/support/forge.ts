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
    const { crc: _, ...members } = { ...entry, entry_id: `e${index + 1}`, data, prev }
    const body = JSON.stringify(members).slice(0, -1)
    const line = `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`
    lines.push(line)
    prev = sha256(line)
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

function linesOf(journal: Buffer): readonly string[] {
  return journal.toString('utf8').split('\n').slice(0, -1)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
