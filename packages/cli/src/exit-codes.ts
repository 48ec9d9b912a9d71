import { type CutoverError, isCutoverError, type RunResult } from '@cutover/core'
import { isJournalError } from '@cutover/journal'

/** What the process ends with. Stable: scripts and CI branch on these numbers. */
export const EXIT = {
  completed: 0,
  internal: 1,
  usage: 2,
  inputs: 3,
  halted: 4,
  aborted: 5,
  credentials: 6,
  locked: 7,
  unresolved: 8,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The exit code of a run that ended by itself. */
export function exitCodeOf(result: Pick<RunResult, 'verdict' | 'haltCause'>): ExitCode {
  switch (result.verdict) {
    case 'completed':
      return EXIT.completed
    case 'aborted':
      return EXIT.aborted
    case 'failed':
      return EXIT.internal
    case 'halted':
      if (result.haltCause === 'credentials') return EXIT.credentials
      return result.haltCause === 'interrupted' ? EXIT.interrupted : EXIT.halted
  }
}

const BY_GROUP: Readonly<Record<string, ExitCode>> = {
  usage: EXIT.usage,
  approval: EXIT.usage,
  input: EXIT.inputs,
  compile: EXIT.inputs,
  preflight: EXIT.inputs,
  terraform: EXIT.inputs,
  aws: EXIT.inputs,
  journal: EXIT.inputs,
  lock: EXIT.locked,
  credentials: EXIT.credentials,
  internal: EXIT.internal,
}

/** The exit code of an error, by the group of its code (the part before the first `/`). */
export function exitCodeOfError(error: unknown): ExitCode {
  if (isJournalError(error)) return error.code.startsWith('LOCK') ? EXIT.locked : EXIT.inputs
  if (!isCutoverError(error)) return EXIT.internal
  return byCode(error.code)
}

function byCode(code: CutoverError['code']): ExitCode {
  if (code === 'compile/unresolved') return EXIT.unresolved
  // A disk that stops taking the journal stops a run that was going well.
  if (code === 'journal/write') return EXIT.halted
  return BY_GROUP[code.split('/')[0] ?? ''] ?? EXIT.internal
}
