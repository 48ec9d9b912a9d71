import { join } from 'node:path'
import {
  type ExecutionStep,
  OUTPUT_FILES,
  outcomeWords,
  type RunReading,
  readRun,
  summariseRun,
} from '@cutover/core'
import { inspectLock, type LockState, systemProcessFacts } from '@cutover/journal'

/** A run as it stands, for people and for `--output json`. */
export interface Status {
  readonly directory: string
  readonly runId: string
  readonly rehearsal: boolean
  /** `running` while a process holds the lock; else how it ended, or that it was cut off. */
  readonly state: 'running' | 'completed' | 'halted' | 'aborted' | 'failed' | 'interrupted' | 'not started'
  readonly why: string | null
  readonly holder: { readonly pid: number; readonly host: string; readonly operator: string } | null
  readonly steps: ReturnType<typeof summariseRun>['steps']
  /** The step that the walk stands at, or null at the end. */
  readonly current: { readonly stepId: string; readonly description: string; readonly phase: string } | null
  readonly lastEntryAt: string
  readonly frozen: readonly {
    readonly datastoreArn: string
    readonly since: string
    readonly allowedMinutes: number
    /** False when it was sent and is neither proven nor undone. */
    readonly proven: boolean
    /** How to lift it by hand; empty while a process is at the run. */
    readonly liftByHand: readonly string[]
  }[]
  /** Steps of which something may go on in AWS although no process is at it. */
  readonly mayStillRun: readonly string[]
  readonly warnings: readonly string[]
  readonly entries: number
}

/**
 * Reads a run without its lock.
 * @throws JournalError `JOURNAL_MISSING`, `JOURNAL_CORRUPT`; CutoverError `input/unreadable`
 */
export async function readStatus(directory: string): Promise<Status> {
  const look = () => inspectLock({ path: join(directory, OUTPUT_FILES.lock), process: systemProcessFacts() })
  const before = look()
  const run = await readRun(directory)
  const lock = look()
  const summary = summariseRun(run)
  const holder = 'holder' in lock ? lock.holder : null
  const state = stateOf(run.state, before.kind, lock.kind)
  return {
    directory,
    runId: run.metadata.run_id,
    rehearsal: summary.rehearsal,
    state,
    why: run.state.ended?.halt_reason ?? null,
    holder: holder === null ? null : { pid: holder.pid, host: holder.host, operator: holder.operator },
    steps: summary.steps,
    current: currentOf(run),
    lastEntryAt: summary.ended_at,
    frozen: summary.freezes
      .filter((freeze) => freeze.released_at === null)
      .map((freeze) => ({
        datastoreArn: freeze.datastore_arn,
        since: freeze.began_at,
        allowedMinutes: freeze.allowed_minutes,
        proven: freeze.state === 'active',
        liftByHand: state === 'running' ? [] : freeze.lift_by_hand,
      })),
    // While somebody is at it, these are what he is at.
    mayStillRun: state === 'running' ? [] : summary.still_running.map((job) => job.step_id),
    warnings: state === 'running' ? [] : summary.warnings,
    entries: run.entries,
  }
}

/**
 * @param before the lock before the journal was read, and
 * @param after the lock after that: a run that ends, or begins, meanwhile was not cut off
 */
export function stateOf(
  { ended, started }: Pick<RunReading['state'], 'ended' | 'started'>,
  before: LockState['kind'],
  after: LockState['kind'],
): Status['state'] {
  // A lock of another machine cannot be looked into. What holds it counts as alive, unless the journal has ended:
  // a process that is at the run again has written so.
  const held = (kind: LockState['kind']) => kind === 'live' || (kind === 'foreign' && ended === null)
  if (held(after)) return 'running'
  if (ended !== null) return ended.verdict
  if (held(before)) return 'running'
  return started === null ? 'not started' : 'interrupted'
}

function currentOf(run: RunReading): Status['current'] {
  const step: ExecutionStep | undefined = run.steps[run.state.cursor]
  if (step === undefined || run.state.started === null) return null
  const record = run.state.steps.get(step.step_id)
  return {
    stepId: step.step_id,
    description: step.description,
    phase: record?.lastEvent ?? outcomeWords(record),
  }
}
