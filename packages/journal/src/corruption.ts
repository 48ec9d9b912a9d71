import { JournalError } from './errors.js'

/** The error for a line that no crash explains. */
export function corruption(path: string, line: number, reason: string): JournalError {
  return new JournalError({
    code: 'JOURNAL_CORRUPT',
    message: `${path} line ${line} is corrupt: ${reason}`,
    next: 'Nothing was repaired. Keep the file as evidence; restore it from a copy, or start a new run directory.',
    line,
    path,
  })
}
