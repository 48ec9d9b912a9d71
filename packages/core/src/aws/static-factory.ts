import type { AwsFactory } from './account.js'
import { type AwsCredentials, type CredentialSource, fixedCredentials } from './credentials.js'
import { createAwsFactory } from './factory.js'
import { endpointTransport, handlerTransport, type InProcessHandler } from './transport.js'

/** One simulated account. */
export interface StaticAccount {
  readonly accountId: string
  readonly region: string
  /** What messages call it; default the side's name. */
  readonly profile?: string
  /** Fixed credentials, or a source of one's own (to let them expire, for example). */
  readonly credentials: AwsCredentials | CredentialSource
}

/** Where a simulator listens: in this process, or at an address. */
export type SimulatorAddress =
  | { readonly kind: 'in-process'; readonly requestHandler: InProcessHandler }
  | { readonly kind: 'endpoint'; readonly endpoint: string }

/**
 * Accounts of a simulator: for rehearsals and tests. Requests can only go to the given handler or endpoint;
 * there is no way from here to AWS.
 */
export function staticAwsFactory(settings: {
  readonly source: StaticAccount
  readonly target: StaticAccount
  readonly address: SimulatorAddress
  readonly readAttempts?: number
}): AwsFactory {
  const { address, readAttempts } = settings
  const transport =
    address.kind === 'in-process'
      ? handlerTransport(address.requestHandler)
      : endpointTransport(address.endpoint)
  const account = (side: 'source' | 'target') => {
    const { credentials, profile, accountId, region } = settings[side]
    return {
      accountId,
      region,
      profile: profile ?? side,
      credentials: 'get' in credentials ? credentials : fixedCredentials(credentials),
      transport,
    }
  }
  return createAwsFactory({
    source: account('source'),
    target: account('target'),
    ...(readAttempts === undefined ? {} : { readAttempts }),
  })
}
