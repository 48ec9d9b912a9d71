import { openFreezes } from '../engine/freezes.js'
import type { FreezeRecord, RunState, StepPhase } from '../engine/state.js'
import type { ExecutionStep, Plane } from '../model/step.js'
import type { ExecutionSummary, FreezeSummary, StepTally } from '../model/summary.js'
import { mayRun, notUndone, unlisted } from './left-over.js'
import { liftByHand } from './lift-by-hand.js'
import type { RunReading } from './read-run.js'

/** `execution-summary.json`, from the journal alone: it can always be written again. */
export function summariseRun(run: RunReading): ExecutionSummary {
  const { state, steps, metadata } = run
  const startMs = state.startedAtMs ?? Date.parse(metadata.started_at)
  const endMs = state.lastAtMs ?? startMs
  const known = [...steps, ...unlisted(steps, state)]
  return {
    format_version: 1,
    run_id: metadata.run_id,
    source_account_id: metadata.source_account_id,
    target_account_id: metadata.target_account_id,
    rehearsal: state.started?.mode === 'rehearse',
    verdict: state.ended?.verdict ?? 'halted',
    halt_reason: state.ended === null ? 'the run has not ended' : state.ended.halt_reason,
    halt_step_id: state.ended?.halt_step_id ?? null,
    started_at: new Date(startMs).toISOString(),
    ended_at: new Date(endMs).toISOString(),
    elapsed_seconds: elapsedSeconds(endMs - startMs),
    steps: tally(steps, state),
    phases: phases(steps, state),
    approvals: { asked: state.approvalsAsked, given: state.approvalsGiven },
    freezes: freezeSummaries(run, endMs),
    still_running: known
      .filter((step) => mayRun(step, state.steps.get(step.step_id)))
      .map((step) => ({ step_id: step.step_id, description: step.description })),
    not_undone: known.flatMap((step) => notUndone(step, state.steps.get(step.step_id))),
    warnings: warnings(run),
    journal_head: run.headSha256,
  }
}

/** A clock that was set back makes no time negative. */
function elapsedSeconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000))
}

type Outcome = Exclude<keyof StepTally, 'total'>

/** How a step ended, in the words of the summary. */
export function outcomeOf(phase: StepPhase | undefined): Outcome {
  switch (phase?.kind) {
    case 'succeeded':
      return 'succeeded'
    case 'skipped':
      return 'skipped'
    case 'rolled-back':
      return 'rolled_back'
    case 'blocked':
      return 'blocked'
    case undefined:
    case 'pending':
    case 'started':
    case 'previewed':
    case 'awaiting':
      return 'not_reached'
    case 'left':
    case 'failed':
    case 'refused':
    case 'verify-failed':
    case 'rollback-failed':
    case 'reprompt':
      return 'failed'
    // Under way when the run ended: its end was not reached (outcomeWords says how far it came).
    default:
      return 'not_reached'
  }
}

function tally(steps: readonly ExecutionStep[], state: RunState): StepTally {
  const counts = { total: 0, succeeded: 0, skipped: 0, failed: 0, rolled_back: 0, blocked: 0, not_reached: 0 }
  for (const step of steps) {
    counts.total += 1
    counts[outcomeOf(state.steps.get(step.step_id)?.phase)] += 1
  }
  return counts
}

function phases(steps: readonly ExecutionStep[], state: RunState): ExecutionSummary['phases'] {
  const groups = new Map<string, { plane: Plane; number: number; name: string; steps: ExecutionStep[] }>()
  for (const step of steps) {
    const key = `${step.plane}-${step.phase_number}`
    const group = groups.get(key) ?? {
      plane: step.plane,
      number: step.phase_number,
      name: step.phase_name,
      steps: [],
    }
    group.steps.push(step)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => ({
    plane: group.plane,
    phase_number: group.number,
    phase_name: group.name,
    ...tally(group.steps, state),
  }))
}

/** Released ones as they were, then what is, or may be, active. */
function freezeSummaries({ state, steps }: RunReading, endMs: number): FreezeSummary[] {
  const released = [...state.freezes.values()].filter((freeze) => freeze.endedAtMs !== null)
  return [
    ...released.map((freeze) => freezeSummary(freeze, endMs, 'released', [])),
    ...openFreezes(state).map((freeze) =>
      freezeSummary(
        { ...freeze, endedAtMs: null },
        endMs,
        freeze.proven ? 'active' : 'possible',
        liftByHand(freeze, state, steps),
      ),
    ),
  ]
}

function freezeSummary(
  freeze: Pick<FreezeRecord, 'datastoreArn' | 'sinceMs' | 'allowedMs' | 'endedAtMs'>,
  endMs: number,
  state: FreezeSummary['state'],
  lift: string[],
): FreezeSummary {
  const elapsedMs = (freeze.endedAtMs ?? endMs) - freeze.sinceMs
  return {
    datastore_arn: freeze.datastoreArn,
    state,
    began_at: new Date(freeze.sinceMs).toISOString(),
    released_at: freeze.endedAtMs === null ? null : new Date(freeze.endedAtMs).toISOString(),
    elapsed_seconds: elapsedSeconds(elapsedMs),
    allowed_minutes: Math.round(freeze.allowedMs / 60_000),
    exceeded: elapsedMs > freeze.allowedMs,
    lift_by_hand: lift,
  }
}

function warnings(run: RunReading): string[] {
  const { state, steps } = run
  const found: string[] = []
  for (const { datastoreArn, sinceMs, stepId, proven } of openFreezes(state)) {
    const since = new Date(sinceMs).toISOString()
    if (proven) found.push(`${datastoreArn} is still frozen, since ${since}.`)
    else found.push(maybeFrozenWords(datastoreArn, stepId, since))
  }
  for (const step of steps)
    if (step.freeze?.role === 'begin' && !steps.some((s) => isRelease(s, step)))
      found.push(`${step.freeze.datastore_arn} has no release step: release it by hand.`)
  if (run.stepsProblem !== null) found.push(run.stepsProblem)
  if (run.torn) found.push('The last line of the journal is incomplete.')
  return found
}

/** A freeze that was sent and neither proven nor undone: writes may be stopped by it all the same. */
function maybeFrozenWords(datastoreArn: string, stepId: string, since: string): string {
  return `${datastoreArn} may be frozen, since ${since}: ${stepId} was sent to AWS and did not succeed. Look, and release it by hand if it is.`
}

function isRelease(step: ExecutionStep, freeze: ExecutionStep): boolean {
  return step.freeze?.role === 'release' && step.freeze.datastore_arn === freeze.freeze?.datastore_arn
}
