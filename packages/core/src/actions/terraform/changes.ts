import { isInModule } from '../../terraform/addresses.js'
import type { PlannedChange, SavedPlan } from '../../terraform/runner.js'

/**
 * What a plan would really do, in AWS or in the state. An import or a move is judged by itself: terraform calls it
 * no change, and yet afterwards the state holds what it did not hold before.
 */
export function effective(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter(
    ({ change, importing, movedFrom }) =>
      (change !== 'no-op' && change !== 'read') || importing !== undefined || movedFrom !== undefined,
  )
}

/**
 * What keeps a module from being as it is declared. A target's dependencies are planned with it, but are not
 * this module's; values that are computed anew at each apply are never clean and are reported instead.
 */
export function pendingIn(module: string, plan: SavedPlan): readonly PlannedChange[] {
  const own = effective(plan.changes).filter(({ address }) => isInModule(address, module))
  return own.every((change) => change.recurring) ? [] : own
}

/** `update`, `import`, `update+import`, `move`: everything that happens to one address. */
export function whatHappens({ change, importing, movedFrom }: PlannedChange): string {
  const state = [...(importing === undefined ? [] : ['import']), ...(movedFrom === undefined ? [] : ['move'])]
  return [...(change === 'no-op' && state.length > 0 ? [] : [change]), ...state].join('+')
}

/** Two objects can be at one address: the one that is there, and one that was replaced and not destroyed yet. */
export function objectOf({ address, deposed }: PlannedChange): string {
  return deposed === undefined ? address : `${address} (deposed object ${deposed})`
}

export function describe(changes: readonly PlannedChange[]): string {
  return changes
    .map((change) => {
      const { importing, movedFrom } = change
      const id = importing === undefined ? '' : ` (id ${JSON.stringify(importing)})`
      const from = movedFrom === undefined ? '' : ` (from ${movedFrom})`
      return `${whatHappens(change)} ${objectOf(change)}${id}${from}`
    })
    .join(', ')
}
