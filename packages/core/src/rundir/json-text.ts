/** Where a text stops being JSON. Lines and columns count from 1. */
export interface JsonTextError {
  readonly line: number
  readonly column: number
  /** What is wrong there, as a clause. */
  readonly message: string
  /** The offending line, cut around the place, with a caret line below it. */
  readonly excerpt: readonly string[]
}

export type JsonTextResult =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: JsonTextError }

const DEPTH_LIMIT = 200
/** An artifact of ten thousand items holds some 400,000 values; each costs memory as soon as it is parsed. */
export const JSON_VALUE_LIMIT = 2_000_000
const EXCERPT_WIDTH = 70

/**
 * Parses strict JSON and says where it fails. `JSON.parse` alone gives no place in some engines, and lets a
 * second member of the same name silently replace the first: in a signed file that is refused, because the
 * signer may have read the other one. Depth and number of values are bounded before any of them is made.
 */
export function parseJsonText(text: string): JsonTextResult {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const fault = new Scanner(source).firstFault()
  if (fault !== null) return { kind: 'error', error: located(source, fault.offset, fault.message) }
  return { kind: 'ok', value: JSON.parse(source) }
}

function located(source: string, offset: number, message: string): JsonTextError {
  const before = source.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = source.indexOf('\n', offset)
  const lineText = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '')
  const column = offset - lineStart + 1
  const from = Math.max(0, column - 1 - EXCERPT_WIDTH / 2)
  return {
    line: lineOf(before),
    column,
    message,
    excerpt: [
      lineText.slice(from, from + EXCERPT_WIDTH).replaceAll('\t', ' '),
      `${' '.repeat(column - 1 - from)}^`,
    ],
  }
}

function lineOf(before: string): number {
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1
  return line
}

interface Fault {
  readonly offset: number
  readonly message: string
}

/** Internal to this file: how a scan ends early. */
class ScanFault extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message)
  }
}

/** Walks the grammar of RFC 8259 without building values. */
class Scanner {
  private at = 0
  private values = 0

  constructor(private readonly text: string) {}

  firstFault(): Fault | null {
    try {
      this.value(0)
      this.space()
      if (this.at < this.text.length) this.fail('there is more text after the end of the document')
      return null
    } catch (error) {
      if (error instanceof ScanFault) return { offset: error.offset, message: error.message }
      throw error
    }
  }

  private value(depth: number): void {
    if (depth > DEPTH_LIMIT) this.fail(`it is nested more than ${DEPTH_LIMIT} levels deep`)
    this.values += 1
    if (this.values > JSON_VALUE_LIMIT)
      this.fail(`it holds more than ${JSON_VALUE_LIMIT} values, which is the limit`)
    this.space()
    const next = this.text[this.at]
    if (next === '{') this.object(depth)
    else if (next === '[') this.array(depth)
    else if (next === '"') this.string()
    else this.scalar()
  }

  private object(depth: number): void {
    this.at += 1
    this.space()
    if (this.take('}')) return
    const names = new Set<string>()
    for (;;) {
      this.space()
      if (this.text[this.at] === '}') this.fail('a comma stands before the closing }')
      if (this.text[this.at] !== '"')
        this.fail(`a member's name in double quotes is expected, ${this.here()}`)
      const nameAt = this.at
      const name = this.string()
      if (names.has(name)) this.fail(`"${name}" stands twice in the same object`, nameAt)
      names.add(name)
      this.space()
      if (!this.take(':')) this.fail(`":" is expected after "${name}", ${this.here()}`)
      this.value(depth + 1)
      this.space()
      if (this.take('}')) return
      if (!this.take(',')) this.fail(`"," or "}" is expected after the value of "${name}", ${this.here()}`)
    }
  }

  private array(depth: number): void {
    this.at += 1
    this.space()
    if (this.take(']')) return
    for (;;) {
      this.space()
      if (this.text[this.at] === ']') this.fail('a comma stands before the closing ]')
      this.value(depth + 1)
      this.space()
      if (this.take(']')) return
      if (!this.take(',')) this.fail(`"," or "]" is expected in a list, ${this.here()}`)
    }
  }

  private string(): string {
    const start = this.at
    this.at += 1
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) this.fail('a text is opened here and never closed', start)
      if (char === '"') break
      if (char < ' ')
        this.fail('a text holds a line break or control character; write it as an escape such as \\n')
      if (char === '\\') this.escape()
      else this.at += 1
    }
    this.at += 1
    return JSON.parse(this.text.slice(start, this.at)) as string
  }

  private escape(): void {
    const rest = this.text.slice(this.at, this.at + 6)
    const length = /^\\u[0-9a-fA-F]{4}/.test(rest) ? 6 : /^\\["\\/bfnrt]/.test(rest) ? 2 : 0
    if (length === 0) this.fail(`${rest.slice(0, 2)} is not an escape that JSON knows`)
    this.at += length
  }

  private scalar(): void {
    SCALAR.lastIndex = this.at
    const token = SCALAR.exec(this.text)?.[0]
    if (token === undefined) this.fail(`a value is expected, ${this.here()}`)
    const after = this.text[this.at + token.length]
    if (after !== undefined && /[\w.+-]/.test(after)) this.fail(`a value is expected, ${this.here()}`)
    this.at += token.length
  }

  private space(): void {
    while (SPACE.has(this.text[this.at] ?? '')) this.at += 1
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at += 1
    return true
  }

  private here(): string {
    const rest = this.text.slice(this.at, this.at + 40)
    if (rest === '') return 'but the file ends here'
    const word = /^[^\s,:{}[\]"]+/.exec(rest)?.[0] ?? rest[0] ?? ''
    return word.startsWith('/')
      ? 'but a comment begins here; JSON has none'
      : `but ${JSON.stringify(word)} stands here`
  }

  private fail(message: string, offset: number = this.at): never {
    throw new ScanFault(offset, message)
  }
}

const SPACE = new Set([' ', '\t', '\n', '\r'])
const SCALAR = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y
