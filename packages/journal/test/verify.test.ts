import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
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

  it.each([
    ['a member twice, the first of which says otherwise', '"data":{"ok":false},"data":'],
    ['a name in escapes', '"\\u0064ata":'],
    ['white space', '"data": '],
    ['nesting that nothing would write', `"deep":${'['.repeat(200_000)}${']'.repeat(200_000)},"data":`],
  ])('names a line with %s, whose bytes all hold', async (_, instead) => {
    const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
    await appendAll(store)
    for (const at of [4, ONE_RUN.length + 1]) {
      const { ok, problems } = await verifyJournal(disguised(store.bytes(), at, instead))
      expect({ ok, problems }).toMatchObject({ ok: false, problems: [{ kind: 'corrupt', line: at }] })
    }
  })

  it('names a first line that is disguised', async () => {
    const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
    await appendAll(store)
    const { problems } = await verifyJournal(
      disguised(store.bytes(), 1, '"run_id":"other","run_id":', '"run_id":'),
    )
    expect(problems).toMatchObject([{ kind: 'corrupt', line: 1 }])
  })
})

/** A journal in which one line has other text, and every checksum and the chain are computed anew. */
function disguised(journal: Buffer, line: number, instead: string, member = '"data":'): Buffer {
  let text = ''
  let prev = ''
  for (const [index, was] of journal.toString('utf8').split('\n').slice(0, -1).entries()) {
    const body = was.slice(0, -18).replace(/"prev":"[0-9a-f]{64}"$/, `"prev":"${prev}"`)
    const said = index + 1 === line ? body.replace(member, () => instead) : body
    const sealed = `${said},"crc":"${crc32(said).toString(16).padStart(8, '0')}"}`
    prev = createHash('sha256').update(sealed).digest('hex')
    text += `${sealed}\n`
  }
  return Buffer.from(text)
}
