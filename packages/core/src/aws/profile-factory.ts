import type { AwsFactory } from './account.js'
import { cachedCredentials } from './credentials.js'
import { createAwsFactory } from './factory.js'
import { profileCredentials } from './profile-credentials.js'
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
 * @throws CutoverError `usage/invalid` (at first use) for an endpoint variable that is not a URL
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
  const transport = networkTransport(env)
  const account = ({ profile, region, accountId }: ProfileAccount) => ({
    profile,
    region,
    accountId,
    credentials: cachedCredentials(
      () => profileCredentials({ profile, region, env, transport, ...(mfaCode ? { mfaCode } : {}) }),
      now,
    ),
  })
  return createAwsFactory({
    source: account(settings.source),
    target: account(settings.target),
    transport,
  })
}
