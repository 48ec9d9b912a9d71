import { createMemoryJournal, type JournalEntry, verifyJournal } from '../src/index.js'
import { appendAll, METADATA, ONE_RUN, steppingClock } from './support/samples.js'

describe('verifying', () => {
  it('reports a clock that was set back with its line, and finds no problem in it', async () => {
    const times = [1000, 5000, 4000, 4000, 6000]
    const store = createMemoryJournal({ metadata: METADATA, now: () => times.shift() ?? 0 })
    await appendAll(store, ONE_RUN.slice(0, 5))
    const { ok, problems, setBack } = await verifyJournal(store.bytes())
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    expect(setBack).toEqual([
      { line: 4, entryId: 'e3', at: '1970-01-01T00:00:04.000Z', after: '1970-01-01T00:00:05.000Z' },
    ])
  })

  it('asks the host about every entry, in order and with its line, and reports what it finds illegal', async () => {
    const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
    await appendAll(store)
    const asked: number[] = []
    const legality = (entry: JournalEntry, line: number) => {
      asked.push(line)
      return entry.phase_number === 2 ? ['phase 2 is closed'] : []
    }
    const { ok, problems, problemCount, entries } = await verifyJournal(store.bytes(), { legality })
    expect({ ok, listed: problems.length, problemCount }).toEqual({ ok: false, listed: 10, problemCount: 10 })
    expect(problems[0]).toMatchObject({ kind: 'illegal', message: 'phase 2 is closed' })
    expect(asked).toEqual(Array.from({ length: entries }, (_, index) => index + 2))
  })

  it('has no opinion of its own about which entry may follow which: that is the host’s', async () => {
    const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
    await appendAll(store, [...ONE_RUN].reverse())
    expect(await verifyJournal(store.bytes())).toMatchObject({ ok: true, problems: [] })
  })
})
