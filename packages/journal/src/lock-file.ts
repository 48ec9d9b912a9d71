import { dirname } from 'node:path'
import { Compile } from 'typebox/compile'
import { type LockHolder, LockHolderDataSchema } from './data.js'
import { isDiskFull, JournalError, type JournalErrorCode } from './errors.js'
import { FileRefusedError, isFileRefused } from './file-refused.js'
import type { JournalFs } from './fs.js'
import type { ProcessFacts } from './process-facts.js'

/** What a lock file says about its holder, judged from here. */
export type LockState =
  | { readonly kind: 'free' }
  | { readonly kind: 'live'; readonly holder: LockHolder; readonly text: string }
  | { readonly kind: 'stale'; readonly holder: LockHolder; readonly text: string }
  | { readonly kind: 'foreign'; readonly holder: LockHolder; readonly text: string }
  | { readonly kind: 'unreadable'; readonly text: string; readonly why: string }

let validator: ReturnType<typeof Compile<typeof LockHolderDataSchema>> | undefined

/** The text of a lock file. */
export const lockText = (holder: LockHolder): string => `${JSON.stringify(holder, null, 2)}\n`

/** Reads and judges a lock file. @throws the file system's error */
export function lockState(fs: JournalFs, path: string, process: ProcessFacts): LockState {
  const text = textOrRefusal(fs, path)
  if (text instanceof FileRefusedError) return { kind: 'unreadable', text: '', why: text.why }
  if (text === null) return { kind: 'free' }
  const holder = holderIn(text)
  if (!holder) return { kind: 'unreadable', text, why: 'is not a lock file of this program' }
  if (holder.host !== process.host) return { kind: 'foreign', holder, text }
  const alive = process.isAlive(holder.pid, holder.process_start_time)
  return { kind: alive ? 'live' : 'stale', holder, text }
}

function textOrRefusal(fs: JournalFs, path: string): string | null | FileRefusedError {
  try {
    return fs.readText(path)
  } catch (cause) {
    if (isFileRefused(cause)) return cause
    throw cause
  }
}

/**
 * What a journal's tail is searched for has 15 digits. Far above it counting on changes nothing any more (2^53 + 1 is
 * 2^53), and whoever looks for a free number would look for ever.
 */
const HIGHEST_FENCE = 999_999_999_999_999

function holderIn(text: string): LockHolder | null {
  validator ??= Compile(LockHolderDataSchema)
  try {
    const value: unknown = JSON.parse(text)
    return validator.Check(value) && value.fence <= HIGHEST_FENCE ? value : null
  } catch {
    return null
  }
}

/** "pid 4711 on host-a, operator alice, since …, running `cutover run`" */
export const describeHolder = (holder: LockHolder): string =>
  `pid ${holder.pid} on ${holder.host}, operator ${holder.operator}, since ${holder.started_at}, command: ${holder.command}`

/** The lock belongs to a process that runs. */
export const heldError = (path: string, holder: LockHolder): JournalError =>
  lockError('LOCK_HELD', path, {
    message: `This run is in progress: ${path} is held by ${describeHolder(holder)}`,
    next: `Watch it: cutover watch ${dirname(path)}   Or wait until it has ended.`,
  })

/** The lock's process has ended; taking over has to be wanted. */
export const staleError = (path: string, holder: LockHolder): JournalError =>
  lockError('LOCK_STALE', path, {
    message: `${path} was left behind by a process that has ended: ${describeHolder(holder)}`,
    next: 'Take the run over with --resume, or remove the file if that run is to be given up.',
  })

/** The lock's process cannot be judged from here. */
export const foreignError = (path: string, holder: LockHolder, host: string): JournalError =>
  lockError('LOCK_FOREIGN_HOST', path, {
    message: `${path} belongs to another host, which cannot be judged from here (${host}): ${describeHolder(holder)}`,
    next: `Look on ${holder.host} whether process ${holder.pid} still runs. Only if it does not: rm '${path}', then --resume.`,
  })

/** The lock file holds something else. */
export const unreadableError = (path: string, why: string): JournalError =>
  lockError('LOCK_UNREADABLE', path, {
    message: `${path} ${why}, so its holder cannot be judged`,
    next: `Make sure that nobody runs this migration. Only then remove what is there: rm -r '${path}'.`,
  })

/** Ours once, not any more. */
export const lostError = (path: string): JournalError =>
  lockError('LOCK_LOST', path, {
    message: `${path} is no longer ours: another process took the run over, or the file was removed`,
    next: 'Stop this process; nothing more was written. Look at the run with `cutover status`.',
  })

/** Someone was quicker. */
export const racedError = (path: string): JournalError =>
  lockError('LOCK_HELD', path, {
    message: `Another process is taking ${path} at this moment`,
    next: 'Look at the run with `cutover status`, then try again.',
  })

export const lockWriteFailed = (path: string, cause: unknown): JournalError =>
  new JournalError({
    code: 'LOCK_WRITE_FAILED',
    message: `${path} could not be written${isDiskFull(cause) ? ' (the disk is full)' : ''}: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: isDiskFull(cause)
      ? 'Make room on the disk, then try again.'
      : 'Check permissions and space of the run directory.',
    path,
    cause,
  })

function lockError(
  code: JournalErrorCode,
  path: string,
  words: { readonly message: string; readonly next: string },
): JournalError {
  return new JournalError({ code, path, ...words })
}
