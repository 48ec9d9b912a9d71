import { join } from 'node:path'
import type { ExecutionSummary } from '../model/summary.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { replaceFile } from '../rundir/output-files.js'
import { reportDocument } from './document.js'
import { renderHtml } from './html.js'
import { renderMarkdown } from './markdown.js'
import { readRun } from './read-run.js'

/**
 * Writes `execution-summary.json`, `execution-report.md` and `.html` from the journal, replacing older ones.
 * @returns the summary
 * @throws as {@link readRun}, and the file system's errors
 */
export async function writeReports(directory: string): Promise<ExecutionSummary> {
  const document = reportDocument(await readRun(directory))
  await replaceFile(join(directory, OUTPUT_FILES.summary), `${JSON.stringify(document.summary, null, 2)}\n`)
  await replaceFile(join(directory, OUTPUT_FILES.reportMarkdown), renderMarkdown(document))
  await replaceFile(join(directory, OUTPUT_FILES.reportHtml), renderHtml(document))
  return document.summary
}
