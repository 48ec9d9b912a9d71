import { PROFILE_VARIABLE } from '../../model/action-facts.js'
import type { Json } from '../../model/json.js'
import { shellWord } from '../../model/shell-word.js'
import type { Side } from '../../model/step.js'

/** A flag's value: text, a bare flag (`true`), several words, or JSON given inline. Absent flags are left out. */
export type CliValue = string | number | true | readonly string[] | { readonly json: Json } | undefined

/**
 * One `aws` command line, quoted for a POSIX shell, in the order given; the profile always comes last. It is
 * shown and never executed by the product.
 *
 * @param region the region that the handler's client is bound to; null for global services
 */
export function awsCommand(
  side: Side,
  operation: `${string} ${string}`,
  flags: Readonly<Record<string, CliValue>>,
  region: string | null,
): string {
  const words = Object.entries(flags).flatMap(([name, value]) => flagWords(name, value))
  if (region !== null) words.push('--region', shellWord(region))
  return ['aws', operation, ...words, '--profile', PROFILE_VARIABLE[side]].join(' ')
}

function flagWords(name: string, value: CliValue): string[] {
  if (value === undefined) return []
  const flag = `--${name}`
  if (value === true) return [flag]
  if (typeof value === 'number') return [flag, String(value)]
  if (typeof value === 'string') return [flag, shellWord(value)]
  if (isWords(value)) return [flag, ...value.map(shellWord)]
  return [flag, shellWord(JSON.stringify(value.json))]
}

function isWords(value: readonly string[] | { readonly json: Json }): value is readonly string[] {
  return Array.isArray(value)
}
