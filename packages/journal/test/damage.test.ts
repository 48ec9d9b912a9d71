import {
  createMemoryJournal,
  foldJournal,
  isJournalError,
  type JournalEntry,
  openMemoryJournal,
  verifyJournal,
} from '../src/index.js'
import { appendAll, collect, METADATA, ONE_RUN, STEP, steppingClock } from './support/samples.js'

/** A real journal: a run, a torn write in the middle of it, a recovery, and the rest of the run. */
async function realJournal(): Promise<Buffer> {
  const now = steppingClock()
  const first = createMemoryJournal({ metadata: METADATA, now })
  await appendAll(first, ONE_RUN.slice(0, 9))
  const second = await openMemoryJournal({ bytes: first.bytes().subarray(0, -33), now })
  await second.append({
    event: 'resume-reverified',
    step_id: STEP,
    data: { last_event: 'executing', finding: 'still copying' },
  })
  await appendAll(second, ONE_RUN.slice(9))
  return second.bytes()
}

async function entriesOf(bytes: Buffer): Promise<JournalEntry[]> {
  const { state } = await foldJournal(bytes, [] as JournalEntry[], (all, entry) => {
    all.push(entry)
    return all
  })
  return state
}

/** The entries, or null when the journal is refused. */
async function openOrRefuse(bytes: Buffer): Promise<{ entries: JournalEntry[]; after: Buffer } | null> {
  try {
    const store = await openMemoryJournal({ bytes, now: steppingClock() })
    return { entries: await collect(store.entries()), after: store.bytes() }
  } catch (cause) {
    if (isJournalError(cause, 'JOURNAL_CORRUPT') || isJournalError(cause, 'JOURNAL_FORMAT_UNKNOWN'))
      return null
    throw cause
  }
}

/** Numbers that look random and are the same each time. */
function seededNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const LINE_OF_METADATA = 0x0a

describe('a journal cut off at any byte', () => {
  it('is recovered with exactly the entries that were whole, or refused when even its first line is torn', async () => {
    const bytes = await realJournal()
    const all = await entriesOf(bytes)
    const firstLineEnd = bytes.indexOf(LINE_OF_METADATA)
    const texts = all.map((entry) => JSON.stringify(entry))
    let recovered = 0
    for (let length = 0; length <= bytes.length; length += 1) {
      const cut = bytes.subarray(0, length)
      const opened = await openOrRefuse(cut)
      if (length <= firstLineEnd) {
        if (opened) throw new Error(`not refused at ${length}`)
        continue
      }
      if (!opened) throw new Error(`refused at ${length}`)
      const news =
        opened.entries.at(-1)?.event === 'journal-recovered' && opened.after.length > length ? 1 : 0
      const kept = opened.entries.slice(0, opened.entries.length - news)
      // Jest's matchers would take most of a minute here.
      const whole = cut.toString('latin1').split('\n').length - 2
      const prefix = kept.every((entry, index) => JSON.stringify(entry) === texts[index])
      const appended = opened.after.compare(cut, 0, length, 0, length) === 0
      if (!prefix || !appended || whole - kept.length > 1) throw new Error(`misread at ${length}`)
      if (news === 1) recovered += 1
    }
    expect(recovered).toBeGreaterThan(bytes.length * 0.9)
  })

  it('is recovered again when the recovery itself is cut off at any byte', async () => {
    const now = steppingClock()
    const store = createMemoryJournal({ metadata: METADATA, now })
    await appendAll(store, ONE_RUN.slice(0, 5))
    const whole = store.bytes()
    const all = ONE_RUN.slice(0, 5).map((entry) => entry.event)
    const before = all.slice(0, 4)
    for (const missing of [1, 2, 17, 18, 30, 200]) {
      const torn = whole.subarray(0, whole.length - missing)
      const once = (await openMemoryJournal({ bytes: torn, now })).bytes()
      for (let length = torn.length; length < once.length; length += 1) {
        const twice = await openMemoryJournal({ bytes: once.subarray(0, length), now })
        const read = await collect(twice.entries())
        const events = read.map((entry) => entry.event).filter((event) => event !== 'journal-recovered')
        // A line that lacked only its newline is either withdrawn or, once the newline is there, whole.
        if (events.join() !== before.join() && events.join() !== all.join()) throw new Error(`at ${length}`)
        if (read.length - events.length > 1) throw new Error(`recovered twice at ${length}`)
      }
    }
  })

  it('is recovered when recovery after recovery lacks only its newline', async () => {
    const now = steppingClock()
    const store = createMemoryJournal({ metadata: METADATA, now })
    await appendAll(store, ONE_RUN.slice(0, 5))
    let bytes = store.bytes().subarray(0, -1)
    for (let crash = 0; crash < 6; crash += 1) {
      const opened = await openMemoryJournal({ bytes, now })
      const entries = await collect(opened.entries())
      const known = entries.filter((entry) => entry.event !== 'journal-recovered').length
      expect([4, 5]).toContain(known)
      expect(entries.length).toBe(opened.head().entries)
      bytes = opened.bytes().subarray(0, -1)
    }
    const last = await openMemoryJournal({ bytes, now })
    await appendAll(last, ONE_RUN.slice(5))
    expect(await verifyJournal(last.bytes())).toMatchObject({
      entries: last.head().entries,
      head: last.head(),
    })
  })

  it('is recovered a third time after two recoveries that were cut off', async () => {
    const now = steppingClock()
    const store = createMemoryJournal({ metadata: METADATA, now })
    await appendAll(store, ONE_RUN.slice(0, 5))
    const torn = store.bytes().subarray(0, -100)
    const once = (await openMemoryJournal({ bytes: torn, now })).bytes().subarray(0, torn.length + 60)
    const twice = (await openMemoryJournal({ bytes: once, now })).bytes().subarray(0, once.length + 1)
    const third = await openMemoryJournal({ bytes: twice, now })
    const last = (await collect(third.entries())).at(-1)
    expect(last).toMatchObject({ event: 'journal-recovered', data: { offset: expect.any(Number) } })
    expect(last?.event === 'journal-recovered' && last.data.length).toBe(
      once.length - torn.length + torn.length - torn.lastIndexOf(0x0a) - 1,
    )
    expect((await verifyJournal(third.bytes())).problems).toEqual([])
  })

  it('shows readers only whole entries while a writer is in the middle of a line', async () => {
    const bytes = await realJournal()
    const cut = bytes.subarray(0, -10)
    const read = await foldJournal(cut, 0, (count) => count + 1)
    expect(read.torn).toMatchObject({ closed: false })
    expect(read.state).toBe((await entriesOf(bytes)).length - 1)
    expect(await verifyJournal(cut)).toMatchObject({ ok: true, torn: { closed: false } })
  })

  it('may end in the zeros that a file system leaves where data never arrived', async () => {
    const bytes = await realJournal()
    const zeros = Buffer.concat([bytes.subarray(0, -50), Buffer.alloc(4096)])
    const opened = await openOrRefuse(zeros)
    expect(opened?.entries.at(-1)).toMatchObject({
      event: 'journal-recovered',
      data: { length: expect.any(Number) },
    })
    expect(await openOrRefuse(Buffer.concat([bytes, Buffer.alloc(512)]))).not.toBeNull()
  })
})

describe('a journal with one byte changed', () => {
  async function mustNotBeMisread(
    original: readonly JournalEntry[],
    damaged: Buffer,
    what: string,
  ): Promise<boolean> {
    const opened = await openOrRefuse(damaged)
    if (!opened) return false
    const news = opened.after.length > damaged.length ? 1 : 0
    const kept = opened.entries.slice(0, opened.entries.length - news)
    if (JSON.stringify(kept) === JSON.stringify(original)) return true
    throw new Error(`misread: ${what}`)
  }

  it('is refused, in 5,000 seeded flips', async () => {
    const bytes = await realJournal()
    const original = await entriesOf(bytes)
    const below = seededNumbers(20260301)
    for (let flip = 0; flip < 5000; flip += 1) {
      const damaged = Buffer.from(bytes)
      const at = below(bytes.length)
      const value = (Number(bytes[at]) + 1 + below(255)) % 256
      damaged[at] = value
      expect(await mustNotBeMisread(original, damaged, `byte ${at} to ${value}`)).toBe(false)
    }
  })

  it('is refused for every byte of its last line', async () => {
    const bytes = await realJournal()
    const original = await entriesOf(bytes)
    const from = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1
    for (let at = from; at < bytes.length; at += 1) {
      const value = Number(bytes[at])
      for (const other of [0, 0x0a, 0x22, 0x7d, value ^ 1]) {
        if (other === value) continue
        const damaged = Buffer.from(bytes)
        damaged[at] = other
        expect(await mustNotBeMisread(original, damaged, `byte ${at} to ${other}`)).toBe(false)
      }
    }
  })

  it('with a torn tail never loses a whole entry with it', async () => {
    const torn = (await realJournal()).subarray(0, -25)
    const original = await entriesOf(torn)
    const below = seededNumbers(7)
    const lastNewline = torn.lastIndexOf(0x0a)
    const places = [lastNewline, ...Array.from({ length: 1000 }, () => below(lastNewline))]
    for (const at of places) {
      const damaged = Buffer.from(torn)
      damaged[at] = (Number(torn[at]) + 1 + below(255)) % 256
      expect(await mustNotBeMisread(original, damaged, `byte ${at}`)).toBe(false)
    }
  })

  it('in a fragment that is already recovered is refused too', async () => {
    const bytes = await realJournal()
    const entries = await entriesOf(bytes)
    const recovered = entries.find((entry) => entry.event === 'journal-recovered')
    if (recovered?.event !== 'journal-recovered') throw new Error('no fragment in the sample')
    const damaged = Buffer.from(bytes)
    damaged[recovered.data.offset + 20] = 0x21
    expect(await openOrRefuse(damaged)).toBeNull()
  })
})

describe('a journal that someone edited', () => {
  const lines = async (): Promise<string[]> => (await realJournal()).toString().split('\n').slice(0, -1)
  const joined = (all: readonly string[]): Buffer => Buffer.from(`${all.join('\n')}\n`)

  async function reasonOf(all: readonly string[]): Promise<{ line: number | null; message: string }> {
    const cause: unknown = await foldJournal(joined(all), null, () => null).catch((error: unknown) => error)
    if (!isJournalError(cause, 'JOURNAL_CORRUPT')) throw new Error(`not refused: ${String(cause)}`)
    expect(cause.next).toMatch(/Nothing was repaired/)
    return { line: cause.line, message: cause.message }
  }

  it('is refused with the line when a line is missing, doubled or moved', async () => {
    const all = await lines()
    expect((await reasonOf([...all.slice(0, 4), ...all.slice(5)])).line).toBe(5)
    expect((await reasonOf([...all.slice(0, 5), ...all.slice(4)])).line).toBe(6)
    const moved = [...all]
    moved.splice(3, 2, String(all[4]), String(all[3]))
    expect((await reasonOf(moved)).line).toBe(4)
  })

  it('is refused with the changed line and the reason when a word is changed', async () => {
    const all = await lines()
    const changed = all.map((line) => line.replace('"operator":"alice"', '"operator":"mallory"'))
    const reason = await reasonOf(changed)
    expect(reason.line).toBe(2)
    expect(reason.message).toMatch(/checksum/)
  })

  it('is refused when the fragment or its recovery is taken out', async () => {
    const all = await lines()
    const at = all.findIndex((line) => line.includes('"event":"journal-recovered"'))
    expect((await reasonOf([...all.slice(0, at - 1), ...all.slice(at)])).message).toMatch(/fragment/)
    expect((await reasonOf([...all.slice(0, at), ...all.slice(at + 1)])).line).toBe(at)
  })

  it('is refused without its first line, when empty, and when it is something else', async () => {
    const all = await lines()
    expect((await reasonOf(all.slice(1))).line).toBe(1)
    await expect(foldJournal(Buffer.alloc(0), null, () => null)).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
      line: 1,
    })
    expect((await reasonOf(['hello'])).line).toBe(1)
    expect((await reasonOf(['null'])).line).toBe(1)
  })

  it('says so when it has a format of the future', async () => {
    const all = await lines()
    const later = [String(all[0]).replace('"format_version":1', '"format_version":2'), ...all.slice(1)]
    await expect(foldJournal(joined(later), null, () => null)).rejects.toMatchObject({
      code: 'JOURNAL_FORMAT_UNKNOWN',
    })
  })
})
