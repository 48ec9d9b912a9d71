import type { SavedPlan, TerraformFailure } from '../../terraform/runner.js'
import type { ReadContext } from '../kit/definition.js'
import { ioOf } from './outcome.js'

/** A module's plan, and what had to be targeted beside it. */
export interface ModulePlan {
  readonly planned: SavedPlan | TerraformFailure
  readonly further: readonly string[]
}

const EXCLUDED = 'Moved resource instances excluded by targeting'
/** Each refusal names all that it wants; a second one may follow from what was added. */
const MAX_TRIES = 4

/**
 * Plans a module for applying. What moves into it from elsewhere, or out of it, terraform wants targeted too: it
 * names those addresses, and they become a part of what is shown.
 */
export async function planModule(module: string, planFile: string, ctx: ReadContext): Promise<ModulePlan> {
  let further: readonly string[] = []
  for (let tries = 1; ; tries += 1) {
    const more = further.length === 0 ? {} : { further }
    const planned = await ctx.terraform.plan({ module, destroy: false, planFile, ...more }, ioOf(ctx))
    if (planned.kind === 'planned' || tries === MAX_TRIES) return { planned, further }
    const wanted = targetsOf(planned).filter((address) => !further.includes(address))
    if (wanted.length === 0) return { planned, further }
    further = [...further, ...wanted]
  }
}

function targetsOf({ diagnostics }: TerraformFailure): readonly string[] {
  return diagnostics
    .filter((said) => said.includes(EXCLUDED))
    .flatMap((said) => [...said.matchAll(/-target=("(?:[^"\\]|\\.)*")/g)])
    .flatMap(([, quoted = '']) => {
      try {
        return [JSON.parse(quoted) as string]
      } catch {
        return []
      }
    })
}
