import type { AwsCredentials, CredentialSource } from '../../src/aws/credentials.js'
import type { Rehearsal } from '../run/rehearsal.js'

/** An account that no plan names. */
export const STRANGER = '333333333333'

const key = (accessKeyId: string): AwsCredentials => ({ accessKeyId, secretAccessKey: 'rehearsal' })

/** Credentials of an account's root user. */
export function rootOf({ seeded: { simulator } }: Rehearsal, accountId: string): AwsCredentials {
  const credentials = key(`AKIAROOT${accountId}`)
  simulator.addAccount({ accountId, ...credentials })
  return credentials
}

/** Credentials of an IAM user in an account of its own. */
export function stranger({ seeded: { simulator } }: Rehearsal): AwsCredentials {
  const credentials = key(`AKIASTRANGER${STRANGER}`)
  simulator.addAccount({
    accountId: STRANGER,
    ...credentials,
    principalArn: `arn:aws:iam::${STRANGER}:user/somebody`,
  })
  return credentials
}

/** A profile behind which other credentials can be put, as an edit of the shared configuration does. */
export function switchable(first: AwsCredentials): CredentialSource & { to(other: AwsCredentials): void } {
  let current = first
  return {
    get: async () => current,
    forget: () => undefined,
    to(other) {
      current = other
    },
  }
}
