import type { PlanOptions } from './runner.js'

const FLAGS = ['-input=false', '-no-color']

export function planArguments(options: PlanOptions): readonly string[] {
  const { module, destroy, planFile, addresses = [`module.${module}`], further = [] } = options
  const targets = [...addresses, ...further].map((target) => `-target=${target}`)
  const kind = destroy ? ['-destroy'] : []
  return ['plan', '-json', ...FLAGS, ...kind, ...targets, `-out=${planFile}`]
}

/** A plan of everything. It is read; what is applied is planned by module. */
export function wholePlanArguments(planFile: string): readonly string[] {
  return ['plan', '-json', ...FLAGS, `-out=${planFile}`]
}

/** A saved plan is applied without a question: the question was asked about it. */
export function applyArguments(planFile: string): readonly string[] {
  return ['apply', '-json', ...FLAGS, planFile]
}
