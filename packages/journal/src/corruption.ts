import { JournalError } from './errors.js'

/** The reason when the CRC of a line does not hold. */
export const BAD_CHECKSUM = 'its bytes are not those that were written (checksum)'

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
