import { join } from 'node:path'
import { type JournalEntry, readJournal } from '@cutover/journal'

/** Every entry of the journal in a folder. */
export async function entriesIn(folder: string): Promise<readonly JournalEntry[]> {
  const { entries } = await readJournal(join(folder, 'execution-log.jsonl'))
  const all: JournalEntry[] = []
  for await (const entry of entries()) all.push(entry)
  return all
}

/** The events of the steps of one action, by the end of their ids. */
export function eventsOf(entries: readonly JournalEntry[], action: string): readonly string[] {
  return entries.filter((entry) => entry.step_id.endsWith(action)).map((entry) => entry.event)
}
