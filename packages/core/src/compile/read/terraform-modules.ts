import type { Findings } from '../findings.js'
import { parseCommands } from './aws-command.js'
import { phaseLabel, type SignedItem, type SignedPhase } from './items.js'

/** `module.networking`, `./modules/networking/`, `terraform/networking` → `networking`. */
function moduleName(text: string): string {
  const path = text.trim().replace(/\/+$/, '')
  return (path.split('/').at(-1) ?? path).replace(/^module\./, '')
}

/**
 * The modules that an item applies: the one it names, else the operator's input, else those its command targets,
 * else the phase's when it has exactly one. Unknown ones and `root` are errors.
 */
export function modulesOf(
  item: SignedItem,
  input: string | null,
  known: readonly string[],
  findings: Findings,
): readonly string[] {
  const named = namedModules(item, input)
  const label = `"${item.id}" in ${phaseLabel(item.phase)}`
  if (named.length === 0) {
    findings.error(`${label} is a ${item.operationType} that names no module. Known modules: ${list(known)}.`)
  }
  return named.filter((module) => {
    if (module === 'root') {
      findings.error(
        `${label} applies "root". Modules are applied one at a time; name one of ${list(known)}.`,
      )
      return false
    }
    if (!known.includes(module)) {
      findings.error(
        `${label} applies module "${module}", which terraform/root does not have. Known modules: ${list(known)}.`,
      )
      return false
    }
    return true
  })
}

function namedModules(item: SignedItem, input: string | null): readonly string[] {
  const stated = item.terraformModule ?? input
  if (stated !== null) return [moduleName(stated)]
  const targets = parseCommands(item.command)
    .filter((command) => command.operation?.startsWith('terraform ') === true)
    .flatMap((command) => targetsIn(item.command ?? '', command.flags.has('-target')))
  if (targets.length > 0) return [...new Set(targets)]
  const [only, ...more] = item.phase.terraformModules.map(moduleName)
  return only !== undefined && more.length === 0 ? [only] : []
}

/** `-target` may stand several times; every one counts. */
function targetsIn(command: string, hasTarget: boolean): readonly string[] {
  if (!hasTarget) return []
  return [...command.matchAll(/-target[= ]["']?module\.([A-Za-z0-9_-]+)/g)].map((match) => match[1] ?? '')
}

/** A module that the phase lists and no item applies was signed too: say that nothing applies it. */
export function warnUnapplied(phase: SignedPhase, applied: ReadonlySet<string>, findings: Findings): void {
  for (const module of phase.terraformModules.map(moduleName)) {
    if (module === 'root' || applied.has(module)) continue
    findings.warn(`${phaseLabel(phase)} lists module "${module}", but no item applies it.`)
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none)' : names.join(', ')
}
