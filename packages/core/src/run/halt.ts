/**
 * Ends the walk from wherever it stands. Not an error of the step: the step stays as the journal has it.
 * Only the run shell throws and catches it.
 */
export class Halt extends Error {
  readonly haltCause: HaltCause
  constructor(
    cause: HaltCause,
    message: string,
    readonly stepId: string | null,
  ) {
    super(message)
    this.name = 'Halt'
    this.haltCause = cause
  }
}

/** Why a run stopped before its end. */
export type HaltCause =
  /** Credentials are gone: the lock stays, the message has the login and resume commands. */
  | 'credentials'
  /** AWS did not answer when it was asked who the profiles are, for another reason than the credentials. */
  | 'unreachable'
  /** Ctrl-C, SIGTERM, a closed terminal. */
  | 'interrupted'
  /** The approval provider threw or answered something that is no decision. */
  | 'approval'
  /** What terraform said after the plan's yes, before the first step. */
  | 'terraform'
  /** The operator left a running job alone. */
  | 'detached'
  /** The operator decided to stop. */
  | 'operator'
