import { actions } from '../../src/actions/registry.js'
import { stepFacts } from '../../src/compile/read/step-facts.js'
import type { Plane, Side } from '../../src/model/step.js'
import type { CutoverPolicy } from '../../src/policy/policies.js'
import { policiesFor } from '../../src/policy/policies.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import type { Rehearsal } from '../run/rehearsal.js'

/** Exactly what `cutover policy` prints for a rehearsal's run directory. */
export async function policiesOfRun(rehearsal: Rehearsal): Promise<readonly CutoverPolicy[]> {
  const { artifacts } = await loadRunDirectory(rehearsal.directory)
  return policiesFor(rehearsal.steps, stepFacts(artifacts).facts, actions)
}

/** The documents of one side, by name, as they are pasted into IAM. */
export function textsOf(
  policies: readonly CutoverPolicy[],
  side: Side,
  planes: readonly Plane[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policies
      .filter((policy) => policy.side === side && planes.includes(policy.plane))
      .map((policy) => [policy.name, JSON.stringify(policy.document)]),
  )
}
