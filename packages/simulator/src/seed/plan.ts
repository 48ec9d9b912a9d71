import type { ExecutionStep, StepFacts } from './core-types.js'

/** One datastore of the data migration plan, as far as a seed needs it. */
export interface SeedDatastore {
  readonly resource_arn: string
  readonly name?: string
  readonly sizing: { readonly bytes: number; readonly object_count?: number | null }
  readonly encryption: { readonly at_rest: boolean; readonly source_kms_key_arn?: string | null }
}

/** What is known of a run: enough to build two accounts in which it can be rehearsed. */
export interface SeedPlan {
  readonly facts: StepFacts
  readonly steps: readonly ExecutionStep[]
  readonly datastores: readonly SeedDatastore[]
}

/** A text parameter of a step, or null. */
export function text(step: ExecutionStep, name: string): string | null {
  const value = step.params[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** The steps that carry all of these parameters: what a step needs in an account shows in them. */
export function stepsWith(plan: SeedPlan, ...params: readonly string[]): readonly ExecutionStep[] {
  return plan.steps.filter((step) => params.every((name) => step.params[name] !== undefined))
}

/** The datastores that the plan freezes, by ARN. */
export function frozenDatastores(plan: SeedPlan): readonly string[] {
  return plan.steps.flatMap(({ freeze }) => (freeze?.role === 'begin' ? [freeze.datastore_arn] : []))
}

/** The plan's datastore that a step is about: by ARN, else by the longest name that the resource's begins with. */
export function datastoreOf(plan: SeedPlan, step: ExecutionStep, resource: string): SeedDatastore | null {
  const exact = plan.datastores.find((store) => store.resource_arn === step.resource_arn)
  if (exact !== undefined) return exact
  const byName = plan.datastores
    .filter((store) => resource.startsWith(nameOf(store)))
    .sort((a, b) => nameOf(b).length - nameOf(a).length)
  return byName[0] ?? null
}

export function nameOf(store: SeedDatastore): string {
  return store.resource_arn.split(/[:/]/).at(-1) ?? store.resource_arn
}

/** The parts of an ARN that seeds need, or null when it is none. */
export function arnParts(
  arn: string,
): { service: string; region: string; accountId: string; resource: string } | null {
  const [head, , service, region, accountId, ...rest] = arn.split(':')
  if (head !== 'arn' || service === undefined || region === undefined || accountId === undefined) return null
  return { service, region, accountId, resource: rest.join(':') }
}
