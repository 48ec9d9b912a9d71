import type { ToldChange } from '../preflight/report.js'
import { isInModule } from '../terraform/addresses.js'
import type { PlannedChange } from '../terraform/runner.js'

/** What a plan says about the state alone, beside what it says about the account. */
type Change = PlannedChange & { readonly importing?: string; readonly movedFrom?: string }

/**
 * Imports, moves and removals of a whole plan that no step's own plan has: those outside of the steps' modules,
 * which vanish without a word when a module is targeted.
 */
export function stateChanges(
  changes: readonly PlannedChange[],
  modules: readonly string[],
): readonly ToldChange[] {
  return (changes as readonly Change[])
    .filter(({ address }) => !modules.some((module) => isInModule(address, module)))
    .flatMap(({ address, change, importing, movedFrom }): ToldChange[] => [
      ...(importing === undefined
        ? []
        : [
            { kind: 'import' as const, address, text: `import ${address} (id ${JSON.stringify(importing)})` },
          ]),
      ...(movedFrom === undefined
        ? []
        : [{ kind: 'move' as const, address, text: `move ${movedFrom} to ${address}` }]),
      ...(change === 'forget'
        ? [{ kind: 'forget' as const, address, text: `drop ${address} from the state` }]
        : []),
    ])
}

/** Those that no block accounts for, which the plan's question listed. */
export function untold(changes: readonly ToldChange[], told: readonly ToldChange[]): readonly ToldChange[] {
  return changes.filter(
    ({ kind, address }) =>
      !told.some(
        (block) => block.kind === kind && isBelow(withoutIndexes(address), withoutIndexes(block.address)),
      ),
  )
}

function isBelow(address: string, place: string): boolean {
  return address === place || address.startsWith(`${place}.`)
}

/** `for_each` and `count` are in no block's address, or as an expression. */
function withoutIndexes(address: string): string {
  return address.replaceAll(/\[[^\]]*\]/g, '')
}
