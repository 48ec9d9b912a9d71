import { resolve } from 'node:path'
import { nearPath } from '../near-path.js'
import { commandLine } from '../quote.js'
import { rehearsalApprovals } from '../rehearse/approvals.js'
import { autoAnswers } from '../rehearse/auto-answers.js'
import { parseFault } from '../rehearse/faults.js'
import { newRehearsalDirectory } from '../rehearse/name.js'
import { openRehearsal } from '../rehearse/rehearsal.js'
import type { Shell } from '../shell.js'
import { isInteractive, widthOf } from '../shell.js'
import { lines, oneLine, wrap } from '../terminal/text.js'
import { walk } from '../walk-session.js'

export interface RehearseOptions {
  readonly unattended?: boolean
  readonly seed: number
  readonly timeScale?: number
  readonly fault: readonly string[]
  readonly events?: boolean
}

/** The same walk as `run`, against two simulated accounts in this process. */
export async function rehearse(host: Shell, directory: string, options: RehearseOptions): Promise<number> {
  const runDirectory = resolve(host.cwd, directory)
  const unattended = options.unattended === true || !isInteractive(host)
  const rehearsal = await openRehearsal(host, {
    directory: runDirectory,
    seed: options.seed,
    timeScale: options.timeScale ?? null,
    faults: options.fault.map(parseFault),
  })
  try {
    const outputDirectory = await newRehearsalDirectory(runDirectory, host.now())
    const width = widthOf(host.stdout)
    const said = banner(unattended, options.unattended === true)
    host.stdout.print(lines([...said.flatMap((line) => wrap(oneLine(line), width)), oneLine('')]))
    const automatic = autoAnswers(rehearsal)
    const again = commandLine(['cutover', 'rehearse', directory])
    return await walk(host, {
      outputDirectory,
      run: {
        ...rehearsal.ports,
        runDirectory,
        rehearsalDirectory: outputDirectory,
        env: { USER: host.env.USER },
        command: { line: again, resume: again },
      },
      approvals: (terminal) => (unattended ? automatic : rehearsalApprovals(terminal, automatic)),
      events: options.events === true,
      nowMs: rehearsal.ports.clock.now,
      next: (result) => [
        ...(result.summary === null
          ? []
          : [commandLine(['cutover', 'report', nearPath(host.cwd, outputDirectory)])]),
        ...(result.verdict === 'completed' ? [commandLine(['cutover', 'run', directory])] : [again]),
      ],
    })
  } finally {
    await rehearsal.close()
  }
}

function banner(unattended: boolean, asked: boolean): readonly string[] {
  const who = asked
    ? 'Every question is answered automatically (--unattended).'
    : 'There is no terminal: every question is answered automatically.'
  return [
    'REHEARSAL against two simulated accounts in this process. AWS is not reached.',
    unattended ? `${who} Only a rehearsal can do that.` : 'You are asked as in a real run.',
  ]
}
