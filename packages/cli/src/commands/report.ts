import { resolve } from 'node:path'
import { readRun, renderHtml, renderMarkdown, reportDocument } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { Shell } from '../shell.js'
import { jsonText, lines, printable } from '../terminal/text.js'

export const REPORT_FORMATS = ['text', 'json', 'html'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Prints the report as the journal tells it now. Takes no lock and writes nothing. */
export async function report(
  host: Shell,
  directory: string,
  options: { readonly output: ReportFormat },
): Promise<ExitCode> {
  const document = reportDocument(await readRun(resolve(host.cwd, directory)))
  switch (options.output) {
    case 'json':
      host.stdout.print(lines([jsonText(document.summary, 2)]))
      break
    case 'html':
      host.stdout.print(printable(renderHtml(document)))
      break
    case 'text':
      host.stdout.print(printable(renderMarkdown(document)))
      break
  }
  return EXIT.completed
}
