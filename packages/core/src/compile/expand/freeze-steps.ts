import type { ActionCatalog } from '../../model/action-facts.js'
import { matches } from '../output/validators.js'
import { arnName } from '../read/arn.js'
import type { PlannedFreeze } from '../read/freeze-windows.js'
import type { SignedItem } from '../read/items.js'
import { type InputLookup, stepKey } from '../read/step-inputs.js'
import type { DraftFreeze, NewDraft } from './draft.js'
import { manualItem } from './manual.js'
import { isHumanTool, isManualOperation, MANUAL } from './operations.js'

const ACTIONS = { begin: 'freeze-writes', release: 'release-freeze' } as const
const ROLES = { begin: 'freeze', release: 'release' } as const

/**
 * The step that begins or ends one freeze. It is typed when a handler freezes that kind of datastore; a freeze
 * made by hand is also released by hand, since only the handler's receipt knows what to take back.
 */
export function freezeStep(
  item: SignedItem,
  planned: PlannedFreeze,
  role: DraftFreeze['role'],
  ctx: { readonly catalog: ActionCatalog; readonly inputs: InputLookup },
): Omit<NewDraft, 'items' | 'leadItemId' | 'notes'> {
  const { datastoreArn, durationMinutes } = planned
  const common = {
    role: ROLES[role],
    operation: ACTIONS[role],
    item,
    description: item.description,
    datastoreArn,
    freeze: { datastoreArn, durationMinutes, role },
    fallbackName: arnName(datastoreArn),
  }
  const byHand = role === 'begin' ? beginByHand(planned, ctx) : releaseByHand(planned, ctx)
  if (byHand !== null) return { ...common, action: MANUAL, given: manualItem(item, byHand) }
  const duration = role === 'begin' && durationMinutes !== null ? { duration_minutes: durationMinutes } : {}
  return { ...common, action: ACTIONS[role], given: { datastore_arn: datastoreArn, ...duration } }
}

/** Why people begin the freeze, or null. */
function beginByHand(
  { datastoreArn, begins }: PlannedFreeze,
  ctx: { readonly catalog: ActionCatalog; readonly inputs: InputLookup },
): string | null {
  const key = stepKey([begins.id], ACTIONS.begin, datastoreArn)
  const chosen = ctx.inputs.manualReason(begins.id, key)
  if (chosen !== undefined) return chosen
  if (isHumanTool(begins.tool) || isManualOperation(begins.operationType)) {
    return `The checklist leaves the freeze of ${datastoreArn} to people.`
  }
  const handled = Object.values(ACTIONS).every((name) => {
    const schema = ctx.catalog.get(name)?.params.properties['datastore_arn']
    return schema !== undefined && matches(schema, datastoreArn)
  })
  return handled ? null : `No handler freezes ${datastoreArn}: stop its writes by hand, then approve.`
}

/** Why people end the freeze, or null. */
function releaseByHand(
  planned: PlannedFreeze,
  ctx: { readonly catalog: ActionCatalog; readonly inputs: InputLookup },
): string | null {
  const { datastoreArn, releases } = planned
  if (beginByHand(planned, ctx) !== null) {
    return `${datastoreArn} was frozen by hand: allow its writes again by hand, then approve.`
  }
  if (releases === null) return null
  const chosen = ctx.inputs.manualReason(releases.id, stepKey([releases.id], ACTIONS.release, datastoreArn))
  if (chosen !== undefined) return chosen
  return isHumanTool(releases.tool) ? `The checklist leaves the release of ${datastoreArn} to people.` : null
}
