import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeEntry, composeMetadata } from '../src/compose.js'
import {
  createMemoryJournal,
  foldJournal,
  isJournalError,
  type JournalFs,
  openFileJournal,
  readJournal,
  systemJournalFs,
  verifyJournal,
} from '../src/index.js'
import { MAX_LINE_BYTES } from '../src/line.js'
import { temporaryFolder, unlocked } from './support/places.js'
import { appendAll, collect, METADATA, ONE_RUN, STEP, steppingClock } from './support/samples.js'

async function writtenJournal(): Promise<{ path: string; bytes: Buffer }> {
  const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
  await appendAll(store)
  const path = join(temporaryFolder(), 'execution-log.jsonl')
  writeFileSync(path, store.bytes())
  return { path, bytes: store.bytes() }
}

/** Gives the file in chunks of so many bytes. */
const inChunks = (size: number): JournalFs => ({
  ...systemJournalFs,
  async *read(path, range) {
    for await (const chunk of systemJournalFs.read(path, range)) {
      for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size)
    }
  },
})

describe('reading a journal', () => {
  it('gives metadata at once and the entries as a stream, as often as asked', async () => {
    const { path } = await writtenJournal()
    const reading = await readJournal(path)
    expect(reading.metadata).toMatchObject({ ...METADATA, format_version: 1 })
    const first = await collect(reading.entries())
    expect(first.map((entry) => entry.event)).toEqual(ONE_RUN.map((entry) => entry.event))
    expect(await collect(reading.entries())).toEqual(first)
  })

  it.each([1, 2, 7, 64, 1000])('does not depend on where chunks of %i bytes end', async (size) => {
    const { path, bytes } = await writtenJournal()
    const fs = inChunks(size)
    expect(await collect((await readJournal(path, { fs })).entries())).toEqual(
      await collect((await readJournal(bytes)).entries()),
    )
    expect(await verifyJournal(path, { fs })).toEqual(await verifyJournal(bytes))
  })

  it('folds in order and tells line numbers', async () => {
    const { path, bytes } = await writtenJournal()
    const { state, head, sizeBytes, torn, fence } = await foldJournal(
      path,
      [] as string[],
      (all, entry, line) => [...all, `${line} ${entry.entry_id}`],
    )
    expect(state.slice(0, 2)).toEqual(['2 e1', '3 e2'])
    expect({ entries: head.entries, sizeBytes, torn, fence }).toEqual({
      entries: ONE_RUN.length,
      sizeBytes: bytes.length,
      torn: null,
      fence: 1,
    })
  })

  it('can be left early without trouble', async () => {
    const { path } = await writtenJournal()
    for await (const entry of (await readJournal(path)).entries()) {
      expect(entry.entry_id).toBe('e1')
      break
    }
  })

  it('sees nothing of a line that is still being written', async () => {
    const { path, bytes } = await writtenJournal()
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('{"entry_id":"e16","step')]))
    expect((await collect((await readJournal(path)).entries())).length).toBe(ONE_RUN.length)
    expect(await verifyJournal(path)).toMatchObject({
      ok: true,
      torn: { line: ONE_RUN.length + 2, length: 23 },
    })
  })

  it('says when there is no journal, and when it cannot be read', async () => {
    const folder = temporaryFolder()
    const missing: unknown = await readJournal(join(folder, 'nowhere.jsonl')).catch((cause: unknown) => cause)
    expect(isJournalError(missing, 'JOURNAL_MISSING')).toBe(true)
    mkdirSync(join(folder, 'log.jsonl'))
    const unreadable: unknown = await verifyJournal(join(folder, 'log.jsonl')).catch(
      (cause: unknown) => cause,
    )
    expect(isJournalError(unreadable, 'FILE_REFUSED')).toBe(true)
  })

  it('refuses a first line that is cut off', async () => {
    const { bytes } = await writtenJournal()
    await expect(readJournal(bytes.subarray(0, 100))).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
      line: 1,
    })
  })

  it('refuses a line without end instead of filling the memory', async () => {
    const { path, bytes } = await writtenJournal()
    const endless: JournalFs = {
      ...systemJournalFs,
      async *read() {
        yield bytes
        for (;;) yield Buffer.alloc(1 << 20, 'x')
      },
    }
    const refused: unknown = await foldJournal(path, null, () => null, { fs: endless }).catch(
      (c: unknown) => c,
    )
    expect(refused).toMatchObject({ code: 'JOURNAL_CORRUPT', line: ONE_RUN.length + 2 })
    expect(String(refused)).toContain(String(MAX_LINE_BYTES))
  })
})

describe('a long journal', () => {
  const COUNT = 60_000

  async function longJournal(): Promise<string> {
    const path = join(temporaryFolder(), 'long.jsonl')
    const out = createWriteStream(path)
    const first = composeMetadata(METADATA)
    out.write(first.bytes)
    let head = { entries: 0, sha256: first.sha256 }
    for (let count = 1; count <= COUNT; count += 1) {
      const data = {
        status: 'copying',
        outcome: 'running',
        progress: { percent: 50 },
        message: null,
      } as const
      const line = composeEntry(
        { event: 'poll-tick', step_id: STEP, data },
        { head, fence: 1, nowMs: 1_770_000_000_000 + count },
      )
      head = { entries: count, sha256: line.sha256 }
      if (!out.write(line.bytes)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    return path
  }

  it('is folded and opened in memory that does not grow with it', async () => {
    const path = await longJournal()
    const beforeBytes = process.memoryUsage().heapUsed
    let mostBytes = 0
    const { state, head } = await foldJournal(path, 0, (count) => {
      if (count % 5000 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().heapUsed)
      return count + 1
    })
    expect(state).toBe(COUNT)
    // The file has some 24 MB, and its entries as objects several times that.
    expect(mostBytes - beforeBytes).toBeLessThan(64 * 1024 * 1024)
    const store = await openFileJournal({ path, now: steppingClock(), lock: unlocked(2) })
    expect(store.head()).toEqual(head)
    await store.append({ event: 'step-blocked', step_id: 'other', data: { by: [], reason: 'the end' } })
    let last = ''
    for await (const entry of store.entries()) last = entry.entry_id
    expect(last).toBe(`e${COUNT + 1}`)
    await store.close()
  })

  it('with a problem in every line reports only so many, and counts all', async () => {
    const store = createMemoryJournal({ metadata: METADATA, now: () => 1000 })
    for (let count = 0; count < 1500; count += 1) {
      await store.append({
        event: 'step-succeeded',
        step_id: `s${count}`,
        data: { receipt: null, how: 'decided' },
      })
    }
    const result = await verifyJournal(store.bytes(), { legality: () => ['no run writes that'] })
    expect(result.problems.length).toBe(1000)
    expect(result.problemCount).toBe(1500)
    expect(result.countByEvent).toEqual({ 'step-succeeded': 1500 })
  })
})
