import { realpath } from 'node:fs/promises'
import { isAbsolute, join, normalize, relative, sep } from 'node:path'
import { isFileRefused, readRegularFile } from '@cutover/journal'
import { CutoverError } from '../model/errors.js'
import { errno, problemLine, readProblem } from './problems.js'

/** Files named by artifacts (change batches, zips' manifests) are small; anything larger is a mistake. */
export const NAMED_FILE_LIMIT_BYTES = 8 * 1024 * 1024
/** Artifacts of ten thousand items are some 10 MiB. */
export const ARTIFACT_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Reads a file that an artifact names, relative to the run directory.
 * @throws CutoverError `input/unreadable` for absolute paths, `..`, symlinks that leave the directory, files
 *   over {@link NAMED_FILE_LIMIT_BYTES} and anything that is not a regular file; `input/missing-file`
 */
export async function safeReadInput(directory: string, relativePath: string): Promise<Uint8Array> {
  const refusal = pathRefusal(relativePath)
  if (refusal !== null) throw refused(relativePath, refusal)
  try {
    return await readInside(directory, relativePath, NAMED_FILE_LIMIT_BYTES)
  } catch (error) {
    if (error instanceof OutsideError) throw refused(relativePath, error.message)
    const problem = readProblem(relativePath, error)
    throw new CutoverError({
      code: problem.code,
      fault: problem.code === 'input/missing-file' ? 'operator' : 'environment',
      message: problemLine(problem),
      next: `Check the path in the checklist or in step-inputs.json; it is relative to ${directory}.`,
      cause: error,
    })
  }
}

/** A file that is there but must not be read. Its message says why, as words after "it". */
export class OutsideError extends Error {
  constructor(
    why: string,
    /** Relative to the run directory, where the reader did not name it himself. */
    readonly file: string | null = null,
  ) {
    super(why)
  }
}

/**
 * Reads a regular file whose real place is inside the real run directory.
 * @throws OutsideError, or Node's own file errors
 */
export async function readInside(
  directory: string,
  relativePath: string,
  limitBytes: number,
): Promise<Uint8Array> {
  const base = await realpath(directory)
  const real = await realpath(join(base, relativePath))
  if (!isInside(base, real)) throw new OutsideError('is a symbolic link that leaves the run directory')
  try {
    // Links were resolved above; one that was put there since is refused.
    return await readRegularFile(real, { limitBytes })
  } catch (error) {
    throw isFileRefused(error) ? new OutsideError(error.why) : error
  }
}

/** Whether `path` is `base` or below it. Both have to be real paths. */
export function isInside(base: string, path: string): boolean {
  const way = relative(base, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function pathRefusal(path: string): string | null {
  if (path === '') return 'is empty'
  if (path.includes('\0')) return 'holds a zero byte'
  if (isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('~')) return 'is not relative'
  const parts = normalize(path).split(/[/\\]/)
  return parts.includes('..') || path.split(/[/\\]/).includes('..') ? 'leaves the run directory (..)' : null
}

function refused(path: string, why: string): CutoverError {
  return new CutoverError({
    code: 'input/unreadable',
    fault: 'operator',
    message: `The path ${JSON.stringify(path)} is refused: it ${why}.`,
    next: 'Put the file into the run directory and name it relative to that.',
  })
}

/** Whether an error says that nothing is there. */
export function isMissing(error: unknown): boolean {
  return errno(error) === 'ENOENT'
}
