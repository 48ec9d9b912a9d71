import type { ActionCatalog } from '../../model/action-facts.js'
import type { SignedItem } from '../read/items.js'

export const MANUAL = 'manual-decision'
export const API_CALL = 'aws-api-call'

/** Which action carries out an item, and why people do when they do. */
export interface ChosenAction {
  readonly action: string
  /** Shown in the step; null when the checklist itself leaves the item to people. */
  readonly reason: string | null
  /** True when a typed action was wanted and this version has none. */
  readonly missing: boolean
}

/** Operation types whose action goes by another name. All others are actions by their own name. */
const ACTION_NAMES: Readonly<Record<string, string>> = {
  'dms-start': 'dms-start-replication-task',
  's3-batch-replication': 's3-batch-replication-job',
  'k8s-redeploy-handoff': MANUAL,
  manual: MANUAL,
  'aws-cli': API_CALL,
}

const PEOPLE = new Set(['manual', 'human', 'operator', 'people', 'person', 'byhand', 'none', 'na'])

/** Whether the tool, in any spelling, says that people do it. */
export function isHumanTool(tool: string | null): boolean {
  return tool !== null && PEOPLE.has(tool.toLowerCase().replace(/[^a-z]/g, ''))
}

/** The action that the item's operation type means, whether or not there is a handler. */
export function intendedAction(item: SignedItem): string {
  const operation = item.operationType ?? 'manual'
  return Object.hasOwn(ACTION_NAMES, operation) ? (ACTION_NAMES[operation] ?? operation) : operation
}

/** Whether the checklist itself leaves the operation to people. Null: not an operation, so nothing is said. */
export function isManualOperation(operationType: string | null): boolean {
  return operationType === 'manual' || operationType === MANUAL
}

/**
 * The action of a `during_cutover` item, by its operation type. What has no handler is left to people, visibly:
 * nothing that was signed is lost, and nothing is pretended.
 */
export function actionFor(item: SignedItem, catalog: ActionCatalog): ChosenAction {
  const operation = item.operationType ?? 'manual'
  const action = intendedAction(item)
  if (action === MANUAL || isHumanTool(item.tool)) return { action: MANUAL, reason: null, missing: false }
  if (catalog.get(action) !== undefined) return { action, reason: null, missing: false }
  return {
    action: MANUAL,
    reason: `This version has no handler for ${operation}: carry it out by hand, then approve.`,
    missing: action !== API_CALL,
  }
}
