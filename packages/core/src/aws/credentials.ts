/** Long-lived or session credentials, as every provider of the SDK hands them out. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Where one side's credentials come from. */
export interface CredentialSource {
  /**
   * @param fresh true: ask the origin again (files, SSO, process, STS) even if cached ones still look good
   * @throws the provider's own error (`CredentialsProviderError` …), or a `credentials/*` CutoverError
   */
  get(fresh: boolean): Promise<AwsCredentials>
  /** Drops what is cached, so that the next `get` asks the origin. */
  forget(): void
}

/** Sessions this close to their end are fetched anew: a request must not die on the way. */
const REFRESH_MARGIN_MS = 60_000

/**
 * Caches an origin's answer until shortly before it expires. Failures are never cached.
 * @param nowMs milliseconds since the epoch, of the clock that expirations are measured by
 */
export function cachedCredentials(
  fetch: () => Promise<AwsCredentials>,
  nowMs: () => number,
): CredentialSource {
  let cached: Promise<AwsCredentials> | null = null

  const load = (): Promise<AwsCredentials> => {
    const loading = fetch()
    cached = loading
    loading.catch(() => {
      if (cached === loading) cached = null
    })
    return loading
  }

  return {
    async get(fresh) {
      if (fresh || cached === null) return load()
      const credentials = await cached
      const expiresAtMs = credentials.expiration?.getTime()
      return expiresAtMs !== undefined && expiresAtMs - nowMs() < REFRESH_MARGIN_MS ? load() : credentials
    },
    forget() {
      cached = null
    },
  }
}

/** Credentials that never change, as tests, rehearsals and simulators have. */
export function fixedCredentials(credentials: AwsCredentials): CredentialSource {
  return { get: async () => credentials, forget: () => {} }
}
