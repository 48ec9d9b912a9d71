import { checkRun, type PreflightReport, type PreflightRow, systemClock } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { commandLine } from '../quote.js'
import { type ProfileOptions, profilesOf, runDirectoryOf } from '../run-directory.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { preflightLines } from '../terminal/preflight-lines.js'
import { jsonText, lines, oneLine, type Printable, printable, shown, wrap } from '../terminal/text.js'

export interface PreflightOptions extends ProfileOptions {
  readonly acceptStale?: boolean
  readonly terraformProfile?: readonly string[]
  readonly output: OutputFormat
}

const INDENT = oneLine('    ')

/**
 * The checks that a run begins with, alone: nothing is asked, journaled or locked.
 * @returns 0 when a run could start, else 3
 */
export async function preflight(
  host: Shell,
  directory: string,
  options: PreflightOptions,
): Promise<ExitCode> {
  const text = options.output === 'text'
  const report = await checkRun({
    runDirectory: runDirectoryOf(host, directory, options),
    profiles: profilesOf(host, options, ['cutover', 'preflight', directory]),
    env: host.env,
    clock: { ...systemClock, now: host.now },
    acceptStale: options.acceptStale === true,
    terraformProfiles: options.terraformProfile ?? [],
    ...(text ? { onPreflightRow: (row: PreflightRow) => host.stdout.print(tableRow(row, host)) } : {}),
  })
  if (text) host.stdout.print(printable(`\n${verdict(report, directory)}\n`))
  else host.stdout.print(lines([jsonText({ ok: report.ok, rows: report.rows }, 2)]))
  return report.ok ? EXIT.completed : EXIT.inputs
}

/** As before a run, and with what was found also where all is well: that is what somebody asked for here. */
function tableRow(row: PreflightRow, host: Shell): Printable {
  const width = widthOf(host.stdout)
  const found = row.ok === 'ok' ? wrap(printable(row.detail), width - INDENT.length) : []
  return lines([
    ...preflightLines(row, width, useColour(host)),
    ...found.map((line) => shown`${INDENT}${line}`),
  ])
}

function verdict({ ok, rows }: PreflightReport, directory: string): string {
  if (ok) return `Pre-flight passed. Next: ${commandLine(['cutover', 'run', directory])}`
  const failed = rows.filter((row) => row.ok === 'failed').length
  const left = rows.filter((row) => row.ok === 'not-run').length
  return `Pre-flight failed: ${failed} of ${rows.length} checks failed${left === 0 ? '' : `, ${left} could not be made`}. Nothing was started.`
}
