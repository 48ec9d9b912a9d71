import { CutoverError } from '../model/errors.js'

type Stream = 'stdout' | 'stderr'

/** How much of what a command writes is kept in memory, in characters: a plan's JSON of many thousand resources. */
export const MOST_OUTPUT = 64 * 1024 * 1024
/** How much of what is told line by line is told: each line is looked through for secrets, and shown. */
export const MOST_TOLD = 8 * 1024 * 1024
/** What is kept of the end of an output that is longer than the limit. */
export const OUTPUT_TAIL = 256 * 1024

/**
 * Collects what a command writes, and hands on its complete lines, up to a limit for both streams
 * together. Beyond it nothing is collected but the end, which says how the command went.
 */
export class BoundedOutput {
  readonly #onLine: (stream: Stream, line: string) => void
  readonly #limit: number
  readonly #text = { stdout: '', stderr: '' }
  readonly #open = { stdout: '', stderr: '' }
  #size = 0

  constructor(onLine: ((stream: Stream, line: string) => void) | null, limit: number) {
    this.#onLine = onLine ?? (() => {})
    this.#limit = limit
  }

  get isOver(): boolean {
    return this.#size > this.#limit
  }

  get text(): Readonly<Record<Stream, string>> {
    return this.#text
  }

  add(stream: Stream, piece: string): void {
    const wasOver = this.isOver
    this.#size += piece.length
    if (!this.isOver) {
      this.#text[stream] += piece
      this.#split(stream, piece)
      return
    }
    if (!wasOver) {
      for (const one of ['stdout', 'stderr'] as const) this.#text[one] = this.#text[one].slice(-OUTPUT_TAIL)
      this.#onLine(stream, `(the output is longer than ${this.#limit} characters: the rest is not shown)`)
    }
    this.#text[stream] = (this.#text[stream] + piece).slice(-OUTPUT_TAIL)
    this.#open[stream] = ''
  }

  #split(stream: Stream, piece: string): void {
    this.#open[stream] += piece
    // A plan's JSON is one line of megabytes: looked through once, not again with every piece.
    if (!piece.includes('\n')) return
    const lines = this.#open[stream].split('\n')
    this.#open[stream] = lines.pop() ?? ''
    for (const line of lines) this.#onLine(stream, line)
  }

  /** Hands on lines that were not ended. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const)
      if (this.#open[stream] !== '') this.#onLine(stream, this.#open[stream])
  }
}

/** The error of a command whose output had to be read as a whole. */
export function tooMuchOutput(command: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `${command} wrote more than ${MOST_OUTPUT / 1024 / 1024} MiB. It was interrupted, and what it wrote is not used.`,
    next: 'Split the module, or see what terraform_path leads to; then try again.',
  })
}
