import type { CompilableAction } from '../action.js'
import { type Operation, operationOf } from '../operation.js'
import { arnName } from '../read/arn.js'
import type { PlannedFreeze } from '../read/freeze-windows.js'
import type { SignedItem } from '../read/items.js'
import { type InputLookup, stepKey } from '../read/step-inputs.js'
import type { Vocabulary } from '../vocabulary.js'
import type { DraftFreeze, NewDraft } from './draft.js'
import { manualItem } from './manual.js'

const ROLES = { begin: 'freeze', release: 'release' } as const

interface FreezeContext {
  readonly vocabulary: Vocabulary
  readonly inputs: InputLookup
}

/**
 * The step that begins or ends one freeze. It is typed when a handler freezes that kind of datastore; a freeze
 * made by hand is also released by hand, since only the handler's receipt knows what to take back.
 */
export function freezeStep(
  item: SignedItem,
  planned: PlannedFreeze,
  role: DraftFreeze['role'],
  ctx: FreezeContext,
): Omit<NewDraft, 'items' | 'leadItemId' | 'notes'> {
  const { datastoreArn, durationMinutes } = planned
  const { action, operation } = handlerOf(role, datastoreArn, ctx.vocabulary)
  const common = {
    origin: ROLES[role],
    operation,
    item,
    description: item.description,
    datastoreArn,
    freeze: { datastoreArn, durationMinutes, role },
    fallbackName: arnName(datastoreArn),
  }
  const byHand = role === 'begin' ? beginByHand(planned, ctx) : releaseByHand(planned, ctx)
  if (byHand !== null || action === null) {
    return { ...common, action: ctx.vocabulary.people, given: manualItem(item, byHand) }
  }
  const duration = role === 'begin' && durationMinutes !== null ? { duration_minutes: durationMinutes } : {}
  return { ...common, action, given: { datastore_arn: datastoreArn, ...duration } }
}

/** The action that begins or ends a freeze of the datastore, and what the step is when there is none. */
function handlerOf(
  role: DraftFreeze['role'],
  datastoreArn: string,
  vocabulary: Vocabulary,
): { readonly action: CompilableAction | null; readonly operation: Operation } {
  const action = vocabulary.forDatastore(ROLES[role], datastoreArn)
  const [meant] = action === null ? vocabulary.withRole(ROLES[role]) : [action]
  const operation =
    meant === undefined ? operationOf(ROLES[role], { role: ROLES[role] }) : vocabulary.operationOf(meant)
  return { action, operation }
}

/** Why people begin the freeze, or null. */
function beginByHand({ datastoreArn, begins }: PlannedFreeze, ctx: FreezeContext): string | null {
  const { vocabulary, inputs } = ctx
  const begin = handlerOf('begin', datastoreArn, vocabulary)
  const chosen = inputs.manualReason(begins.id, stepKey([begins.id], begin.operation.name, datastoreArn))
  if (chosen !== undefined) return chosen
  if (vocabulary.isPeoplesTool(begins.tool) || vocabulary.isPeoplesOperation(begins.operationType)) {
    return `The checklist leaves the freeze of ${datastoreArn} to people.`
  }
  const release = handlerOf('release', datastoreArn, vocabulary)
  return begin.action !== null && release.action !== null
    ? null
    : `No handler freezes ${datastoreArn}: stop its writes by hand, then approve.`
}

/** Why people end the freeze, or null. */
function releaseByHand(planned: PlannedFreeze, ctx: FreezeContext): string | null {
  const { datastoreArn, releases } = planned
  if (beginByHand(planned, ctx) !== null) {
    return `${datastoreArn} was frozen by hand: allow its writes again by hand, then approve.`
  }
  if (releases === null) return null
  const { operation } = handlerOf('release', datastoreArn, ctx.vocabulary)
  const key = stepKey([releases.id], operation.name, datastoreArn)
  const chosen = ctx.inputs.manualReason(releases.id, key)
  if (chosen !== undefined) return chosen
  return ctx.vocabulary.isPeoplesTool(releases.tool)
    ? `The checklist leaves the release of ${datastoreArn} to people.`
    : null
}
