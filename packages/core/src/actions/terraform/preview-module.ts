import type { Json, JsonObject } from '../../model/json.js'
import { isInModule } from '../../terraform/addresses.js'
import { recordOf, textOf } from '../../terraform/json-read.js'
import type { ApprovedPlan, PlannedChange, SavedPlan } from '../../terraform/runner.js'
import { type Preview, preview, type ReadContext } from '../kit/definition.js'
import { describe, effective, objectOf, whatHappens } from './changes.js'
import { blockerOf, resourcesOf, terraformError, wholePlan } from './outcome.js'
import { planModule } from './plan-module.js'

/** The approved plan, beside the step's logs. */
export const PLAN_SUFFIX = '.tfplan'
const MAX_LINES_PER_RESOURCE = 12
const MAX_RESOURCES = 100

/**
 * Plans the module into the file that `execute` applies. The observation is what the plan says, not the file,
 * which differs each time: planning again and finding the same keeps a yes.
 */
export async function previewModule(module: string, ctx: ReadContext): Promise<Preview> {
  const survivor = await ctx.terraform.survivor()
  if (survivor !== null) return blocked(module, [survivorWords(survivor)])
  const planFile = ctx.files.artifactPath(PLAN_SUFFIX)
  const { planned, further } = await planModule(module, planFile, ctx)
  if (planned.kind === 'failed') {
    const blocker = blockerOf(planned)
    if (blocker === null) throw terraformError(planned)
    return blocked(module, [blocker])
  }
  const plan = wholePlan(planned)
  const existing = await resourcesOf(module, ctx)
  const changes = effective(plan.changes)
  const programs = changes.length === 0 ? [] : await ctx.files.provisioners(modulesOf(module, changes))
  return preview({
    observation: withPrograms(observationOf(module, plan, further), programs),
    before: [`module.${module} has ${existing.length} resource(s) in the Terraform state`],
    after: linesOf(changes),
    raisesRisk: programs.length > 0,
    warnings: [
      ...programs.map((program) => `Runs beside the plan: ${program}`),
      ...furtherWarning(module, further),
      ...warningsOf(module, changes, existing),
    ],
    volatile: [...driftLines(plan), `${PLAN_LINE}${plan.planSha256}`],
    alreadyDone: changes.length === 0,
    destroys: destroysOf(changes),
  })
}

export function survivorWords(pid: number): string {
  return `terraform (process ${pid}) of an earlier session still works in terraform/root. Wait until it has ended; do not kill it.`
}

const PLAN_LINE = 'saved plan: SHA-256 '

/** The plan that a preview showed, and the files that it was made from; null when none was made. */
export function approvedPlan({ volatile, observation }: Preview): Omit<ApprovedPlan, 'needsMs'> | null {
  const line = volatile.find((text) => text.startsWith(PLAN_LINE))
  if (line === undefined) return null
  return { planSha256: line.slice(PLAN_LINE.length), filesSha256: textOf(recordOf(observation)?.files) }
}

function blocked(module: string, blockers: readonly string[]): Preview {
  return preview({
    observation: { module, blocked: true },
    before: [`module.${module} could not be planned`],
    after: [],
    blockers,
  })
}

/** The files too: a yes is about what they hold, and the plan does not have it. */
function observationOf(module: string, plan: SavedPlan, further: readonly string[]): JsonObject {
  const entries = effective(plan.changes).map(
    (change) => [objectOf(change), `${whatHappens(change)} ${change.digest}`] as const,
  )
  const files = plan.filesSha256 === null ? {} : { files: plan.filesSha256 }
  const beside = further.length === 0 ? {} : { further: [...further] }
  return { module, changes: Object.fromEntries(entries), ...files, ...beside }
}

/** A yes is also one to what an apply runs and no plan shows. */
function withPrograms(observation: JsonObject, programs: readonly string[]): Json {
  return programs.length === 0 ? observation : { ...observation, programs: [...programs] }
}

/** The step's module, and those that are changed with it; '' for the root's own resources. */
function modulesOf(module: string, changes: readonly PlannedChange[]): readonly string[] {
  const others = changes.map(({ address }) => /^module\.([\w-]+)/.exec(address)?.[1] ?? '')
  return [...new Set([module, ...others])]
}

const SIGN: Readonly<Record<PlannedChange['change'], string>> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  forget: 'forget',
  read: '<=',
  'no-op': '=',
}

function linesOf(changes: readonly PlannedChange[]): readonly string[] {
  if (changes.length === 0) return ['nothing changes']
  const shown = changes
    .slice(0, MAX_RESOURCES)
    .flatMap((change) => [
      ...headsOf(change),
      ...change.lines.slice(0, MAX_LINES_PER_RESOURCE).map((line) => `    ${line}`),
      ...(change.lines.length > MAX_LINES_PER_RESOURCE
        ? [`    … ${change.lines.length - MAX_LINES_PER_RESOURCE} more attribute(s)`]
        : []),
    ])
  const more = changes.length > MAX_RESOURCES ? [`… ${changes.length - MAX_RESOURCES} more resource(s)`] : []
  return [summaryOf(changes), ...shown, ...more]
}

function summaryOf(changes: readonly PlannedChange[]): string {
  const count = (holds: (change: PlannedChange) => boolean) => changes.filter(holds).length
  const of = (kind: PlannedChange['change']) => count(({ change }) => change === kind)
  const state = [
    [count(({ importing }) => importing !== undefined), 'import'],
    [count(({ movedFrom }) => movedFrom !== undefined), 'move'],
    [of('forget'), 'forget'],
  ] as const
  return [
    `${of('create')} to create, ${of('update')} to update, ${of('replace')} to replace, ${of('delete')} to destroy`,
    ...state.flatMap(([number, what]) => (number === 0 ? [] : [`${number} to ${what}`])),
  ].join(', ')
}

/** What happens to the state has a line of its own: terraform counts it as no change. */
function headsOf(change: PlannedChange): readonly string[] {
  const { importing, movedFrom, address } = change
  return [
    ...(importing === undefined ? [] : [`import ${address} (id ${JSON.stringify(importing)})`]),
    ...(movedFrom === undefined ? [] : [`move ${movedFrom} to ${address}`]),
    ...(change.change === 'no-op' ? [] : [`${SIGN[change.change]} ${objectOf(change)}`]),
  ]
}

function furtherWarning(module: string, further: readonly string[]): readonly string[] {
  if (further.length === 0) return []
  return [`Terraform plans with module.${module}, because of what moves: ${further.join(', ')}.`]
}

function warningsOf(
  module: string,
  changes: readonly PlannedChange[],
  existing: readonly string[],
): readonly string[] {
  const foreign = changes.filter(({ address }) => !isInModule(address, module))
  const forgotten = changes.filter(({ change }) => change === 'forget')
  const adopted = changes.filter(
    ({ importing, movedFrom }) => importing !== undefined || movedFrom !== undefined,
  )
  return [
    ...(foreign.length === 0
      ? []
      : [`Also changes what module.${module} depends on, outside the module: ${describe(foreign)}.`]),
    ...(forgotten.length === 0
      ? []
      : [`Drops from the state, and leaves in the account: ${describe(forgotten)}.`]),
    ...(adopted.length === 0
      ? []
      : [`Takes over what exists already, which no rollback of this step destroys: ${describe(adopted)}.`]),
    ...(existing.length === 0 || changes.length === 0
      ? []
      : [
          `The module exists already. A rollback destroys only what this step creates; it does not undo updates.`,
        ]),
  ]
}

function driftLines(plan: SavedPlan): readonly string[] {
  return plan.drift.map(({ address, lines }) => `changed outside Terraform: ${address} (${lines.join('; ')})`)
}

function destroysOf(changes: readonly PlannedChange[]): string | null {
  const gone = changes.filter(({ change }) => change === 'delete' || change === 'replace')
  return gone.length === 0
    ? null
    : `This plan destroys existing resources, with what is in them: ${describe(gone)}.`
}
