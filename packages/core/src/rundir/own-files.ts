import { isFileRefused, readRegularFile, readRegularFileSync } from '@cutover/journal'
import { CutoverError } from '../model/errors.js'

/** The steps of ten thousand items take some 30 MiB. */
export const STEPS_LIMIT_BYTES = 128 * 1024 * 1024
/** Saved plans hold the state that they were made from; the largest that were seen are a few tens of MiB. */
export const PLAN_LIMIT_BYTES = 256 * 1024 * 1024
/** What a step keeps for itself: what was there before it, which process it started. */
export const NOTE_LIMIT_BYTES = 8 * 1024 * 1024

/**
 * Reads a file that the run wrote itself.
 * @throws CutoverError `input/unreadable` when something else is in its place; the system's error otherwise
 */
export async function readOwnFile(path: string, limitBytes: number): Promise<Buffer> {
  try {
    return await readRegularFile(path, { limitBytes })
  } catch (error) {
    throw refusalAsFault(error)
  }
}

/** As {@link readOwnFile}, inside the call: for small files. */
export function readOwnFileSync(path: string, limitBytes: number): Buffer {
  try {
    return readRegularFileSync(path, { limitBytes })
  } catch (error) {
    throw refusalAsFault(error)
  }
}

/** A refusal of the function that opens files, as the SDK's own error. Anything else stays what it is. */
export function refusalAsFault(error: unknown): unknown {
  if (!isFileRefused(error)) return error
  return new CutoverError({
    code: 'input/unreadable',
    fault: 'operator',
    message: error.message,
    next: error.next,
    cause: error,
  })
}
