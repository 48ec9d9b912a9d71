import type { PreflightRow } from '@cutover/core'
import { oneLine, type Printable, painter, printable, shown, type Tone, wrap } from './text.js'

const MARKS: Readonly<Record<PreflightRow['ok'], readonly [Printable, Tone]>> = {
  ok: [oneLine('✓'), 'good'],
  warning: [oneLine('!'), 'warn'],
  failed: [oneLine('✗'), 'danger'],
  'not-run': [oneLine('–'), 'dim'],
}
/** So many findings are shown with a row; the error at the end has them all. */
const MAX_FINDINGS = 10
const INDENT = oneLine('    ')

/** One check as lines: the mark and title; what was found and what to do, where there is something to say. */
export function preflightLines(row: PreflightRow, width: number, colour: boolean): readonly Printable[] {
  const paint = painter(colour)
  const [mark, tone] = MARKS[row.ok]
  const bad = row.ok === 'failed' || row.ok === 'warning'
  // A single finding is the detail itself.
  const all = bad ? row.lines.filter((line) => line !== row.detail) : []
  const findings = all.slice(0, MAX_FINDINGS)
  const hidden = all.length - findings.length
  const below = [
    ...(row.ok === 'ok' ? [] : [row.detail]),
    ...findings,
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
    ...(bad && row.remedy !== null ? [`→ ${row.remedy}`] : []),
  ]
  return [
    shown`${paint(tone, mark)} ${oneLine(row.title)}`,
    ...below.flatMap((text) =>
      wrap(printable(text), width - INDENT.length).map((line) => shown`${INDENT}${line}`),
    ),
  ]
}
