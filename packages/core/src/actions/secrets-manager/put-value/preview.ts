import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager'
import type { ReadContext } from '../../kit/definition.js'

/** Why nobody can put a value into the secret as it is; each says what to do. */
export function secretBlockers(
  secretId: string,
  ctx: ReadContext,
  secret: DescribeSecretResponse,
): readonly string[] {
  const blockers: string[] = []
  const name = secret.Name ?? secretId
  if (secret.DeletedDate !== undefined) {
    blockers.push(`${name} is scheduled for deletion. Restore it first (aws secretsmanager restore-secret).`)
  }
  if (secret.OwningService !== undefined) {
    blockers.push(`${name} is managed by ${secret.OwningService}, which alone may change its value.`)
  }
  if (secret.PrimaryRegion !== undefined && secret.PrimaryRegion !== ctx.target.region) {
    blockers.push(
      `${name} is a replica of the one in ${secret.PrimaryRegion}. Put the value there: replicas follow.`,
    )
  }
  return blockers
}
