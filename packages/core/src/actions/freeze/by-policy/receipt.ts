import type { Json, JsonObject } from '../../../model/json.js'
import type { Receipt } from '../../kit/definition.js'
import { sidOf } from './document.js'

/** What a policy freeze did: enough to undo exactly that. */
export interface FrozenPolicy {
  readonly sid: string
  readonly statement: JsonObject
  /** The policy's text before; null when there was none. */
  readonly previous: string | null
  /** The text that was set. */
  readonly set: string
}

/** The receipt that a freeze leaves in the journal. */
export function policyReceipt(datastoreArn: string, frozen: Omit<FrozenPolicy, 'sid'>): Receipt {
  return {
    datastore_arn: datastoreArn,
    sid: sidOf(frozen.statement),
    statement: frozen.statement,
    previous_policy: frozen.previous,
    policy_set: frozen.set,
  }
}

/** @throws TypeError when the receipt is not one of a policy freeze: the journal then belongs to another kind */
export function receiptFrozen(receipt: Receipt): FrozenPolicy {
  const { sid, statement, previous_policy: previous, policy_set: set } = receipt
  if (typeof sid !== 'string' || typeof set !== 'string' || !isStatement(statement)) {
    throw new TypeError('this receipt does not come from a freeze by resource policy')
  }
  return { sid, statement, previous: typeof previous === 'string' ? previous : null, set }
}

function isStatement(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
