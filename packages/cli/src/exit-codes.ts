import type { RunResult } from '@cutover/core'

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
