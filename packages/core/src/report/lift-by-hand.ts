import type { OpenFreeze } from '../engine/freezes.js'
import type { Receipt, RunState } from '../engine/state.js'
import { withProfileNames } from '../model/profile-names.js'
import type { ExecutionStep } from '../model/step.js'

/** How a person lifts an open freeze: look, what of it is ours, and the release's own command. */
export function liftByHand(
  { stepId }: OpenFreeze,
  state: Pick<RunState, 'steps' | 'started'>,
  steps: readonly ExecutionStep[],
): string[] {
  const step = steps.find(({ step_id }) => step_id === stepId)
  if (step === undefined) return []
  const profiles = state.started?.profiles
  const named = (command: string | null) =>
    command === null ? [] : [profiles === undefined ? command : withProfileNames(command, profiles)]
  const ours = madeByUs(state.steps.get(stepId)?.receipt ?? null)
  return [
    ...named(step.preview_cmd).map((command) => `Look: ${command}`),
    ...(ours === null ? [] : [ours]),
    ...named(step.rollback_cmd).map((command) => `Lift: ${command}`),
    ...(step.rollback_cmd === null ? ['It was made by hand: lift it the same way.'] : []),
  ]
}

/** What the freeze's receipt says that it put there. */
function madeByUs(receipt: Receipt | null): string | null {
  if (receipt === null) return null
  const { sid, parameter_group: group, parameter, previous_value: previous } = receipt
  if (typeof sid === 'string') return `Ours is the one statement with the Sid ${sid}; every other one stays.`
  if (typeof group !== 'string' || typeof parameter !== 'string') return null
  const before = typeof previous === 'string' ? `was ${previous}` : "had the engine's default"
  return `Ours is the parameter ${parameter} of the parameter group ${group}, which ${before} before.`
}
