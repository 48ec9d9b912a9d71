import type { Json } from '../model/json.js'
import { isInModule } from './addresses.js'
import { type JsonRecord, listOf, parsed, recordOf, recordsOf } from './json-read.js'
import { changeOf } from './planned-change.js'
import { type ProviderBlock, providerBlocks } from './provider-blocks.js'
import type { PlannedChange } from './runner.js'
import { maskValue, secretsOf } from './sensitive.js'

/** A saved plan as `show -json` describes it, with every sensitive value masked. */
export interface PlanReading {
  readonly changes: readonly PlannedChange[]
  readonly drift: readonly PlannedChange[]
  readonly complete: boolean
  readonly errored: boolean
  /** Module blocks of the root: terraform plans nothing, without an error, for one that does not exist. */
  readonly modules: readonly string[]
  /** Whether a module of the root has no managed resource once the plan is applied. */
  resourceless(module: string): boolean
  /** Provider blocks that the configuration has, in modules too. */
  readonly providers: readonly ProviderBlock[]
  /** What may be kept on disk for people. */
  readonly masked: Json
  /** Texts that must never be shown. */
  readonly secrets: readonly string[]
}

/** Null when the text is not what `show -json` writes. */
export function readPlan(text: string): PlanReading | null {
  const plan = recordOf(parsed(text))
  if (plan === null || typeof plan.format_version !== 'string') return null
  const secrets = secretsOf(plan)
  const changesOf = (list: unknown) => recordsOf(list).flatMap((raw) => changeOf(raw, secrets) ?? [])
  const calls = recordOf(recordOf(recordOf(plan.configuration)?.root_module)?.module_calls)
  return {
    changes: changesOf(plan.resource_changes),
    drift: changesOf(plan.resource_drift),
    complete: listOf(plan.deferred_changes).length === 0 && plan.errored !== true,
    errored: plan.errored === true,
    modules: Object.keys(calls ?? {}),
    resourceless: (module) => isResourceless(plan, module),
    providers: providerBlocks(plan),
    masked: maskedPlan(plan, secrets),
    secrets,
  }
}

/** By what is planned, not by what is declared: `count = 0` leaves a module without resources too. */
function isResourceless(plan: JsonRecord, module: string): boolean {
  const root = recordOf(recordOf(plan.planned_values)?.root_module)
  return root !== null && !managedIn(root).some((address) => isInModule(address, module))
}

function managedIn(module: JsonRecord): readonly string[] {
  const own = recordsOf(module.resources).filter(({ mode }) => mode === 'managed')
  return [...own.map(({ address }) => String(address)), ...recordsOf(module.child_modules).flatMap(managedIn)]
}

/**
 * Only what is known to be maskable. Variables, configuration and prior state hold values in clear that no
 * flag beside them marks, so they are left out as a whole.
 */
function maskedPlan(plan: JsonRecord, secrets: readonly string[]): Json {
  const kept = ['format_version', 'terraform_version', 'timestamp', 'applyable', 'complete', 'errored']
  const plain = Object.fromEntries(kept.map((name) => [name, (plan[name] ?? null) as Json]))
  const outputs = Object.entries(recordOf(plan.output_changes) ?? {}).map(([name, change]) => [
    name,
    maskedChange(recordOf(change) ?? {}, secrets),
  ])
  return {
    ...plain,
    resource_changes: maskedChanges(plan.resource_changes, secrets),
    resource_drift: maskedChanges(plan.resource_drift, secrets),
    output_changes: Object.fromEntries(outputs) as Json,
  }
}

function maskedChanges(list: unknown, secrets: readonly string[]): Json {
  return recordsOf(list).map((raw) => ({
    ...(raw as Readonly<Record<string, Json>>),
    change: maskedChange(recordOf(raw.change) ?? {}, secrets),
  }))
}

function maskedChange(change: JsonRecord, secrets: readonly string[]): Json {
  return {
    actions: listOf(change.actions) as readonly Json[],
    before: maskValue(change.before ?? null, change.before_sensitive, secrets),
    after: maskValue(change.after ?? null, change.after_sensitive, secrets),
    after_unknown: (change.after_unknown ?? null) as Json,
    replace_paths: listOf(change.replace_paths) as readonly Json[],
  }
}
