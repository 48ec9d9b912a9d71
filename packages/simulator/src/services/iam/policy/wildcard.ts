const compiled = new Map<string, RegExp>()
const mostKept = 5000

/** Whether `text` fits a pattern of literals, `*` (any run) and `?` (one character). */
export function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === '*') return true
  if (!/[*?]/.test(pattern)) {
    return ignoreCase ? pattern.toLowerCase() === text.toLowerCase() : pattern === text
  }
  const key = `${ignoreCase ? 'i' : 's'}${pattern}`
  let regexp = compiled.get(key)
  if (regexp === undefined) {
    const source = pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    regexp = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
    if (compiled.size >= mostKept) compiled.clear()
    compiled.set(key, regexp)
  }
  return regexp.test(text)
}

/** ARNs are compared part by part: a `*` does not reach over a colon, except in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern)
  const actual = arnParts(arn)
  return (
    wanted.length === actual.length &&
    wanted.every((part, index) => matchesPattern(part, actual[index] ?? ''))
  )
}

function arnParts(text: string): string[] {
  const parts = text.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
