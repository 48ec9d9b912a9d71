import type { AwsCredentials } from '../../aws/credentials.js'

/**
 * Where terraform's credentials come from: from this run, never from what terraform would find by itself.
 */
export interface TerraformCredentials {
  /**
   * A session of the target account that STS has attributed to it, renewed when it nears its end.
   * @throws CutoverError `credentials/*`; the errors of the provider and of STS as they are
   */
  session(): Promise<AwsCredentials>
  /** Sessions of the profiles that the operator allowed by name, for backends and aliased providers. */
  profiles(): Promise<readonly ProfileSession[]>
  /** Variables for the endpoints that the target profile's own section names; terraform does not see that section. */
  endpoints(): Promise<Readonly<Record<string, string>>>
}

/** One profile beside the run's own two, and whose it is by what STS said. */
export interface ProfileSession {
  readonly profile: string
  readonly accountId: string
  readonly credentials: AwsCredentials
}
