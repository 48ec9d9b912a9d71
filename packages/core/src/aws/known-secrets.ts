import type { AwsCredentials } from './credentials.js'

/** Shorter values are no keys of AWS, and would black out words that only look like them. */
const MIN_LENGTH = 16
/** A run renews its sessions every hour or less; old ones stay secret until they have long expired. */
const MOST = 256

/**
 * The values of credentials that this process has signed with. They are kept for one purpose: no text of ours
 * may hold one, whoever repeated it and in whatever words. Process-wide, as the danger is: a host that runs two
 * cutovers must not print the keys of the one in the journal of the other either.
 */
const known = new Set<string>()

/** Called with every session before anything is signed with it. */
export function rememberCredentials(credentials: AwsCredentials): void {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  for (const value of [accessKeyId, secretAccessKey, sessionToken ?? '']) {
    if (value.length < MIN_LENGTH) continue
    known.delete(value)
    known.add(value)
  }
  for (const oldest of known) {
    if (known.size <= MOST) break
    known.delete(oldest)
  }
}

export function knownSecrets(): Iterable<string> {
  return known
}
