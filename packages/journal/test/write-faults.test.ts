import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  createFileJournal,
  isJournalError,
  type JournalFs,
  type JournalStore,
  openFileJournal,
  systemJournalFs,
  verifyJournal,
} from '../src/index.js'
import { temporaryFolder, unlocked } from './support/places.js'
import { appendAll, collect, METADATA, ONE_RUN, steppingClock } from './support/samples.js'

const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code })

/** The real file system with a fault that can be switched on. */
function faultyFs(): { fs: JournalFs; fault: Partial<JournalFs> } {
  const fault: Partial<JournalFs> = {}
  const fs = new Proxy(systemJournalFs, {
    get: (target, name: keyof JournalFs) => fault[name] ?? target[name],
  })
  return { fs, fault }
}

async function startedJournal(): Promise<{
  path: string
  store: JournalStore
  fs: JournalFs
  fault: Partial<JournalFs>
}> {
  const path = join(temporaryFolder(), 'execution-log.jsonl')
  const { fs, fault } = faultyFs()
  const store = await createFileJournal({
    path,
    metadata: METADATA,
    now: steppingClock(),
    lock: unlocked(),
    fs,
  })
  await appendAll(store, ONE_RUN.slice(0, 7))
  return { path, store, fs, fault }
}

const reopen = (path: string): Promise<JournalStore> =>
  openFileJournal({ path, now: steppingClock(Date.parse('2026-03-02')), lock: unlocked(2) })

describe('when a write fails', () => {
  const shortWrite: Partial<JournalFs> = {
    write: (descriptor, bytes) => systemJournalFs.write(descriptor, bytes.subarray(0, bytes.length >> 1)),
  }
  const fullAfterSome: Partial<JournalFs> = {
    write(descriptor, bytes) {
      systemJournalFs.write(descriptor, bytes.subarray(0, 20))
      throw systemError('ENOSPC')
    },
  }
  const faults: ReadonlyArray<readonly [string, Partial<JournalFs>]> = [
    [
      'the disk is full',
      {
        write: () => {
          throw systemError('ENOSPC')
        },
      },
    ],
    ['the disk is full after part of the line', fullAfterSome],
    ['the write is short', shortWrite],
    [
      'the device reports an I/O error',
      {
        write: () => {
          throw systemError('EIO')
        },
      },
    ],
    [
      'fdatasync reports an I/O error',
      {
        fdatasync: () => {
          throw systemError('EIO')
        },
      },
    ],
  ]

  it.each(faults)(
    'because %s, the append throws, nothing more is taken, and the file goes on later',
    async (_, fault) => {
      const { path, store, fault: injected } = await startedJournal()
      const durable = readFileSync(path)
      Object.assign(injected, fault)
      const failed: unknown = await appendAll(store, ONE_RUN.slice(7, 8)).catch((cause: unknown) => cause)
      if (!isJournalError(failed, 'JOURNAL_WRITE_FAILED')) throw failed
      expect(failed.next).toMatch(/--resume/)
      for (const name of Object.keys(injected)) Reflect.deleteProperty(injected, name)
      await expect(appendAll(store, ONE_RUN.slice(7, 8))).rejects.toMatchObject({ code: 'JOURNAL_CLOSED' })
      await store.close()

      expect(readFileSync(path).subarray(0, durable.length)).toEqual(durable)
      expect((await verifyJournal(path)).ok).toBe(true)
      const next = await reopen(path)
      const events = (await collect(next.entries())).map((entry) => entry.event)
      expect(events.slice(0, 7)).toEqual(ONE_RUN.slice(0, 7).map((entry) => entry.event))
      expect(readFileSync(path).subarray(0, durable.length)).toEqual(durable)
      await next.close()
    },
  )

  it('says that the disk is full and that nothing more was started', async () => {
    const { store, fault } = await startedJournal()
    Object.assign(fault, fullAfterSome)
    await expect(appendAll(store, ONE_RUN.slice(7, 8))).rejects.toThrow(
      /disk is full.*Nothing more was started/,
    )
  })

  it('during a recovery, the file stays as it was recoverable before', async () => {
    const { path, store, fs, fault } = await startedJournal()
    Object.assign(fault, shortWrite)
    await appendAll(store, ONE_RUN.slice(7, 8)).catch(() => undefined)
    const torn = readFileSync(path)
    for (const bytes of [1, 2, 40, 200]) {
      fault.write = (descriptor, line) => {
        systemJournalFs.write(descriptor, line.subarray(0, bytes))
        throw systemError('ENOSPC')
      }
      const again = openFileJournal({ path, now: steppingClock(), lock: unlocked(), fs })
      await expect(again).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' })
    }
    const next = await reopen(path)
    expect((await collect(next.entries())).map((entry) => entry.event)).toEqual([
      ...ONE_RUN.slice(0, 7).map((entry) => entry.event),
      'journal-recovered',
    ])
    expect(readFileSync(path).subarray(0, torn.length)).toEqual(torn)
    expect((await verifyJournal(path)).ok).toBe(true)
  })

  it('while the journal is created, there is no journal, and it can be created later', async () => {
    const path = join(temporaryFolder(), 'execution-log.jsonl')
    const { fs, fault } = faultyFs()
    const options = { path, metadata: METADATA, now: steppingClock(), lock: unlocked(), fs }
    for (const [, each] of faults) {
      Object.assign(fault, each)
      await expect(createFileJournal(options)).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' })
      expect(existsSync(path)).toBe(false)
      for (const name of Object.keys(fault)) Reflect.deleteProperty(fault, name)
    }
    await createFileJournal(options)
    expect(readdirSync(dirname(path))).toEqual(['execution-log.jsonl'])
  })

  it('because the file was removed or replaced, the append throws instead of writing into nowhere', async () => {
    const removed = await startedJournal()
    rmSync(removed.path)
    await expect(appendAll(removed.store, ONE_RUN.slice(7, 8))).rejects.toMatchObject({
      code: 'JOURNAL_WRITE_FAILED',
    })
    const replaced = await startedJournal()
    const other = await startedJournal()
    renameSync(other.path, replaced.path)
    await expect(appendAll(replaced.store, ONE_RUN.slice(7, 8))).rejects.toMatchObject({
      code: 'JOURNAL_WRITE_FAILED',
    })
  })
})

describe('when a journal cannot be opened for appending', () => {
  const open = (path: string, fault: Partial<JournalFs>): Promise<unknown> =>
    openFileJournal({
      path,
      now: steppingClock(),
      lock: unlocked(2),
      fs: { ...systemJournalFs, ...fault },
    }).catch((cause: unknown) => cause)

  it('because of its permissions, the opening says so', async () => {
    const { path } = await startedJournal()
    const openAppend = () => {
      throw systemError('EACCES')
    }
    expect(await open(path, { openAppend })).toMatchObject({ code: 'JOURNAL_WRITE_FAILED' })
  })

  it('because it disappears or grows in between, the file is closed and the opening refused', async () => {
    const { path } = await startedJournal()
    const closed: number[] = []
    const close = (descriptor: number) => {
      closed.push(descriptor)
      systemJournalFs.close(descriptor)
    }
    expect(await open(path, { close, stat: () => null })).toMatchObject({ code: 'JOURNAL_WRITE_FAILED' })
    const stat: JournalFs['stat'] = (file) => {
      const facts = systemJournalFs.stat(file)
      return facts && { ...facts, sizeBytes: facts.sizeBytes + 1 }
    }
    expect(await open(path, { close, stat })).toMatchObject({ code: 'LOCK_LOST' })
    expect(closed.length).toBe(2)
  })

  it('because another one is created at the same moment, the later one is refused', async () => {
    const path = join(temporaryFolder(), 'execution-log.jsonl')
    const fs = { ...systemJournalFs, stat: () => null }
    const options = { path, metadata: METADATA, now: steppingClock(), lock: unlocked() }
    await createFileJournal(options)
    await expect(createFileJournal({ ...options, fs })).rejects.toMatchObject({ code: 'JOURNAL_EXISTS' })
  })
})

describe('durability', () => {
  it('comes before append returns: every line is written and synced first, and the folder at creation', async () => {
    const path = join(temporaryFolder(), 'execution-log.jsonl')
    const log: string[] = []
    const noting = (name: 'write' | 'fdatasync' | 'syncDirectory' | 'publish') => {
      const real = systemJournalFs[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        log.push(name)
        return real(...args)
      }
    }
    const fs = {
      ...systemJournalFs,
      write: noting('write'),
      fdatasync: noting('fdatasync'),
      syncDirectory: noting('syncDirectory'),
      publish: noting('publish'),
    } as JournalFs
    const store = await createFileJournal({
      path,
      metadata: METADATA,
      now: steppingClock(),
      lock: unlocked(),
      fs,
    })
    expect(log).toEqual(['write', 'fdatasync', 'publish', 'syncDirectory'])
    log.length = 0
    await appendAll(store, ONE_RUN.slice(0, 1))
    expect(log).toEqual(['write', 'fdatasync'])
  })
})
