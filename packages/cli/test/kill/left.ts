import { effectName } from '../../../core/test/crash/compare.js'
import type { RunDirectory, Stage } from './stage.js'

/** What a run leaves in the world. */
export interface Left {
  readonly world: string
  readonly effects: readonly string[]
  readonly applies: readonly string[]
  readonly entries: number
}

export async function left(stage: Stage, run: RunDirectory): Promise<Left> {
  const changed = (await stage.simulator.log()).filter((one) => !one.readOnly && one.effect !== 'none')
  return {
    world: await stage.simulator.world(),
    effects: changed.map(effectName),
    applies: run.applies(),
    entries: run.entryCount(),
  }
}

/** What stands under the last line across. */
export function lastScreen(text: string): string {
  return text
    .slice(text.lastIndexOf('───') + 3)
    .replaceAll(/\s+/g, ' ')
    .trim()
}
