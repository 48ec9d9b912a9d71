/**
 * Lines of a markdown page that begin inside a comment or a fenced block of code, by index. One that never ends goes
 * on to the end of the page, as it does where it is shown.
 */
export function hiddenLines(lines: readonly string[]): ReadonlySet<number> {
  const hidden = new Set<number>()
  let open: Open | null = null
  for (const [index, line] of lines.entries()) {
    if (open === null) open = opensIn(line)
    else {
      hidden.add(index)
      if (endsIn(open, line)) open = null
    }
  }
  return hidden
}

type Open = { readonly kind: 'comment' } | { readonly kind: 'fence'; readonly sign: string }

function opensIn(line: string): Open | null {
  const sign = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
  if (sign !== undefined) return { kind: 'fence', sign }
  return line.lastIndexOf('<!--') > line.lastIndexOf('-->') ? { kind: 'comment' } : null
}

function endsIn(open: Open, line: string): boolean {
  if (open.kind === 'comment') return line.lastIndexOf('-->') > line.lastIndexOf('<!--')
  const sign = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return sign !== undefined && sign[0] === open.sign[0] && sign.length >= open.sign.length
}
