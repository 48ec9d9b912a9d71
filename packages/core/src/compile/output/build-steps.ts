import type { StepFacts, StepResource } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { JsonObject } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'
import { type Draft, isPeoples } from '../expand/draft.js'
import { operationOf } from '../operation.js'
import { kebab } from '../order/slug.js'
import { arnName, parseArn, resourceTypeOf } from '../read/arn.js'
import { ManualReviews, textsIn } from '../read/manual-review.js'
import { joinTeams, ownersByResource } from '../read/owners.js'
import { PlanLookup } from './plan-rollback.js'

const MARKED_IRREVERSIBLE = 'The signed checklist marks this item as irreversible.'

/**
 * What a step is about: the source-side ARN, or `target:<service>:<id>` when only the target has it. What a
 * handler makes in the target account goes by the datastore that it stands for. People's work is named by what
 * the checklist names.
 */
export function resourceOf(draft: Draft, params: JsonObject, facts: StepFacts): StepResource {
  const { action } = draft
  if (!isPeoples(draft)) {
    const resource = action.resource({ ...params }, facts)
    const made = parseArn(resource.arn)
    if (made === null || made.accountId !== facts.target.accountId) return resource
    return { ...resource, arn: draft.datastoreArn ?? `target:${made.service}:${resource.name}` }
  }
  const arn = draft.datastoreArn ?? `target:manual:${kebab(draft.fallbackName)}`
  const type = resourceTypeOf(arn) ?? action.resource({ ...params }, facts).type
  return { arn, type, name: draft.fallbackName }
}

/** A draft with all that is needed to make a step of it. */
export interface ReadyDraft {
  readonly draft: Draft
  readonly params: JsonObject
  readonly resource: StepResource
  readonly stepId: string
  readonly requires: readonly string[]
}

/** Turns drafts into steps. Holds the lookups that all steps share. */
export class StepBuilder {
  readonly #facts: StepFacts
  readonly #datastores: ReadonlyMap<string, Datastore>
  readonly #plan: PlanLookup
  readonly #reviews: ManualReviews
  readonly #owners: ReadonlyMap<string, string>

  constructor(artifacts: Artifacts, datastores: ReadonlyMap<string, Datastore>, facts: StepFacts) {
    this.#facts = facts
    this.#datastores = datastores
    this.#plan = new PlanLookup(artifacts.migrationPlan)
    this.#reviews = new ManualReviews(artifacts.hardcodedValues.manual_review_required)
    this.#owners = ownersByResource(artifacts.ownership)
  }

  build(ready: ReadyDraft): ExecutionStep {
    const { draft, params, resource, stepId, requires } = ready
    const { action } = draft
    const { means } = operationOf(action.name, action.compiles)
    const cli = action.cli({ ...params }, this.#facts)
    const plan = this.#plan.words(draft, resource.type, this.#planKeys(ready))
    const reviews = this.#reviews.reasonsFor(this.#reviewKeys(ready))
    const risk = plan.risk ?? means.risk
    const irreversible = irreversibleReason(draft)
    const timeBox = draft.item?.timeBoxMinutes ?? null
    return {
      step_id: stepId,
      plane: draft.plane,
      phase_number: draft.phase.number,
      phase_name: draft.phase.name,
      checklist_item_id: draft.leadItemId,
      checklist_item_ids: [...new Set(draft.items.map((item) => item.id))],
      description: draft.description,
      resource_arn: resource.arn,
      resource_type: resource.type,
      resource_name: resource.name,
      action: action.name,
      params,
      tool: action.tool,
      preview_cmd: cli.preview,
      execute_cmd: cli.execute,
      verify_cmd: cli.verify,
      verify_success_pattern: null,
      rollback_cmd: cli.rollback,
      requires: [...requires],
      long_running: action.longRunning !== null,
      poll_cmd: cli.poll,
      poll_interval_seconds: Math.max(10, action.longRunning?.pollIntervalSeconds ?? 60),
      poll_terminal_states: [...(action.longRunning?.terminalStates ?? [])],
      risk,
      approval_required: risk === 'high' || means.alwaysApproved || reviews.length > 0,
      irreversible: irreversible !== null,
      irreversible_reason: irreversible,
      owner_team: this.#ownerOf(ready),
      estimated_seconds:
        timeBox !== null && draft.origin !== 'helper' && draft.origin !== 'verification'
          ? timeBox * 60
          : action.estimatedSeconds,
      time_box_minutes: timeBox,
      rollback_window_minutes: plan.rollbackWindowMinutes,
      plan_rollback: [...plan.rollback],
      freeze: freezeOf(draft, params),
      notes: this.#notes(ready, reviews),
    }
  }

  /** By what names the plan may know the resource: ARNs first. A target-only resource is its datastore's. */
  #planKeys({ draft, resource }: ReadyDraft): readonly string[] {
    if (draft.item === null) return []
    const datastore = resource.arn.startsWith('target:') ? draft.datastoreArn : null
    const arns = [resource.arn, ...(datastore === null ? [] : [datastore])]
    const name = draft.operation.perModule === true ? `module.${draft.fallbackName}` : resource.name
    return [...arns, ...(isPeoples(draft) ? [] : [name])]
  }

  #reviewKeys({ draft, resource, params }: ReadyDraft): ReadonlySet<string> {
    const keys = new Set([resource.arn, ...(draft.item === null ? [] : [resource.name])])
    if (draft.datastoreArn !== null) keys.add(draft.datastoreArn).add(arnName(draft.datastoreArn))
    if (!isPeoples(draft)) for (const text of textsIn(params)) keys.add(text)
    return keys
  }

  #ownerOf({ draft, resource }: ReadyDraft): string | null {
    const arns = [draft.datastoreArn, resource.arn].filter((arn) => arn !== null)
    const mapped = arns.map((arn) => this.#owners.get(arn)).find((team) => team !== undefined)
    const planned = arns
      .map((arn) => this.#datastores.get(arn)?.owner_team)
      .find((team) => team !== undefined)
    return joinTeams(draft.items.map((item) => item.ownerTeam)) ?? mapped ?? planned ?? null
  }

  #notes({ draft }: ReadyDraft, reviews: readonly string[]): string[] {
    const { item } = draft
    const notes = [...draft.notes, ...reviews.map((reason) => `Needs a person's look: ${reason}`)]
    if (item !== null && !isPeoples(draft)) {
      if (item.command !== null) notes.push(`The checklist wrote (never executed): ${item.command}`)
      if (item.verificationCommand !== null) {
        notes.push(`The checklist would check it with: ${item.verificationCommand}`)
      }
    }
    const accepted = this.#datastores.get(draft.datastoreArn ?? '')?.validation.acceptance_criteria
    if (draft.operation.means.fills !== null && accepted !== undefined) {
      notes.push(`The data plan accepts it when: ${accepted}`)
    }
    return notes
  }
}

function irreversibleReason({ action, operation, origin, item }: Draft): string | null {
  const marked = origin === 'operation' && item?.irreversible === true
  if (!marked && action.irreversible === null && !operation.means.irreversible) return null
  return action.irreversible ?? (marked ? MARKED_IRREVERSIBLE : `A ${operation.name} cannot be undone.`)
}

function freezeOf(draft: Draft, params: JsonObject): ExecutionStep['freeze'] {
  if (draft.freeze === null) return null
  const { datastoreArn, durationMinutes, role } = draft.freeze
  const resolved = params['duration_minutes']
  const minutes = durationMinutes ?? (typeof resolved === 'number' ? resolved : 0)
  return { datastore_arn: datastoreArn, duration_minutes: minutes, role }
}

/** Step ids in the order of execution. */
export function orderedIds(
  indexes: readonly number[],
  places: ReadonlyMap<number, number>,
  ids: readonly string[],
) {
  return [...indexes]
    .sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    .map((index) => ids[index] ?? '')
    .filter((id) => id !== '')
}
