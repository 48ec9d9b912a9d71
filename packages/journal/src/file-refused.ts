import { JournalError } from './errors.js'

/** What may stand in the place of a regular file of a bearable size. */
export type FoundInstead = 'pipe' | 'socket' | 'device' | 'folder' | 'link' | 'too-large'

/** What is known of a file that is not opened. */
export interface FileRefusal {
  readonly path: string
  readonly found: FoundInstead
  readonly limitBytes: number
  /** Of a file that is too large. */
  readonly sizeBytes?: number
  readonly cause?: unknown
}

/** Something else stands in the place of a file, or too much of it. It names the file, what it is, and the limit. */
export class FileRefusedError extends JournalError {
  readonly found: FoundInstead
  readonly limitBytes: number
  /** The refusal as words after "it", for whoever names the file himself. */
  readonly why: string

  constructor(refusal: FileRefusal) {
    const { path, found, limitBytes, cause } = refusal
    const why = reason(refusal)
    super({
      code: 'FILE_REFUSED',
      message: `${path} is not opened: it ${why}.`,
      next: `Look at it with: ls -ld '${path}'   ${REMEDY[found]}`,
      path,
      cause,
    })
    this.found = found
    this.limitBytes = limitBytes
    this.why = why
  }
}

/** Whether an unknown value is a {@link FileRefusedError}. */
export const isFileRefused = (value: unknown): value is FileRefusedError => value instanceof FileRefusedError

const WORDS: Readonly<Record<Exclude<FoundInstead, 'too-large'>, string>> = {
  pipe: 'a named pipe',
  socket: 'a socket',
  device: 'a device',
  folder: 'a folder',
  link: 'a symbolic link',
}

const PUT_THERE = 'Put the regular file there that belongs there, or remove what is in its place.'
const REMEDY: Readonly<Record<FoundInstead, string>> = {
  pipe: PUT_THERE,
  socket: PUT_THERE,
  device: PUT_THERE,
  folder: PUT_THERE,
  link: 'Put the file itself in the place of the link.',
  'too-large': 'Find out what made it so large; put the right file there, or remove it.',
}

function reason({ found, limitBytes, sizeBytes }: FileRefusal): string {
  if (found === 'too-large')
    return `has ${sizeBytes} bytes, more than the ${sizeInWords(limitBytes)} that are allowed`
  return `is ${WORDS[found]}, and only a regular file${limited(limitBytes)} is opened`
}

const limited = (bytes: number): string => (Number.isFinite(bytes) ? ` of at most ${sizeInWords(bytes)}` : '')

/** `64 MiB`; limits are round numbers, others stay bytes. */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'] as const
  let step = 0
  while (step < units.length - 1 && bytes >= 1024 && bytes % 1024 === 0) {
    bytes /= 1024
    step += 1
  }
  return `${bytes} ${units[step]}`
}
