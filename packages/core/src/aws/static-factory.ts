import { markSimulated } from '../model/simulated.js'
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

/** Both accounts, and where they are. */
export interface StaticSettings {
  readonly source: StaticAccount
  readonly target: StaticAccount
  readonly address: SimulatorAddress
  readonly readAttempts?: number
}

/**
 * Accounts of a simulator, for rehearsals. Requests can only go to the given handler or endpoint. Around a
 * function of this process it is the AWS of a rehearsal; at an endpoint it counts as real, since what listens
 * there is not known.
 */
export function staticAwsFactory(settings: StaticSettings): AwsFactory {
  const factory = fixedAwsFactory(settings)
  return isFunctionHere(settings.address) ? markSimulated(factory) : factory
}

/** The SDK's own handlers, which open sockets, are instances of classes: `handle` is none of their own. */
function isFunctionHere(address: SimulatorAddress): boolean {
  return address.kind === 'in-process' && Object.hasOwn(address.requestHandler, 'handle')
}

/** The same accounts without saying what they are. */
export function fixedAwsFactory(settings: StaticSettings): AwsFactory {
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
