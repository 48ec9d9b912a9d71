import { assertNever } from '../model/assert-never.js'
import type { Block, Cell, ReportDocument } from './document.js'

/** The report as GitHub-flavoured Markdown. Text from artifacts is escaped: it can format nothing. */
export function renderMarkdown(document: ReportDocument): string {
  return `# ${plain(document.title)}\n\n${document.blocks.map(block).join('\n\n')}\n`
}

function block(b: Block): string {
  switch (b.kind) {
    case 'heading':
      return `## ${plain(b.text)}`
    case 'text':
      return plain(b.text)
    case 'list':
      return b.items.map((item) => `- ${plain(item)}`).join('\n')
    case 'table':
      return [row(b.head), `|${b.head.map(() => '---|').join('')}`, ...b.rows.map(row)].join('\n')
    default:
      return assertNever(b)
  }
}

function row(cells: readonly Cell[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function cell(c: Cell): string {
  return typeof c === 'string' ? plain(c) : `[${plain(c.text)}](${encodeURI(c.href)})`
}

function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>|#]/g, (char) => `\\${char}`)
}

/** Control characters (line breaks, escape sequences) never reach a report. */
export function oneLine(text: string): string {
  return [...text].map((char) => (char < ' ' || (char >= '\x7f' && char <= '\x9f') ? ' ' : char)).join('')
}
