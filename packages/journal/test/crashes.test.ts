import fc from 'fast-check'
import {
  createMemoryJournal,
  type JournalEntry,
  type MemoryJournal,
  openMemoryJournal,
  verifyJournal,
} from '../src/index.js'
import { collect, METADATA, STEP, steppingClock } from './support/samples.js'

/** One life of a writer: how many entries it gets durable, and how much of its last write reaches the disk. */
const life = fc.record({
  appends: fc.nat({ max: 3 }),
  torn: fc.oneof(fc.constant(0), fc.constant(1), fc.nat({ max: 30 }), fc.nat({ max: 600 })),
  fromEnd: fc.boolean(),
})

const tick = (store: MemoryJournal, name: string): Promise<JournalEntry> =>
  store.append({ event: 'step-blocked', step_id: STEP, notes: name, data: { by: [], reason: 'é🙂"\\{' } })

/** The bytes that are on disk when the write from `before` to `after` is cut off. */
function cutOff(before: Buffer, after: Buffer, torn: number, fromEnd: boolean): Buffer {
  const written = after.length - before.length
  const kept = Math.min(torn, written)
  return after.subarray(0, before.length + (fromEnd ? written - kept : kept))
}

it('a writer that crashes in the middle of any write, again and again, loses no durable entry', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 8 }), async (lives) => {
      const now = steppingClock()
      const durable: string[] = []
      const maybe = new Set<string>()
      let disk = createMemoryJournal({ metadata: METADATA, now }).bytes()
      for (const [index, { appends, torn, fromEnd }] of lives.entries()) {
        const store = await openMemoryJournal({ bytes: disk, now })
        const opened = store.bytes()
        if (opened.length > disk.length && torn % 2 === 1) {
          // The recovery itself is cut off.
          disk = cutOff(disk, opened, torn, fromEnd)
          continue
        }
        for (let count = 0; count < appends; count += 1) {
          durable.push((await tick(store, `life ${index} entry ${count}`)).notes ?? '')
        }
        const before = store.bytes()
        maybe.add((await tick(store, `life ${index} last`)).notes ?? '')
        disk = cutOff(before, store.bytes(), torn, fromEnd)
      }
      const last = await openMemoryJournal({ bytes: disk, now })
      const read = (await collect(last.entries())).filter((entry) => entry.event !== 'journal-recovered')
      const notes = read.map((entry) => entry.notes ?? '')
      expect(notes.filter((note) => !maybe.has(note))).toEqual(durable)
      const verified = await verifyJournal(last.bytes())
      expect(verified.problems.filter((problem) => problem.kind === 'corrupt')).toEqual([])
      expect(last.bytes().subarray(0, disk.length).equals(disk)).toBe(true)
    }),
    { seed: 20260301, numRuns: 300 },
  )
})
