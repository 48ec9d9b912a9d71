import type { Json } from '../../model/json.js'
import { isInModule } from '../../terraform/addresses.js'
import type { PlannedChange, SavedPlan } from '../../terraform/runner.js'
import { type Preview, preview, type ReadContext } from '../kit/definition.js'
import { blockerOf, describe, effective, ioOf, resourcesOf, terraformError, wholePlan } from './outcome.js'

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
  const planned = await ctx.terraform.plan({ module, destroy: false, planFile }, ioOf(ctx))
  if (planned.kind === 'failed') {
    const blocker = blockerOf(planned)
    if (blocker === null) throw terraformError(planned)
    return blocked(module, [blocker])
  }
  const plan = wholePlan(planned)
  const existing = await resourcesOf(module, ctx)
  const changes = effective(plan.changes)
  return preview({
    observation: observationOf(module, changes),
    before: [`module.${module} has ${existing.length} resource(s) in the Terraform state`],
    after: linesOf(changes),
    warnings: warningsOf(module, changes, existing),
    volatile: [...driftLines(plan), planLine(plan.planSha256)],
    alreadyDone: changes.length === 0,
    destroys: destroysOf(changes),
  })
}

export function survivorWords(pid: number): string {
  return `terraform (process ${pid}) of an earlier session still works in terraform/root. Wait until it has ended; do not kill it.`
}

/** How the approved preview names its plan file; `execute` compares this line. */
export function planLine(planSha256: string): string {
  return `saved plan: SHA-256 ${planSha256}`
}

function blocked(module: string, blockers: readonly string[]): Preview {
  return preview({
    observation: { module, blocked: true },
    before: [`module.${module} could not be planned`],
    after: [],
    blockers,
  })
}

function observationOf(module: string, changes: readonly PlannedChange[]): Json {
  const entries = changes.map(({ address, change, digest }) => [address, `${change} ${digest}`] as const)
  return { module, changes: Object.fromEntries(entries) }
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
  const count = (kind: PlannedChange['change']) => changes.filter(({ change }) => change === kind).length
  const summary = `${count('create')} to create, ${count('update')} to update, ${count('replace')} to replace, ${count('delete')} to destroy`
  const shown = changes
    .slice(0, MAX_RESOURCES)
    .flatMap(({ address, change, lines }) => [
      `${SIGN[change]} ${address}`,
      ...lines.slice(0, MAX_LINES_PER_RESOURCE).map((line) => `    ${line}`),
      ...(lines.length > MAX_LINES_PER_RESOURCE
        ? [`    … ${lines.length - MAX_LINES_PER_RESOURCE} more attribute(s)`]
        : []),
    ])
  const more = changes.length > MAX_RESOURCES ? [`… ${changes.length - MAX_RESOURCES} more resource(s)`] : []
  return [summary, ...shown, ...more]
}

function warningsOf(
  module: string,
  changes: readonly PlannedChange[],
  existing: readonly string[],
): readonly string[] {
  const foreign = changes.filter(({ address }) => !isInModule(address, module))
  const forgotten = changes.filter(({ change }) => change === 'forget')
  return [
    ...(foreign.length === 0
      ? []
      : [`Also changes what module.${module} depends on, outside the module: ${describe(foreign)}.`]),
    ...(forgotten.length === 0
      ? []
      : [`Drops from the state, and leaves in the account: ${describe(forgotten)}.`]),
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
