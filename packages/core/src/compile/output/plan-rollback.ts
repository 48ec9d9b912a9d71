import type { MigrationPlan, PlanPhase } from '../../model/artifacts/migration-plan.js'
import type { Risk } from '../../model/step.js'
import type { Draft } from '../expand/draft.js'

/** What the migration plan says about one step. */
export interface PlanWords {
  readonly rollback: readonly string[]
  readonly rollbackWindowMinutes: number | null
  readonly risk: Risk | null
}

const RANK: Readonly<Record<Risk, number>> = { low: 0, medium: 1, high: 2 }

type PhaseName = PlanPhase['name']

/** How the types of resources fall to the plan's phases. Numbers of phases mean nothing here. */
const BY_RESOURCE: Readonly<Record<string, PhaseName>> = {
  'AWS::S3::Bucket': 'Storage',
  'AWS::EFS::FileSystem': 'Storage',
  'AWS::FSx::FileSystem': 'Storage',
  'AWS::EC2::Volume': 'Storage',
  'AWS::RDS::DBInstance': 'Databases',
  'AWS::RDS::DBCluster': 'Databases',
  'AWS::DynamoDB::Table': 'Databases',
}
const BY_CHECKLIST_PHASE: Readonly<Record<string, PhaseName>> = {
  Networking: 'Networking',
  'Storage Containers': 'Storage',
  'Database Containers': 'Databases',
  'Compute Containers': 'Applications',
  'DNS Scaffolding': 'DNS Cutover',
}

/** The migration plan, looked up by resource and by phase. */
export class PlanLookup {
  readonly #byResource = new Map<string, { readonly phase: PlanPhase; readonly risk: Risk }[]>()
  readonly #byName: ReadonlyMap<string, PlanPhase>

  constructor(plan: MigrationPlan) {
    this.#byName = new Map(plan.phases.map((phase) => [phase.name, phase]))
    for (const phase of plan.phases) {
      for (const step of phase.steps) {
        for (const resource of step.resources) this.#add(resource, { phase, risk: step.risk })
      }
    }
  }

  /** @param keys ARNs first, then names, by which the plan may call the step's resource */
  words(draft: Draft, resourceType: string, keys: readonly string[]): PlanWords {
    const ruled = phaseNameFor(draft, resourceType)
    const named = keys.map((key) => this.#byResource.get(key)).find((entries) => entries !== undefined) ?? []
    const phase =
      named.find((entry) => entry.phase.name === ruled)?.phase ??
      named[0]?.phase ??
      (ruled === null ? undefined : this.#byName.get(ruled))
    const risks = named.map((entry) => entry.risk).sort((a, b) => RANK[b] - RANK[a])
    return {
      rollback: phase === undefined ? [] : rollbackWords(phase),
      rollbackWindowMinutes: phase?.rollback.rollback_window_minutes ?? null,
      risk: risks[0] ?? null,
    }
  }

  #add(resource: string, entry: { readonly phase: PlanPhase; readonly risk: Risk }): void {
    const list = this.#byResource.get(resource)
    if (list === undefined) this.#byResource.set(resource, [entry])
    else list.push(entry)
  }
}

function rollbackWords(phase: PlanPhase): readonly string[] {
  const { description, steps } = phase.rollback
  return steps.length > 0 ? steps : [description]
}

/** Confirmations and grants belong to no phase: what the plan says about one would mislead there. */
function phaseNameFor({ operation, phase, freeze }: Draft, resourceType: string): PhaseName | null {
  const rule = operation.means.planPhase
  if (rule === 'of-checklist-phase') return BY_CHECKLIST_PHASE[phase.name] ?? null
  if (rule === 'of-resource') return freeze === null ? null : (BY_RESOURCE[resourceType] ?? null)
  return rule
}
