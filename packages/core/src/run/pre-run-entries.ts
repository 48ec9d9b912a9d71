import type { NewEntry } from '@cutover/journal'
import type { CutoverError } from '../model/errors.js'
import type { PreflightReport } from '../preflight/report.js'

/** The single entry of a failed pre-flight: which checks failed, in the words of the table. */
export function preflightFailedEntry(
  operator: string,
  error: CutoverError,
  report: PreflightReport,
): NewEntry<'step-failed'> {
  const failed = report.rows.filter((row) => row.ok === 'failed')
  return {
    step_id: 'run',
    operator,
    event: 'step-failed',
    notes: `pre-flight failed: ${failed.map((row) => `${row.name}: ${row.detail}`).join('; ')}`,
    data: {
      stage: 'preview',
      retryable: true,
      error: {
        name: 'PreflightFailed',
        message: error.message,
        request_id: null,
        http_status: null,
        code: error.code,
      },
    },
  }
}

/** The single entry of a plan that the operator did not want to run. */
export function declinedEntry(operator: string, shownHash: string): NewEntry<'aborted'> {
  return {
    step_id: 'run',
    operator,
    event: 'aborted',
    notes: 'operator declined at pre-flight',
    data: { shown_hash: shownHash, decision: 'no-go' },
  }
}
