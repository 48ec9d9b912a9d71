/** Configuration that is not read any further, or must not reach terraform. */
export interface Refusal {
  /** Relative to the run directory, with `/`. */
  readonly file: string
  /** Which block and what is wrong with it, as a sentence without the file's name. */
  readonly message: string
  /** What to write instead. */
  readonly next: string
}

/** How a reading ends early. */
export class ConfigurationRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.file}: ${refusal.message}`)
    this.name = 'ConfigurationRefused'
  }
}
