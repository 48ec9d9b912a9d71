import type { Json, JsonObject } from '../../model/json.js'
import { byCodeUnit, canonicalJson } from '../../model/json.js'
import type { CompilableAction, ParamContext, ParamSources, Values } from '../action.js'
import type { Draft } from '../expand/draft.js'
import type { Findings } from '../findings.js'
import { sortedJson } from '../output/sorted-json.js'
import { matches, mismatches } from '../output/validators.js'
import type { ParsedCommand } from '../read/aws-command.js'
import { apiCallValues } from './api-call-values.js'
import { exampleOf, fromWords, nodeOf, typeWords } from './schema-words.js'

/** A parameter that nothing gave a value. */
interface OpenParam {
  readonly param: string
  readonly type: string
  readonly meaning: string
  readonly example: Json
  readonly hint: string | null
}
export interface Resolved {
  readonly params: JsonObject
  readonly open: readonly OpenParam[]
}

/**
 * The typed input of one step. For each parameter the first source that has a fitting value wins: what the
 * expansion fixed (the freeze's datastore, the module), the operator, the command, the artifacts, the schema's
 * default. A value of the operator that does not fit is an error; any other that does not fit counts as absent
 * and is told as a hint. Nothing is guessed.
 */
export function resolveParams(draft: Draft, ctx: ParamContext, findings: Findings): Resolved {
  const { action, given } = draft
  const source = action.compiles
  const { properties } = action.params
  const command =
    source.anyApiCall === true ? apiCallValues(draft, ctx.item) : (source.fromCommand?.(ctx) ?? {})
  const facts: Values = { ...commonFacts(ctx), ...source.fromFacts?.(ctx) }
  const needed = new Set(action.params.required ?? [])
  const params: Record<string, Json> = {}
  const open: OpenParam[] = []
  const take = (name: string): OpenParam | null => {
    const schema = properties[name]
    if (schema === undefined) return null
    const candidates: readonly (readonly [string, Json | undefined])[] = [
      ['the checklist', given[name]],
      ['step-inputs.json', ctx.input(name)],
      ['the command', command[name]],
      ['the command', flagFor(name, source, ctx.commands, schema)],
      ['the plan', facts[name]],
    ]
    contradicts(name, given, ctx, findings)
    let hint: string | null = null
    for (const [origin, value] of candidates) {
      if (value === undefined) continue
      const adapted = source.adapt?.[name]?.(value, ctx) ?? { value }
      const wrong =
        'rejected' in adapted ? adapted.rejected : mismatches(schema, adapted.value).join('; ') || null
      if (wrong === null && 'value' in adapted) {
        params[name] = adapted.value
        return null
      }
      if (origin === 'step-inputs.json') {
        findings.error(`step-inputs.json: "${name}" of "${ctx.item.id}" is ${shown(value)}: ${wrong}.`)
        return null
      }
      hint ??= `${origin} says ${shown(value)}: ${wrong}`
    }
    const node = nodeOf(schema)
    if (node.default !== undefined) {
      params[name] = node.default
      return null
    }
    return { param: name, type: typeWords(node), meaning: meaningOf(node), example: exampleOf(node), hint }
  }
  const names = Object.keys(properties)
  const missing = new Map(names.map((name) => [name, take(name)] as const))
  for (const name of source.needs?.(params) ?? []) needed.add(name)
  for (const name of names) {
    const parameter = missing.get(name) ?? null
    if (parameter !== null && needed.has(name)) open.push(parameter)
  }
  if (open.length === 0) checkWhole(action, params, ctx, findings)
  return { params: sorted(params), open }
}

/** Facts that mean the same for every action. */
function commonFacts(ctx: ParamContext): Values {
  return {
    target_account_id: ctx.facts.target.accountId,
    source_account_id: ctx.facts.source.accountId,
    datastore_arn: ctx.datastoreArn ?? undefined,
  }
}

/** What the signed checklist fixes (module, frozen datastore) cannot be replaced by an input. */
function contradicts(name: string, given: Draft['given'], ctx: ParamContext, findings: Findings): void {
  const signed = given[name]
  const input = ctx.input(name)
  if (signed === undefined || input === undefined || canonicalJson(signed) === canonicalJson(input)) return
  findings.error(
    `step-inputs.json: "${name}" of "${ctx.item.id}" is ${shown(input)}, but the signed checklist says ${shown(signed)}.`,
  )
}

function checkWhole(
  action: CompilableAction,
  params: JsonObject,
  ctx: ParamContext,
  findings: Findings,
): void {
  for (const error of action.compiles.check?.(params, ctx) ?? []) findings.error(error)
  // A value that was refused above is already told; only what the parts did not show is told here.
  const complete = (action.params.required ?? []).every((name) => params[name] !== undefined)
  if (!complete || matches(action.params, params)) return
  findings.error(
    `"${ctx.item.id}": the inputs of ${action.name} do not fit: ${mismatches(action.params, params).join('; ')}.`,
  )
}

function flagFor(
  param: string,
  source: ParamSources,
  commands: readonly ParsedCommand[],
  schema: Parameters<typeof nodeOf>[0],
): Json | undefined {
  const flags = source.flags?.[param] ?? [`--${param.replaceAll('_', '-')}`]
  for (const command of commands) {
    for (const flag of flags) {
      const words = command.flags.get(flag)
      const value = words === undefined ? undefined : fromWords(words, nodeOf(schema))
      if (value !== undefined) return value
    }
  }
  return undefined
}

/** Which of an item's commands say something about this action. */
export function relevantCommands(
  commands: readonly ParsedCommand[],
  source: ParamSources,
): readonly ParsedCommand[] {
  const { commands: counted } = source
  if (counted === undefined) return commands.length === 1 ? commands : []
  return commands
    .filter((c) => c.operation !== null && counted.includes(c.operation))
    .sort((a, b) => counted.indexOf(a.operation ?? '') - counted.indexOf(b.operation ?? ''))
}

function meaningOf(node: { readonly description?: string }): string {
  return node.description ?? 'no description'
}

const MAX_SHOWN = 120

function shown(value: Json): string {
  const text = canonicalJson(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

/** Handlers write params into command lines: the order of members must not come from the input. */
function sorted(params: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(
    Object.entries(params)
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([name, value]) => [name, sortedJson(value)]),
  )
}
