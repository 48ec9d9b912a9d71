/** Collects what compile finds, so that all of it is told at once. The same sentence is kept once. */
export class Findings {
  readonly #errors = new Set<string>()
  readonly #warnings = new Set<string>()

  error(sentence: string): void {
    this.#errors.add(sentence)
  }

  warn(sentence: string): void {
    this.#warnings.add(sentence)
  }

  get errors(): readonly string[] {
    return [...this.#errors]
  }

  get warnings(): readonly string[] {
    return [...this.#warnings]
  }
}
