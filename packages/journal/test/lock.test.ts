import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import {
  acquireLock,
  createFileJournal,
  inspectLock,
  isJournalError,
  type JournalError,
  type JournalFs,
  type LockHolder,
  type LockOptions,
  openFileJournal,
  type RunLock,
  systemJournalFs,
  verifyJournal,
} from '../src/index.js'
import { imaginedProcess, temporaryFolder } from './support/places.js'
import { appendAll, collect, METADATA, ONE_RUN, steppingClock } from './support/samples.js'

const nobody: ReadonlyMap<number, string> = new Map()

interface Scene {
  readonly path: string
  readonly acquire: (pid: number, options?: Partial<LockOptions>) => Promise<RunLock>
  readonly alive: Map<number, string>
}

function scene(): Scene {
  const path = join(temporaryFolder(), 'RUNNING.lock')
  const alive = new Map<number, string>()
  const now = steppingClock()
  return {
    path,
    alive,
    acquire(pid, options = {}) {
      if (!alive.has(pid)) alive.set(pid, `start-${pid}`)
      return acquireLock({
        path,
        command: 'cutover run',
        operator: `operator-${pid}`,
        now,
        resume: false,
        process: imaginedProcess(pid, alive),
        ...options,
      })
    },
  }
}

const refusal = async (attempt: Promise<unknown>): Promise<JournalError> => {
  const cause: unknown = await attempt.then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  )
  if (!isJournalError(cause)) throw cause
  return cause
}

describe('a run lock', () => {
  it('names its holder, for its owner only', async () => {
    const { path, acquire } = scene()
    const lock = await acquire(41)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      pid: 41,
      process_start_time: 'start-41',
      host: 'host-a',
      operator: 'operator-41',
      started_at: '2026-03-01T08:00:01.000Z',
      command: 'cutover run',
      fence: 1,
    })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(lock).toMatchObject({ fence: 1, previous: null })
    expect(readdirSync(dirname(path))).toEqual(['RUNNING.lock'])
  })

  it('is free again after its release, once', async () => {
    const { path, acquire } = scene()
    const lock = await acquire(41)
    expect(await lock.release()).toBe(true)
    expect(await lock.release()).toBe(false)
    expect(existsSync(path)).toBe(false)
    expect(() => lock.assertHeld()).toThrow(/no longer ours/)
    await acquire(42)
  })

  it.each([true, false])('of a live process is refused, naming the holder (resume: %s)', async (resume) => {
    const { acquire } = scene()
    await acquire(41)
    const error = await refusal(acquire(42, { resume }))
    expect(error.code).toBe('LOCK_HELD')
    expect(error.message).toMatch(/pid 41 on host-a, operator operator-41, since 2026-03-01T08:00:01.000Z/)
  })

  it('of a dead process needs resume, and is taken over with a higher fence', async () => {
    const { path, acquire, alive } = scene()
    const first = await acquire(41)
    alive.delete(41)
    const error = await refusal(acquire(42))
    expect(error.code).toBe('LOCK_STALE')
    expect(error.next).toMatch(/--resume/)
    const second = await acquire(42, { resume: true })
    expect(second).toMatchObject({ fence: 2, previous: first.holder })
    expect(() => first.assertHeld()).toThrow(expect.objectContaining({ code: 'LOCK_LOST' }))
    expect(await first.release()).toBe(false)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: 42 })
    expect(readdirSync(dirname(path))).toEqual(['RUNNING.lock'])
  })

  it('of a dead process is stale even when its pid now belongs to another one', async () => {
    const { acquire, alive } = scene()
    await acquire(41)
    alive.set(41, 'start-of-another-process')
    expect((await refusal(acquire(42))).code).toBe('LOCK_STALE')
    expect((await acquire(41, { resume: true })).fence).toBe(2)
  })

  it('whose place something else took is lost, also when that is no file at all', async () => {
    const { path, acquire } = scene()
    const lock = await acquire(41)
    rmSync(path)
    mkdirSync(path)
    expect(() => lock.assertHeld()).toThrow(expect.objectContaining({ code: 'LOCK_LOST' }))
    expect(await lock.release()).toBe(false)
  })

  it('with a number that cannot be counted on from is not taken over, and nobody searches for ever', async () => {
    const { path, acquire, alive } = scene()
    const { holder } = await acquire(41)
    alive.delete(41)
    const far = JSON.stringify({ ...holder, fence: Number.MAX_SAFE_INTEGER })
    const farther = JSON.stringify({ ...holder, fence: 2 ** 53 })
    writeFileSync(path, far)
    writeFileSync(`${path}.claim-${2 ** 53}`, farther)
    expect((await refusal(acquire(42, { resume: true }))).code).toBe('LOCK_UNREADABLE')
  })

  it('of another host cannot be judged, and the refusal says how to remove it', async () => {
    const { path, acquire } = scene()
    await acquire(41, { process: imaginedProcess(41, nobody, 'host-b') })
    const error = await refusal(acquire(42, { resume: true }))
    expect(error.code).toBe('LOCK_FOREIGN_HOST')
    expect(error.next).toContain(`rm '${path}'`)
    expect(error.next).toContain('host-b')
  })

  it.each(['', '{}', 'pid 4711', '{"pid":"41"}'])('that holds %j cannot be judged either', async (text) => {
    const { path, acquire } = scene()
    writeFileSync(path, text)
    expect((await refusal(acquire(42, { resume: true }))).code).toBe('LOCK_UNREADABLE')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('can be looked at without being touched', async () => {
    const { path, acquire, alive } = scene()
    const look = () => inspectLock({ path, process: imaginedProcess(1, alive) }).kind
    expect(look()).toBe('free')
    await acquire(41)
    expect(look()).toBe('live')
    alive.delete(41)
    expect(look()).toBe('stale')
  })

  it('still counts as held after a chmod, and as lost when someone replaced it', async () => {
    const { path, acquire } = scene()
    const lock = await acquire(41)
    chmodSync(path, 0o640)
    expect(() => lock.assertHeld()).not.toThrow()
    const text = readFileSync(path, 'utf8')
    rmSync(path)
    expect(() => lock.assertHeld()).toThrow(expect.objectContaining({ code: 'LOCK_LOST' }))
    writeFileSync(path, text.replace('"pid": 41', '"pid": 43'))
    expect(() => lock.assertHeld()).toThrow(expect.objectContaining({ code: 'LOCK_LOST' }))
  })

  it('says so when it cannot be written', async () => {
    const { acquire } = scene()
    const fs: JournalFs = {
      ...systemJournalFs,
      write: () => {
        throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' })
      },
    }
    expect((await refusal(acquire(41, { fs }))).code).toBe('LOCK_WRITE_FAILED')
    const short: JournalFs = { ...systemJournalFs, write: () => 3 }
    expect((await refusal(acquire(41, { fs: short }))).code).toBe('LOCK_WRITE_FAILED')
  })
})

describe('a take-over', () => {
  /** The real file system, with something happening just before one of its calls, once. */
  function interrupted(
    name: 'publish' | 'replace' | 'readText',
    when: (path: string) => boolean,
    happens: () => void,
  ) {
    let happened = false
    const real = systemJournalFs[name] as (...args: string[]) => never
    return {
      ...systemJournalFs,
      [name]: (...args: string[]) => {
        if (!happened && when(args.join(' '))) {
          happened = true
          happens()
        }
        return real(...args)
      },
    } as JournalFs
  }

  it('that crashes holding its claim can itself be taken over', async () => {
    const { path, acquire, alive } = scene()
    await acquire(41)
    alive.delete(41)
    const crash = interrupted(
      'replace',
      () => true,
      () => {
        throw new Error('kill -9')
      },
    )
    await refusal(acquire(42, { resume: true, fs: crash }))
    expect(readdirSync(dirname(path)).sort()).toEqual(['RUNNING.lock', 'RUNNING.lock.claim-2'])
    expect((await refusal(acquire(43, { resume: true }))).code).toBe('LOCK_HELD')
    alive.delete(42)
    const lock = await acquire(43, { resume: true })
    expect(lock.fence).toBe(3)
    expect(readdirSync(dirname(path))).toEqual(['RUNNING.lock'])
  })

  it('loses to one that finished between the look at the lock and the claim', async () => {
    const { path, acquire, alive } = scene()
    await acquire(41)
    alive.delete(41)
    let winner: Promise<RunLock> | undefined
    const late = interrupted(
      'publish',
      (args) => args.includes('claim-2'),
      () => {
        // acquireLock without a journal path does all its work before its first await.
        winner = acquire(43, { resume: true })
      },
    )
    const error = await refusal(acquire(42, { resume: true, fs: late }))
    expect(error.code).toBe('LOCK_HELD')
    expect((await winner)?.fence).toBe(2)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: 43 })
    expect(readdirSync(dirname(path))).toEqual(['RUNNING.lock'])
  })

  it('loses when the lock was given back in the meantime', async () => {
    const { path, acquire, alive } = scene()
    await acquire(41)
    alive.delete(41)
    const late = interrupted(
      'publish',
      (args) => args.includes('claim-2'),
      () => rmSync(path),
    )
    expect((await refusal(acquire(42, { resume: true, fs: late }))).code).toBe('LOCK_HELD')
    expect(readdirSync(dirname(path))).toEqual([])
  })

  it('loses to a claim of another host', async () => {
    const { path, acquire, alive } = scene()
    const first = await acquire(41)
    alive.delete(41)
    const foreign: LockHolder = { ...first.holder, host: 'host-b', fence: 2 }
    writeFileSync(`${path}.claim-2`, JSON.stringify(foreign))
    expect((await refusal(acquire(42, { resume: true }))).code).toBe('LOCK_FOREIGN_HOST')
  })

  it('loses to a claim that disappears while it is looked at', async () => {
    const { path, acquire, alive } = scene()
    const first = await acquire(41)
    alive.delete(41)
    writeFileSync(`${path}.claim-2`, JSON.stringify({ ...first.holder, fence: 2 }))
    const gone = interrupted(
      'readText',
      (args) => args.includes('claim-2'),
      () => rmSync(`${path}.claim-2`),
    )
    expect((await refusal(acquire(42, { resume: true, fs: gone }))).code).toBe('LOCK_HELD')
  })

  it('loses a free lock to one that was quicker', async () => {
    const { path, acquire } = scene()
    const winner = await scene().acquire(43)
    const late = interrupted(
      'publish',
      () => true,
      () => writeFileSync(path, JSON.stringify(winner.holder)),
    )
    expect((await refusal(acquire(42, { fs: late }))).code).toMatch(/^LOCK_HELD$/)
  })
})

describe('fencing', () => {
  it('keeps a writer that lost its lock from appending, and the new one goes on with a higher fence', async () => {
    const { path, acquire, alive } = scene()
    const journal = join(dirname(path), 'execution-log.jsonl')
    const now = steppingClock()
    const oldLock = await acquire(41, { journalPath: journal })
    const old = await createFileJournal({ path: journal, metadata: METADATA, now, lock: oldLock })
    await appendAll(old, ONE_RUN.slice(0, 7))
    alive.delete(41)
    const newLock = await acquire(42, { resume: true, journalPath: journal })
    const beforeOpening = old.append({
      event: 'step-blocked',
      step_id: 'x',
      data: { by: [], reason: 'late' },
    })
    await expect(beforeOpening).rejects.toMatchObject({ code: 'LOCK_LOST' })
    const store = await openFileJournal({ path: journal, now, lock: newLock })
    await appendAll(store, ONE_RUN.slice(7))
    const fences = (await collect(store.entries())).map((entry) => entry.fence)
    expect(fences).toEqual([...Array(7).fill(1), ...Array(8).fill(2)])
    expect(newLock.fence).toBe(2)
    expect((await verifyJournal(journal)).ok).toBe(true)
  })

  it('counts on from the journal when the lock was released in between, or removed by hand', async () => {
    const { path, acquire } = scene()
    const journal = join(dirname(path), 'execution-log.jsonl')
    const now = steppingClock()
    const first = await acquire(41, { journalPath: journal })
    const store = await createFileJournal({ path: journal, metadata: METADATA, now, lock: first })
    await appendAll(store, ONE_RUN.slice(0, 2))
    await store.close()
    await first.release()
    const second = await acquire(42, { journalPath: journal })
    expect(second.fence).toBe(2)
    await second.release()
    const forgetful = await acquire(43)
    expect(forgetful.fence).toBe(1)
    const reopened = await openFileJournal({ path: journal, now, lock: forgetful })
    expect(reopened.fence).toBe(2)
  })

  it('refuses to read a journal into which a fenced writer wrote all the same', async () => {
    const { path } = scene()
    const journal = join(dirname(path), 'execution-log.jsonl')
    const now = steppingClock()
    const high = await createFileJournal({
      path: journal,
      metadata: METADATA,
      now,
      lock: { fence: 9, assertHeld: () => undefined },
    })
    await appendAll(high, ONE_RUN.slice(0, 2))
    const text = readFileSync(journal, 'utf8')
    const { encodeLine } = await import('../src/line.js')
    const { crc, ...last } = JSON.parse(String(text.trimEnd().split('\n').at(-1)))
    expect(crc).toMatch(/^[0-9a-f]{8}$/)
    const stale = encodeLine({ ...last, entry_id: 'e3', fence: 8, prev: high.head().sha256 })
    writeFileSync(journal, `${text}${stale}\n`)
    const result = await verifyJournal(journal)
    expect(result.problems).toMatchObject([{ kind: 'corrupt', line: 4 }])
    expect(result.problems[0]?.message).toMatch(/had lost its lock wrote it \(fence 8 after 9\)/)
  })
})
