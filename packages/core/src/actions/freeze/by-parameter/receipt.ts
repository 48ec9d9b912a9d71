import type { Receipt } from '../../kit/definition.js'

/** What a freeze by parameter did: enough to undo exactly that. */
export interface FrozenParameter {
  readonly group: string
  readonly parameter: string
  readonly token: string
  /** The group's own value before; null when the engine's default was in force. */
  readonly previous: string | null
}

/** The receipt that a freeze leaves in the journal. */
export function parameterReceipt(datastoreArn: string, frozen: FrozenParameter): Receipt {
  return {
    datastore_arn: datastoreArn,
    parameter_group: frozen.group,
    parameter: frozen.parameter,
    token: frozen.token,
    previous_value: frozen.previous,
  }
}

/** @throws TypeError when the receipt is not one of a parameter freeze: the journal then belongs to another kind */
export function receiptParameter(receipt: Receipt): FrozenParameter {
  const { parameter_group: group, parameter, token, previous_value: previous } = receipt
  if (typeof group !== 'string' || typeof parameter !== 'string' || typeof token !== 'string') {
    throw new TypeError('this receipt does not come from a freeze by parameter')
  }
  return { group, parameter, token, previous: typeof previous === 'string' ? previous : null }
}

/** For people. */
export function valueWords(value: string | null): string {
  return value === null ? "the engine's default" : value
}
