import type { Side } from '../model/step.js'
import type { AwsFactory } from './account.js'
import { cachedCredentials } from './credentials.js'
import { createAwsFactory } from './factory.js'
import { profileCredentials } from './profile-credentials.js'
import type { ProfileKind } from './profile-kind.js'
import { renewalFor } from './renewal.js'
import { profileEndpoint, readSections, sharedFiles } from './shared-config.js'
import { type Environment, networkTransport } from './transport.js'

/** One real account, behind a named profile of the shared AWS configuration. */
export interface ProfileAccount {
  readonly profile: string
  readonly region: string
  /** The account that the profile has to belong to (A2). */
  readonly accountId: string
}

/**
 * Accounts behind named profiles: static keys, `role_arn` with `source_profile`, SSO, `credential_process`,
 * web identity. Never ambient credentials.
 * Requests go where the environment's endpoint variables say, else where the profile's own `services` section or
 * `endpoint_url` says, else to AWS.
 * @throws CutoverError `usage/invalid` (at first use) for an endpoint that is not a URL
 */
export function profileAwsFactory(settings: {
  readonly source: ProfileAccount
  readonly target: ProfileAccount
  /** Environment variables: `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_CONFIG_FILE` … */
  readonly env: Environment
  /** Milliseconds since the epoch; sessions are renewed by it. */
  readonly now: () => number
  /** Asks the operator for the code of a profile's `mfa_serial`. Without it such a profile is an error. */
  readonly mfaCode?: (serial: string) => Promise<string>
}): AwsFactory {
  const { env, now, mfaCode } = settings
  const kinds: Partial<Record<Side, ProfileKind>> = {}
  const account = (side: Side) => {
    const { profile, region, accountId } = settings[side]
    const transport = networkTransport(env, async (suffix) =>
      profileEndpoint(suffix, profile, await readSections(sharedFiles(env))),
    )
    const onKind = (kind: ProfileKind) => {
      kinds[side] = kind
    }
    const origin = { profile, region, env, transport, onKind, ...(mfaCode ? { mfaCode } : {}) }
    const credentials = cachedCredentials(() => profileCredentials(origin), now)
    return { profile, region, accountId, transport, credentials }
  }
  return {
    ...createAwsFactory({ source: account('source'), target: account('target') }),
    renewal(side) {
      const kind = kinds[side]
      return kind === undefined ? undefined : renewalFor(kind)
    },
  }
}
