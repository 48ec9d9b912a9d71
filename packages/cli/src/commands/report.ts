import { resolve } from 'node:path'
import { readRun, renderHtml, renderMarkdown, reportDocument } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { Host } from '../host.js'
import { printable } from '../terminal/text.js'

export const REPORT_FORMATS = ['text', 'json', 'html'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Prints the report as the journal tells it now. Takes no lock and writes nothing. */
export async function report(
  host: Host,
  directory: string,
  options: { readonly output: ReportFormat },
): Promise<ExitCode> {
  const document = reportDocument(await readRun(resolve(host.cwd, directory)))
  switch (options.output) {
    case 'json':
      host.stdout.write(`${JSON.stringify(document.summary, null, 2)}\n`)
      break
    case 'html':
      host.stdout.write(renderHtml(document))
      break
    case 'text':
      host.stdout.write(printable(renderMarkdown(document)))
      break
  }
  return EXIT.completed
}
