import { type CutoverError, isCutoverError } from '@cutover/core'
import { isJournalError } from '@cutover/journal'
import { EXIT, type ExitCode } from './exit-codes.js'

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
  // Logging in again would not help: another profile has to be named.
  if (code === 'credentials/wrong-account') return EXIT.inputs
  // A disk that stops taking the journal stops a run that was going well.
  if (code === 'journal/write') return EXIT.halted
  return BY_GROUP[code.split('/')[0] ?? ''] ?? EXIT.internal
}
