import { errorData } from '../aws/classify.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import { legible } from '../model/thrown.js'
import { journalFault } from './journal-file.js'

/**
 * What `work` gives. Whatever it throws, a port of the host's among it, leaves as a CutoverError that keeps the
 * cause.
 */
export async function branded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw asCutoverError(thrown)
  }
}

function asCutoverError(thrown: unknown): CutoverError {
  const error = journalFault(legible(thrown))
  if (isCutoverError(error)) return error
  return new CutoverError({
    code: 'internal/bug',
    fault: 'bug',
    message: `Something that the run relies on failed: ${errorData(error).message}`,
    next: 'If it is one of the ports that you gave (aws, terraform, dns, clock), mend it; else report it.',
    cause: error,
  })
}
