import { checkRun, type PreflightReport, type PreflightRow, systemClock } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import { type Host, useColour, widthOf } from '../host.js'
import type { OutputFormat } from '../output-format.js'
import { commandLine } from '../quote.js'
import { type ProfileOptions, profilesOf, runDirectoryOf } from '../run-directory.js'
import { preflightLines } from '../terminal/preflight-lines.js'
import { printable, wrap } from '../terminal/text.js'

export interface PreflightOptions extends ProfileOptions {
  readonly acceptStale?: boolean
  readonly output: OutputFormat
}

const INDENT = '    '

/**
 * The checks that a run begins with, alone: nothing is asked, journaled or locked.
 * @returns 0 when a run could start, else 3
 */
export async function preflight(host: Host, directory: string, options: PreflightOptions): Promise<ExitCode> {
  const text = options.output === 'text'
  const report = await checkRun({
    runDirectory: runDirectoryOf(host, directory, options),
    profiles: profilesOf(host, options, ['cutover', 'preflight', directory]),
    env: host.env,
    clock: { ...systemClock, now: host.now },
    acceptStale: options.acceptStale === true,
    ...(text ? { onPreflightRow: (row: PreflightRow) => host.stdout.write(tableRow(row, host)) } : {}),
  })
  if (text) host.stdout.write(`\n${verdict(report, directory)}\n`)
  else host.stdout.write(`${JSON.stringify({ ok: report.ok, rows: report.rows }, null, 2)}\n`)
  return report.ok ? EXIT.completed : EXIT.inputs
}

/** As before a run, and with what was found also where all is well: that is what somebody asked for here. */
function tableRow(row: PreflightRow, host: Host): string {
  const width = widthOf(host.stdout)
  const found = row.ok === 'ok' ? wrap(printable(row.detail), width - INDENT.length) : []
  const lines = [...preflightLines(row, width, useColour(host)), ...found.map((line) => `${INDENT}${line}`)]
  return `${lines.join('\n')}\n`
}

function verdict({ ok, rows }: PreflightReport, directory: string): string {
  if (ok) return `Pre-flight passed. Next: ${commandLine(['cutover', 'run', directory])}`
  const failed = rows.filter((row) => row.ok === 'failed').length
  const left = rows.filter((row) => row.ok === 'not-run').length
  return `Pre-flight failed: ${failed} of ${rows.length} checks failed${left === 0 ? '' : `, ${left} could not be made`}. Nothing was started.`
}
