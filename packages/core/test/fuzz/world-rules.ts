import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunState, StepPhaseKind } from '../../src/engine/state.js'
import type { ExecutionStep } from '../../src/model/step.js'
import { CANARY, type Machine } from '../crash/machine.js'

/** Phases in which nothing is open about a step's effect. */
const SETTLED: ReadonlySet<StepPhaseKind> = new Set([
  'pending',
  'started',
  'previewed',
  'awaiting',
  'blocked',
  'skipped',
  'rolled-back',
  'succeeded',
])

/** The journal's freezes are those of the world, for every bucket about whose steps nothing is open. */
export function freezeProblems(machine: Machine, state: RunState): readonly string[] {
  const arns = new Set(machine.steps.flatMap((step) => step.freeze?.datastore_arn ?? []))
  return [...arns].flatMap((arn) => {
    const concerned = machine.steps.filter((step) => step.freeze?.datastore_arn === arn)
    if (!concerned.every((step) => isSettled(state, step))) return []
    const freeze = state.freezes.get(arn)
    const journal = freeze !== undefined && freeze.endedAtMs === null
    const world = bucketPolicy(machine, arn).includes('CutoverFreeze')
    return journal === world ? [] : [`${arn} is ${world ? '' : 'not '}frozen, but the journal says otherwise`]
  })
}

/** A skipped or blocked step may have been begun before; then nobody claims to know what it left. */
function isSettled(state: RunState, step: ExecutionStep): boolean {
  const record = state.steps.get(step.step_id)
  if (record === undefined || !SETTLED.has(record.phase.kind)) return false
  return (
    record.phase.kind === 'succeeded' || record.phase.kind === 'rolled-back' || record.tokens.length === 0
  )
}

function bucketPolicy(machine: Machine, arn: string): string {
  const buckets = machine.seeded.simulator.world.shared['s3-buckets'] as Map<string, { policy?: string }>
  return buckets.get(arn.split(':').at(-1) ?? '')?.policy ?? ''
}

/** No byte that a run wrote holds the secret. */
export function secretProblems(machine: Machine): readonly string[] {
  return readdirSync(machine.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(CANARY))
    .map((path) => `the secret is in ${path}`)
}
