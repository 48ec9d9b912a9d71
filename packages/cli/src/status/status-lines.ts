import { commandLine } from '../quote.js'
import { shortDuration } from '../terminal/durations.js'
import type { Screen } from '../terminal/screen.js'
import type { Tone } from '../terminal/text.js'
import type { Status } from './status.js'

const TONES: Readonly<Record<Status['state'], Tone>> = {
  running: 'strong',
  completed: 'good',
  halted: 'warn',
  aborted: 'warn',
  failed: 'danger',
  interrupted: 'danger',
  'not started': 'dim',
}

/** @param nowMs milliseconds since the epoch, for how long ago things were; rehearsals live in another time */
export function statusScreen(status: Status, nowMs: number): Screen {
  const { steps, current, holder } = status
  const ago = (at: string) => (status.rehearsal ? '' : ` (${shortDuration(nowMs - Date.parse(at))} ago)`)
  const others = (['skipped', 'failed', 'rolled_back', 'blocked'] as const)
    .filter((name) => steps[name] > 0)
    .map((name) => `, ${steps[name]} ${name.replace('_', ' ')}`)
  return {
    title: `${status.runId}: ${status.state}${status.rehearsal ? ' (rehearsal)' : ''}`,
    tone: TONES[status.state],
    lead: [],
    sections: [
      { label: 'Why', lines: status.why === null ? [] : [status.why] },
      { label: 'Steps', lines: [`${steps.succeeded} of ${steps.total} succeeded${others.join('')}`] },
      {
        label: 'At',
        lines:
          current === null
            ? []
            : [`${current.stepId} (${phaseWords(status, current.phase)})`, current.description],
      },
      {
        label: 'FROZEN',
        lines: status.frozen.map(
          (freeze) =>
            `${freeze.datastoreArn}${freeze.proven ? '' : ', perhaps,'} since ${freeze.since}${ago(freeze.since)}, ${freeze.allowedMinutes} min allowed`,
        ),
        tone: 'warn',
      },
      { label: 'By hand', lines: status.frozen.flatMap((freeze) => freeze.liftByHand), commands: true },
      { label: 'May run', lines: status.mayStillRun, tone: 'warn' },
      { label: 'Warnings', lines: status.warnings, tone: 'warn', foldAfter: 12 },
      {
        label: 'Process',
        lines:
          holder === null
            ? []
            : [
                `${processWords(status.state)}pid ${holder.pid} on ${holder.host}, operator ${holder.operator}`,
              ],
      },
      {
        label: 'Last entry',
        lines: [`e${status.entries} at ${status.lastEntryAt}${ago(status.lastEntryAt)}`],
      },
      { label: 'Next', lines: nextCommand(status), tone: 'strong', commands: true },
    ],
  }
}

/** A lock that is left over names a process that is not at the run any more. */
function processWords(state: Status['state']): string {
  return state === 'running' ? '' : 'no longer at it, its lock is left over: '
}

/** The last event of a step as an operator says it, where its name alone would have to be looked up. */
function phaseWords({ state }: Status, phase: string): string {
  if (phase !== 'approval-requested') return phase
  return state === 'running' ? 'the operator is being asked' : 'asked, not answered'
}

function nextCommand({ state, directory, rehearsal }: Status): readonly string[] {
  const report = commandLine(['cutover', 'report', directory])
  if (state === 'running' || state === 'not started') return []
  return state === 'completed' || rehearsal
    ? [report]
    : [report, commandLine(['cutover', 'run', directory, '--resume'])]
}
