import { validation } from '../../errors.js'

export interface Token {
  readonly kind: 'name' | 'value' | 'number' | 'word' | 'symbol'
  readonly text: string
}

const PATTERN =
  /\s*(?:(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>\d+)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol><>|<=|>=|[=<>(),.[\]+-]))/y

/** Cuts an expression of any kind into its tokens. */
export function tokensOf(expression: string, kind: string): Token[] {
  const tokens: Token[] = []
  const text = expression.trimEnd()
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex
    const groups = PATTERN.exec(text)?.groups
    const found = Object.entries(groups ?? {}).find(([, match]) => match !== undefined)
    if (found === undefined) {
      const near = text.slice(Math.max(0, at - 5), at + 5)
      throw validation(`Invalid ${kind}: Syntax error; token: "${text.slice(at, at + 1)}", near: "${near}"`)
    }
    tokens.push({ kind: found[0] as Token['kind'], text: found[1] ?? '' })
  }
  return tokens
}

/** Reads tokens one after the other. */
export interface TokenReader {
  peek(): Token | undefined
  next(): Token
  /** Takes the next token when it is this word (in any case) or symbol. */
  take(text: string): boolean
  expect(text: string): void
  fail(): never
}

export function tokenReader(tokens: readonly Token[], kind: string): TokenReader {
  let at = 0
  const isNext = (text: string) => {
    const token = tokens[at]
    return (
      token !== undefined &&
      (token.kind === 'symbol'
        ? token.text === text
        : token.kind === 'word' && token.text.toUpperCase() === text)
    )
  }
  const reader: TokenReader = {
    peek: () => tokens[at],
    next() {
      const token = tokens[at]
      if (token === undefined) return reader.fail()
      at += 1
      return token
    },
    take(text) {
      if (!isNext(text)) return false
      at += 1
      return true
    },
    expect(text) {
      if (!reader.take(text)) reader.fail()
    },
    fail() {
      const near = tokens
        .slice(Math.max(0, at - 1), at + 2)
        .map((token) => token.text)
        .join(' ')
      throw validation(
        `Invalid ${kind}: Syntax error; token: "${tokens[at]?.text ?? '<EOF>'}", near: "${near}"`,
      )
    },
  }
  return reader
}
