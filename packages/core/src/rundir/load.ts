import type { Artifacts } from '../model/artifacts/artifacts.js'
import { CutoverError } from '../model/errors.js'
import type { InputDigests } from './digests.js'
import { inspectRunDirectory } from './inspect.js'
import { problemsToError } from './problems.js'
import type { SignOff } from './sign-off.js'

/** A run directory whose inputs can all be read and are all valid. Nothing about it is judged yet. */
export interface RunDirectory {
  /** The real, absolute path. */
  readonly path: string
  readonly artifacts: Artifacts
  /** SHA-256 of every input, for the journal. */
  readonly digests: InputDigests
  readonly signatures: { readonly control: SignOff; readonly data: SignOff }
}

/**
 * Reads and validates all inputs of a run.
 *
 * Sign-offs, freshness and agreement between the files are judged by pre-flight, not here: looking at a plan
 * has to be possible before it is signed.
 * @throws CutoverError with one line per problem in `details`: `input/missing-file`, `input/unreadable`,
 *   `input/not-json`, `input/schema`
 */
export async function loadRunDirectory(path: string): Promise<RunDirectory> {
  const { path: real, problems, artifacts, digests, signOffs } = await inspectRunDirectory(path)
  if (problems.length > 0) throw problemsToError(real, problems)
  const { control, data } = signOffs
  if (artifacts === null || control === null || data === null)
    throw new CutoverError({
      code: 'internal/bug',
      fault: 'bug',
      message: `Nothing was found wrong in ${real}, yet not everything could be read.`,
    })
  return { path: real, artifacts, digests, signatures: { control, data } }
}
