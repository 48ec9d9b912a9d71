import { isCutoverError } from '../model/errors.js'
import type { RowOutcome } from './report.js'

/** Our own errors carry their words; anything else is a defect and must not be turned into a table row. */
export function failedWith(error: unknown): RowOutcome {
  if (!isCutoverError(error)) throw error
  return {
    ok: 'failed',
    detail: error.message,
    lines: error.details,
    code: error.code,
    ...(error.next === null ? {} : { remedy: error.next }),
  }
}
