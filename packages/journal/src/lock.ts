import type { LockHolder } from './data.js'
import { JournalError, shortWrite, systemCode } from './errors.js'
import { isFileRefused } from './file-refused.js'
import { type FileFacts, type JournalFs, SMALL_FILE_LIMIT_BYTES, systemJournalFs } from './fs.js'
import { lastFence } from './last-fence.js'
import {
  foreignError,
  heldError,
  type LockState,
  lockState,
  lockText,
  lockWriteFailed,
  lostError,
  racedError,
  staleError,
  unreadableError,
} from './lock-file.js'
import type { ProcessFacts } from './process-facts.js'
import type { FencingToken } from './store.js'

/**
 * The lock of a run directory.
 *
 * Invariants:
 * L1. A lock file appears whole or not at all: it is written under another name and published by `link`,
 *     which fails if the name exists (what O_EXCL promises, with the content already in it).
 * L2. A stale lock with fence N is replaced only by the process that holds the claim `<lock>.claim-<M>`,
 *     M > N, all lower claims being dead, and that then still finds the very same stale lock. Claims are
 *     published like locks, so of two racers exactly one gets a number. A claim that nobody withdraws belongs
 *     to a process that died; the next racer goes to the next number.
 * L3. The claim *becomes* the lock by an atomic rename: there is no instant without a lock file, and a
 *     claim's number cannot be claimed again before the stale lock is gone.
 * L4. The fence of a lock is greater than that of the lock it replaces and than any in the journal.
 */

/** What it takes to acquire a lock. */
export interface LockOptions {
  /** Path of the lock file. */
  readonly path: string
  /** The command line, for people. */
  readonly command: string
  readonly operator: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Whether a lock of a dead process may be taken over. */
  readonly resume: boolean
  readonly process: ProcessFacts
  /** The run's journal, if there may be one: the fence continues from its last entry. */
  readonly journalPath?: string
  readonly fs?: JournalFs
}

/** A lock that is held. */
export interface RunLock extends FencingToken {
  readonly path: string
  readonly holder: LockHolder
  /** The dead holder from whom it was taken over; null for a fresh lock. */
  readonly previous: LockHolder | null
  /** Removes the lock file if it still is ours and says whether it was. Idempotent. */
  release(): Promise<boolean>
}

/**
 * Acquires the lock, or says who has it.
 * @throws JournalError `LOCK_HELD` (live, or someone was quicker), `LOCK_STALE` (dead, and `resume` is not
 *   set), `LOCK_FOREIGN_HOST`, `LOCK_UNREADABLE`, `LOCK_WRITE_FAILED`
 */
export async function acquireLock(options: LockOptions): Promise<RunLock> {
  const fs = options.fs ?? systemJournalFs
  const journalFence = options.journalPath === undefined ? 0 : await lastFence(fs, options.journalPath)
  try {
    return acquire(options, fs, journalFence)
  } catch (cause) {
    throw cause instanceof JournalError ? cause : lockWriteFailed(options.path, cause)
  }
}

/** Looks at a lock without touching it; for status and pre-flight. @throws the file system's error */
export function inspectLock(options: Pick<LockOptions, 'path' | 'process' | 'fs'>): LockState {
  return lockState(options.fs ?? systemJournalFs, options.path, options.process)
}

function acquire(options: LockOptions, fs: JournalFs, journalFence: number): RunLock {
  const { path } = options
  const state = lockState(fs, path, options.process)
  switch (state.kind) {
    case 'free': {
      const holder = holderFrom(options, journalFence + 1)
      if (!publish(fs, path, holder)) throw refusal(options, fs)
      return heldLock(fs, path, holder, null)
    }
    case 'stale':
      if (!options.resume) throw staleError(path, state.holder)
      return takeOver(options, fs, journalFence, state)
    case 'live':
    case 'foreign':
    case 'unreadable':
      throw refusalFor(options, state)
  }
}

/** L2 and L3. */
function takeOver(
  options: LockOptions,
  fs: JournalFs,
  journalFence: number,
  stale: LockState & { readonly kind: 'stale' },
): RunLock {
  const { path } = options
  let fence = Math.max(stale.holder.fence, journalFence) + 1
  let holder = holderFrom(options, fence)
  const dead: string[] = []
  while (!publish(fs, claimPath(path, fence), holder)) {
    const rival = lockState(fs, claimPath(path, fence), options.process)
    // Gone again: it became the lock, or was withdrawn. Either way someone else is at it.
    if (rival.kind === 'free') throw refusal(options, fs)
    if (rival.kind !== 'stale') throw refusalFor(options, rival, claimPath(path, fence))
    dead.push(claimPath(path, fence))
    fence += 1
    holder = holderFrom(options, fence)
  }
  const claim = claimPath(path, fence)
  if (fs.readText(path) !== stale.text) {
    fs.remove(claim)
    throw refusal(options, fs)
  }
  fs.replace(claim, path)
  for (const left of dead) fs.remove(left)
  return heldLock(fs, path, holder, stale.holder)
}

const claimPath = (path: string, fence: number): string => `${path}.claim-${fence}`

function holderFrom(options: LockOptions, fence: number): LockHolder {
  return {
    pid: options.process.pid,
    process_start_time: options.process.startTime,
    host: options.process.host,
    operator: options.operator,
    started_at: new Date(options.now()).toISOString(),
    command: options.command,
    fence,
  }
}

let published = 0

/** L1. False when the name exists. */
function publish(fs: JournalFs, path: string, holder: LockHolder): boolean {
  published += 1
  const draft = `${path}.${holder.pid}-${published}.draft`
  // A draft by this name can only be left from a dead process that had our pid.
  fs.remove(draft)
  const bytes = Buffer.from(lockText(holder))
  // Before anything is written: what nobody can read back would lock the folder for ever.
  if (bytes.length > SMALL_FILE_LIMIT_BYTES)
    throw new Error(`the names in it make ${bytes.length} bytes; ${SMALL_FILE_LIMIT_BYTES} are allowed`)
  const descriptor = fs.createExclusive(draft)
  try {
    const written = fs.write(descriptor, bytes)
    if (written !== bytes.length) throw shortWrite(written, bytes.length)
    fs.fdatasync(descriptor)
    fs.publish(draft, path)
    return true
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false
    throw cause
  } finally {
    fs.close(descriptor)
    fs.remove(draft)
  }
}

/** After a lost race: whoever has it now. */
function refusal(options: LockOptions, fs: JournalFs): JournalError {
  return refusalFor(options, lockState(fs, options.path, options.process))
}

/** `unreadablePath`: the file that cannot be read, where it is not the lock itself. */
function refusalFor(
  options: LockOptions,
  state: LockState,
  unreadablePath: string = options.path,
): JournalError {
  const { path } = options
  switch (state.kind) {
    case 'live':
      return heldError(path, state.holder)
    case 'foreign':
      return foreignError(path, state.holder, options.process.host)
    case 'unreadable':
      return unreadableError(unreadablePath, state.why)
    case 'free':
    case 'stale':
      return racedError(path)
  }
}

function heldLock(fs: JournalFs, path: string, holder: LockHolder, previous: LockHolder | null): RunLock {
  const text = lockText(holder)
  let facts = ownFacts(fs, path, text)
  let released = false
  return {
    path,
    holder,
    previous,
    fence: holder.fence,
    assertHeld() {
      const found = released ? null : fs.stat(path)
      if (found && sameFile(found, facts)) return
      // Touched but not replaced (a chmod, say): what counts is the content.
      facts = ownFacts(fs, path, released ? '' : text)
    },
    async release() {
      if (released) return false
      released = true
      if (ownText(fs, path) !== text) return false
      fs.remove(path)
      return true
    },
  }
}

/** Facts of the lock file, read before its content so that a later change shows. */
function ownFacts(fs: JournalFs, path: string, text: string): FileFacts {
  const facts = fs.stat(path)
  if (!facts || ownText(fs, path) !== text) throw lostError(path)
  return facts
}

/** What stands in the lock's place; null also for what is no file: whatever it is, it is not ours. */
function ownText(fs: JournalFs, path: string): string | null {
  try {
    return fs.readText(path)
  } catch (cause) {
    if (isFileRefused(cause)) return null
    throw cause
  }
}

const sameFile = (a: FileFacts, b: FileFacts): boolean =>
  a.inode === b.inode && a.device === b.device && a.sizeBytes === b.sizeBytes && a.changedNs === b.changedNs
