import { CutoverError, type ErrorCode } from '../model/errors.js'

/** One finding about the run directory. All of them are collected before anything is thrown. */
export interface InputProblem {
  readonly code: ErrorCode
  /** Relative to the run directory, with `/`. */
  readonly file: string
  /** JSON pointer inside the file, where there is one. */
  readonly pointer: string | null
  /** A sentence without the file's name. */
  readonly message: string
  /** What to do about it. */
  readonly next: string
}

/** One line for a screen: where, then what. */
export function problemLine(problem: InputProblem): string {
  const place =
    problem.pointer === null ? problem.file : `${problem.file} ${problem.pointer || '(whole file)'}`
  return `${place}: ${problem.message}`
}

/**
 * All problems as the one error that stops a run. Its code and next step are those of the first problem;
 * its details name each one.
 */
export function problemsToError(directory: string, problems: readonly InputProblem[]): CutoverError {
  const [first] = problems
  if (first === undefined) throw new TypeError('an error needs at least one problem')
  const many = problems.length > 1
  const message = many
    ? `The run directory ${directory} has ${problems.length} problems.`
    : `${problemLine(first)}${first.file === directory ? '' : ` (in ${directory})`}`
  const nexts = [...new Set(problems.map((problem) => problem.next))]
  return new CutoverError({
    code: first.code,
    fault: first.code === 'input/unreadable' ? 'environment' : 'operator',
    message,
    next: nexts.length <= 3 ? nexts.join(' ') : `${first.next} Then look at the others.`,
    details: problems.map(problemLine),
  })
}

/** Node's error code of a failed file operation (`ENOENT`, …), or null. */
export function errno(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : null
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'the disk reported an error',
  ENXIO: 'it is not a regular file',
}

/** A failed read as a problem: missing, or unreadable with the reason in words. */
export function readProblem(file: string, error: unknown): InputProblem {
  const code = errno(error)
  if (code === 'ENOENT')
    return {
      code: 'input/missing-file',
      file,
      pointer: null,
      message: 'the file is missing.',
      next: 'Let the planner write it again, or copy it into the run directory.',
    }
  const reason = (code === null ? null : REASONS[code]) ?? (error as Error).message
  return {
    code: 'input/unreadable',
    file,
    pointer: null,
    message: `it cannot be read: ${reason}.`,
    next: 'Check with `ls -la` who may read it.',
  }
}
