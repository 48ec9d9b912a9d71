import { assertNever } from '../model/assert-never.js'
import type { Block, Cell, ReportDocument } from './document.js'
import { oneLine } from './markdown.js'

/** The report as one HTML page: no scripts, nothing loaded from elsewhere, every text escaped. */
export function renderHtml(document: ReportDocument): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(document.title)}</title><style>${STYLE}</style></head>
<body><h1 class="${document.summary.verdict}">${text(document.title)}</h1>
${document.blocks.map(block).join('\n')}
</body></html>
`
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1f24;background:#fff}
h1{border-left:.5rem solid #888;padding-left:.7rem}h1.completed{border-color:#1a7f37}h1.halted,h1.aborted{border-color:#bf8700}h1.failed{border-color:#cf222e}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #d0d7de;overflow-wrap:anywhere}
th{background:#f6f8fa}@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th{background:#161b22}td,th{border-color:#30363d}a{color:#4493f8}}`

function block(b: Block): string {
  switch (b.kind) {
    case 'heading':
      return `<h2>${text(b.text)}</h2>`
    case 'text':
      return `<p>${text(b.text)}</p>`
    case 'list':
      return `<ul>${b.items.map((item) => `<li>${text(item)}</li>`).join('')}</ul>`
    case 'table':
      return `<table>${head(b.head)}<tbody>${b.rows.map((r) => `<tr>${r.map((c) => `<td>${cell(c)}</td>`).join('')}</tr>`).join('\n')}</tbody></table>`
    default:
      return assertNever(b)
  }
}

function head(cells: readonly string[]): string {
  if (cells.every((c) => c === '')) return ''
  return `<thead><tr>${cells.map((c) => `<th>${text(c)}</th>`).join('')}</tr></thead>`
}

function cell(c: Cell): string {
  return typeof c === 'string' ? text(c) : `<a href="${text(encodeURI(c.href))}">${text(c.text)}</a>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function text(value: string): string {
  return oneLine(value).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
