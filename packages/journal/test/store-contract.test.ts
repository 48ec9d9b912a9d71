import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AppendHooks,
  createFileJournal,
  createMemoryJournal,
  type FencingToken,
  isJournalError,
  type JournalStore,
  type NewEntry,
  openFileJournal,
  openMemoryJournal,
  verifyJournal,
} from '../src/index.js'
import { temporaryFolder, unlocked } from './support/places.js'
import { appendAll, collect, METADATA, ONE_RUN, STEP, steppingClock } from './support/samples.js'

interface Harness {
  create(options?: { hooks?: AppendHooks; lock?: FencingToken }): Promise<JournalStore>
  /** Opens what the last created store has left. */
  reopen(lock?: FencingToken): Promise<JournalStore>
  bytes(): Buffer
}

function fileHarness(): Harness {
  const path = join(temporaryFolder(), 'execution-log.jsonl')
  const now = steppingClock()
  return {
    create: ({ hooks, lock = unlocked() } = {}) =>
      createFileJournal({ path, metadata: METADATA, now, lock, ...(hooks ? { hooks } : {}) }),
    reopen: (lock = unlocked()) => openFileJournal({ path, now, lock }),
    bytes: () => readFileSync(path),
  }
}

function memoryHarness(): Harness {
  const now = steppingClock()
  let current: { bytes(): Buffer } | undefined
  const bytes = (): Buffer => current?.bytes() ?? Buffer.alloc(0)
  return {
    async create({ hooks, lock = unlocked() } = {}) {
      const created = createMemoryJournal({ metadata: METADATA, now, lock, ...(hooks ? { hooks } : {}) })
      current = created
      return created
    },
    async reopen(lock = unlocked()) {
      const opened = await openMemoryJournal({ bytes: bytes(), now, lock })
      current = opened
      return opened
    },
    bytes,
  }
}

describe.each([
  ['file', fileHarness],
  ['memory', memoryHarness],
])('a journal in a %s', (_, harnessOf) => {
  it('gives back every entry as it was appended, in order, with ids from e1', async () => {
    const harness = harnessOf()
    const store = await harness.create()
    await appendAll(store)
    const entries = await collect(store.entries())
    expect(entries.map((entry) => entry.entry_id)).toEqual(ONE_RUN.map((_entry, index) => `e${index + 1}`))
    expect(entries.map(({ event, step_id, data }) => ({ event, step_id, data }))).toEqual(
      ONE_RUN.map(({ event, step_id, data }) => ({ event, step_id, data })),
    )
  })

  it('returns from append exactly what a reader will see', async () => {
    const store = await harnessOf().create()
    const returned = []
    for (const entry of ONE_RUN) returned.push(await store.append(entry))
    expect(await collect(store.entries())).toEqual(returned)
  })

  it('stamps each entry with the injected time, the fence and the chain', async () => {
    const store = await harnessOf().create({ lock: unlocked(7) })
    const before = store.head()
    const entry = await store.append({ event: 'step-started', step_id: STEP, data: { attempt_of_walk: 1 } })
    expect(entry).toMatchObject({
      at: '2026-03-01T08:00:01.000Z',
      fence: 7,
      prev: before.sha256,
      operator: null,
    })
    expect(store.head()).toMatchObject({ entries: 1 })
    expect(store.head().sha256).not.toBe(before.sha256)
  })

  it('writes what verifies, and whose head is the head of the store', async () => {
    const harness = harnessOf()
    const store = await harness.create()
    await appendAll(store)
    const result = await verifyJournal(harness.bytes())
    expect(result.problems).toEqual([])
    expect(result.head).toEqual(store.head())
  })

  it('goes on where it stopped, with a higher fence', async () => {
    const harness = harnessOf()
    const first = await harness.create()
    await appendAll(first, ONE_RUN.slice(0, 6))
    await first.close()
    const before = harness.bytes()
    const second = await harness.reopen()
    expect(second.metadata).toEqual(first.metadata)
    expect(second.head()).toEqual(first.head())
    await appendAll(second, ONE_RUN.slice(6))
    expect(harness.bytes().subarray(0, before.length)).toEqual(before)
    const fences = (await collect(second.entries())).map((entry) => entry.fence)
    expect(new Set(fences.slice(0, 6))).toEqual(new Set([1]))
    expect(new Set(fences.slice(6))).toEqual(new Set([2]))
    expect((await verifyJournal(harness.bytes())).ok).toBe(true)
  })

  it('refuses a decision without its operator, and writes nothing', async () => {
    const harness = harnessOf()
    const store = await harness.create()
    const before = harness.bytes()
    const entry: NewEntry = {
      event: 'approved',
      step_id: STEP,
      data: { shown_hash: null, decision: 'approve' },
    }
    await expect(store.append(entry)).rejects.toMatchObject({ code: 'JOURNAL_ENTRY_INVALID' })
    await expect(store.append({ ...entry, operator: '' })).rejects.toMatchObject({
      code: 'JOURNAL_ENTRY_INVALID',
    })
    expect(harness.bytes()).toEqual(before)
  })

  it('refuses data that does not fit its event, and goes on with what does', async () => {
    const store = await harnessOf().create()
    const wrong = {
      event: 'step-started',
      step_id: STEP,
      data: { attempt_of_walk: 'one' },
    } as unknown as NewEntry
    await expect(store.append(wrong)).rejects.toThrow(/attempt_of_walk/)
    const unknown = { event: 'guessed', step_id: STEP, data: {} } as unknown as NewEntry
    await expect(store.append(unknown)).rejects.toThrow(/not a known event/)
    const endless: Record<string, unknown> = {}
    endless.self = endless
    const cyclic = { event: 'step-started', step_id: STEP, data: endless } as unknown as NewEntry
    await expect(store.append(cyclic)).rejects.toMatchObject({ code: 'JOURNAL_ENTRY_INVALID' })
    await store.append({ event: 'step-started', step_id: STEP, data: { attempt_of_walk: 1 } })
    expect(store.head().entries).toBe(1)
  })

  it('refuses an entry that no reader could hold in bounded memory', async () => {
    const store = await harnessOf().create()
    const huge = 'x'.repeat(17 * 1024 * 1024)
    await expect(
      store.append({ event: 'step-blocked', step_id: STEP, data: { by: [], reason: huge } }),
    ).rejects.toMatchObject({ code: 'JOURNAL_ENTRY_INVALID' })
  })

  it('cuts output to its last 2 KiB on a character boundary', async () => {
    const store = await harnessOf().create()
    const entry = await store.append({
      event: 'step-started',
      step_id: STEP,
      stdout_tail: 'é'.repeat(2000),
      data: { attempt_of_walk: 1 },
    })
    expect(entry.stdout_tail).toBe('é'.repeat(1024))
  })

  it('keeps members that it does not know', async () => {
    const store = await harnessOf().create()
    await store.append({
      event: 'step-started',
      step_id: STEP,
      data: { attempt_of_walk: 1, added_later: [1, { two: null }] } as { attempt_of_walk: number },
    })
    const [entry] = await collect(store.entries())
    expect(entry?.data).toEqual({ attempt_of_walk: 1, added_later: [1, { two: null }] })
  })

  it('lets a hook stop before the write, or after it, at exactly that instant', async () => {
    const harness = harnessOf()
    const stop = { at: '' }
    const throwAt = (at: string) => () => {
      if (stop.at === at) throw new Error(`crash ${at}`)
    }
    const store = await harness.create({ hooks: { before: throwAt('before'), after: throwAt('after') } })
    const entry: NewEntry = { event: 'step-started', step_id: STEP, data: { attempt_of_walk: 1 } }
    const empty = harness.bytes()
    stop.at = 'before'
    await expect(store.append(entry)).rejects.toThrow('crash before')
    expect(harness.bytes()).toEqual(empty)
    stop.at = 'after'
    await expect(store.append(entry)).rejects.toThrow('crash after')
    expect((await verifyJournal(harness.bytes())).entries).toBe(1)
  })

  it('writes nothing once the lock is lost, not even later', async () => {
    const harness = harnessOf()
    let held = true
    const lock: FencingToken = {
      fence: 1,
      assertHeld() {
        if (!held) throw Object.assign(new Error('lost'), { code: 'LOCK_LOST' })
      },
    }
    const store = await harness.create({ lock })
    await appendAll(store, ONE_RUN.slice(0, 3))
    const before = harness.bytes()
    held = false
    await expect(appendAll(store, ONE_RUN.slice(3))).rejects.toMatchObject({ code: 'LOCK_LOST' })
    held = true
    await expect(appendAll(store, ONE_RUN.slice(3))).rejects.toMatchObject({ code: 'JOURNAL_CLOSED' })
    expect(harness.bytes()).toEqual(before)
  })

  it('takes no entry after close, and closes twice without complaint', async () => {
    const store = await harnessOf().create()
    await store.close()
    await store.close()
    const rejected = await store.append(ONE_RUN[3] as NewEntry).catch((cause: unknown) => cause)
    expect(isJournalError(rejected, 'JOURNAL_CLOSED')).toBe(true)
  })

  it('recovers a torn tail by closing it and saying so, changing no byte', async () => {
    const harness = harnessOf()
    const store = await harness.create()
    await appendAll(store)
    const whole = harness.bytes()
    const cut = whole.subarray(0, whole.length - 40)
    const opened = await openMemoryJournal({ bytes: cut, now: steppingClock(Date.parse('2026-03-02')) })
    const after = opened.bytes()
    expect(after.subarray(0, cut.length)).toEqual(cut)
    expect(after[cut.length]).toBe(0x0a)
    const entries = await collect(opened.entries())
    expect(entries.map((entry) => entry.event)).toEqual([
      ...ONE_RUN.slice(0, -1).map((entry) => entry.event),
      'journal-recovered',
    ])
    expect((await verifyJournal(after)).ok).toBe(true)
  })
})

describe('a journal file', () => {
  it('is readable and writable by its owner only', async () => {
    const path = join(temporaryFolder(), 'log.jsonl')
    await createFileJournal({ path, metadata: METADATA, now: steppingClock(), lock: unlocked() })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is never created over another one', async () => {
    const path = join(temporaryFolder(), 'log.jsonl')
    const options = { path, metadata: METADATA, now: steppingClock(), lock: unlocked() }
    await createFileJournal(options)
    const before = readFileSync(path)
    await expect(createFileJournal(options)).rejects.toMatchObject({ code: 'JOURNAL_EXISTS' })
    expect(readFileSync(path)).toEqual(before)
  })

  it('that does not exist is reported as missing', async () => {
    const path = join(temporaryFolder(), 'log.jsonl')
    await expect(openFileJournal({ path, now: steppingClock(), lock: unlocked() })).rejects.toMatchObject({
      code: 'JOURNAL_MISSING',
      path,
    })
  })

  it('does not take an entry when someone else has written to it', async () => {
    const path = join(temporaryFolder(), 'log.jsonl')
    const now = steppingClock()
    const first = await createFileJournal({ path, metadata: METADATA, now, lock: unlocked() })
    const second = await openFileJournal({ path, now, lock: unlocked(2) })
    await appendAll(second, ONE_RUN.slice(0, 2))
    await expect(appendAll(first, ONE_RUN.slice(0, 2))).rejects.toMatchObject({ code: 'LOCK_LOST' })
    expect(await verifyJournal(path)).toMatchObject({ ok: true, entries: 2 })
  })
})
