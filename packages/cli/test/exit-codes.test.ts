import { CutoverError, ERROR_CODES, type ErrorCode, type RunResult } from '@cutover/core'
import { JournalError } from '@cutover/journal'
import { exitCodeOfError } from '../src/exit-code-of-error.js'
import { exitCodeOf } from '../src/exit-codes.js'

const results: readonly (readonly [Pick<RunResult, 'verdict' | 'haltCause'>, number])[] = [
  [{ verdict: 'completed', haltCause: null }, 0],
  [{ verdict: 'failed', haltCause: null }, 1],
  [{ verdict: 'halted', haltCause: null }, 4],
  [{ verdict: 'halted', haltCause: 'operator' }, 4],
  [{ verdict: 'halted', haltCause: 'approval' }, 4],
  [{ verdict: 'halted', haltCause: 'detached' }, 4],
  [{ verdict: 'halted', haltCause: 'credentials' }, 6],
  [{ verdict: 'halted', haltCause: 'interrupted' }, 130],
  [{ verdict: 'aborted', haltCause: null }, 5],
]

test.each(results)('%j ends the process with %d', (result, code) => {
  expect(exitCodeOf(result)).toBe(code)
})

const errors: readonly (readonly [ErrorCode, number])[] = [
  ['usage/invalid', 2],
  ['approval/unavailable', 2],
  ['input/missing-file', 3],
  ['input/stale', 3],
  ['compile/invalid', 3],
  ['compile/unresolved', 8],
  ['preflight/failed', 3],
  ['terraform/failed', 3],
  ['journal/exists', 3],
  ['journal/write', 4],
  ['lock/held', 7],
  ['lock/stale', 7],
  ['credentials/expired', 6],
  ['credentials/unknown-profile', 6],
  ['credentials/wrong-account', 3],
  ['internal/bug', 1],
]

test.each(errors)('an error %s ends the process with %d', (code, exit) => {
  expect(exitCodeOfError(new CutoverError({ code, fault: 'operator', message: '' }))).toBe(exit)
})

test('only a defect of ours counts as internal', () => {
  const internal = ERROR_CODES.filter(
    (code) => exitCodeOfError(new CutoverError({ code, fault: 'bug', message: '' })) === 1,
  )
  expect(internal).toEqual(['internal/bug'])
  expect(exitCodeOfError(new TypeError('oops'))).toBe(1)
})

test('the journal’s own errors are told apart', () => {
  const error = (code: 'LOCK_HELD' | 'JOURNAL_CORRUPT') => new JournalError({ code, message: '', next: '' })
  expect(exitCodeOfError(error('LOCK_HELD'))).toBe(7)
  expect(exitCodeOfError(error('JOURNAL_CORRUPT'))).toBe(3)
})
