import type { PlanOptions } from './runner.js'

const FLAGS = ['-input=false', '-no-color']

export function planArguments({ module, destroy, planFile, addresses }: PlanOptions): readonly string[] {
  const targets = (addresses ?? [`module.${module}`]).map((target) => `-target=${target}`)
  const kind = destroy ? ['-destroy'] : []
  return ['plan', '-json', ...FLAGS, ...kind, ...targets, `-out=${planFile}`]
}

/** A saved plan is applied without a question: the question was asked about it. */
export function applyArguments(planFile: string): readonly string[] {
  return ['apply', '-json', ...FLAGS, planFile]
}
