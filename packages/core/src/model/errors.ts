/** Who has to act: the operator (input, decision), the environment (AWS, disk, credentials), or us. */
export type Fault = 'operator' | 'environment' | 'bug'

/**
 * Every stable error code of the SDK. Codes never change meaning; messages may.
 * The CLI maps the group (the part before the first `/`) to its exit code.
 */
export const ERROR_CODES = [
  'usage/invalid',
  'input/missing-file',
  'input/unreadable',
  'input/not-json',
  'input/schema',
  'input/signature',
  'input/digest',
  'input/stale',
  'input/accounts',
  'input/run-id',
  'input/changed',
  'input/secret-file',
  'compile/invalid',
  'compile/unresolved',
  'preflight/failed',
  'journal/exists',
  'journal/absent',
  'journal/corrupt',
  'journal/write',
  'lock/held',
  'lock/stale',
  'lock/foreign-host',
  'lock/lost',
  'credentials/expired',
  'credentials/unknown-profile',
  'credentials/wrong-account',
  'aws/refused',
  'aws/unbounded-answer',
  'terraform/failed',
  'approval/invalid',
  'approval/unavailable',
  'internal/bug',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export interface CutoverErrorInit {
  readonly code: ErrorCode
  readonly fault: Fault
  /** What happened, where, and why: one or more full sentences. */
  readonly message: string
  /** The next thing to type or do. */
  readonly next?: string
  /** Single findings, all of them at once (one per line on a screen). */
  readonly details?: readonly string[]
  readonly cause?: unknown
}

const BRAND = Symbol.for('@cutover/core/CutoverError')

/** The only error class that the SDK throws on purpose. */
export class CutoverError extends Error {
  readonly code: ErrorCode
  readonly fault: Fault
  readonly next: string | null
  readonly details: readonly string[]
  /** @internal */
  readonly [BRAND] = true

  constructor(init: CutoverErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.name = 'CutoverError'
    this.code = init.code
    this.fault = init.fault
    this.next = init.next ?? null
    this.details = init.details ?? []
  }
}

/** Works across copies of the package, where `instanceof` does not. */
export function isCutoverError(error: unknown): error is CutoverError {
  if (typeof error !== 'object' || error === null) return false
  try {
    return (error as { [BRAND]?: unknown })[BRAND] === true
  } catch {
    // A host's own object, which does not let itself be read.
    return false
  }
}
