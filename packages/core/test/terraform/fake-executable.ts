import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the fake program does when it is called with a subcommand. */
export interface Behaviour {
  readonly stdout?: string
  readonly stderr?: string
  /** Writes so many MiB to its standard output first, in lines of one MiB. */
  readonly floods?: number
  readonly exitCode?: number
  /** Files to write, relative to the working directory. */
  readonly files?: Readonly<Record<string, string>>
  /** Goes on until it is interrupted (SIGINT), then ends with this code. */
  readonly untilInterrupted?: number
  /** Kills itself with this signal. */
  readonly dies?: NodeJS.Signals
}

/**
 * A program that answers as terraform might in states that are hard to bring about. It notes how it was
 * called in `calls.jsonl`, and writes the file that `-out` names.
 */
export function fakeExecutable(folder: string, behaviours: Readonly<Record<string, Behaviour>>): string {
  const path = join(folder, 'terraform-fake')
  writeFileSync(
    path,
    `#!${process.execPath}
const fs = require('node:fs')
const behaviours = ${JSON.stringify(behaviours)}
const args = process.argv.slice(2)
fs.appendFileSync(${JSON.stringify(join(folder, 'calls.jsonl'))}, JSON.stringify({ args, env: process.env, cwd: process.cwd() }) + '\\n')
const out = args.find((arg) => arg.startsWith('-out='))
if (out) fs.writeFileSync(out.slice(5), 'a plan')
const does = behaviours[args[0]] ?? {}
for (const [name, text] of Object.entries(does.files ?? {})) fs.writeFileSync(name, text)
for (let n = 0; n < (does.floods ?? 0); n += 1) fs.writeSync(1, 'x'.repeat((1 << 20) - 1) + '\\n')
fs.writeSync(1, does.stdout ?? '')
fs.writeSync(2, does.stderr ?? '')
if (does.dies) process.kill(process.pid, does.dies)
if (does.untilInterrupted === undefined) process.exitCode = does.exitCode ?? 0
else {
  const timer = setInterval(() => undefined, 1000)
  process.on('SIGINT', () => { fs.writeSync(1, 'interrupted\\n'); process.exitCode = does.untilInterrupted; clearInterval(timer) })
}
`,
  )
  chmodSync(path, 0o755)
  return path
}

/** A line of `-json` output. */
export function uiLine(message: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ '@level': 'info', '@message': '', ...message })}\n`
}

export function uiError(summary: string, detail = '', more: Readonly<Record<string, unknown>> = {}): string {
  return uiLine({
    '@message': `Error: ${summary}`,
    type: 'diagnostic',
    diagnostic: { severity: 'error', summary, detail, ...more },
  })
}

/** What `show -json` says of a plan with these changes. */
export function shownPlan(
  changes: readonly Readonly<Record<string, unknown>>[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    errored: false,
    complete: false,
    resource_changes: changes,
    configuration: { root_module: { module_calls: { a: { source: '../modules/a' } } } },
    ...more,
  })
}

export function rawChange(
  address: string,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const [, , type = 'thing', name = 'x'] = address.split('.')
  return { address, mode: 'managed', type, name, change }
}
