import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager'
import { isNotFound } from '../../../aws/classify.js'
import type { ReadContext } from '../../kit/definition.js'

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'

/** Null when there is no such secret. */
export async function describeSecret(
  secretId: string,
  ctx: ReadContext,
): Promise<DescribeSecretResponse | null> {
  const secrets = await ctx.target.service('secretsmanager')
  try {
    return await secrets.describeSecret({ SecretId: secretId }, { abortSignal: ctx.signal })
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** The version that a label is attached to. */
export function versionOf(secret: DescribeSecretResponse, label: string): string | null {
  const versions = Object.entries(secret.VersionIdsToStages ?? {})
  return versions.find(([, labels]) => labels.includes(label))?.[0] ?? null
}

/** The version that was current before the given one: still current, or the one that it pushed aside. */
export function predecessor(secret: DescribeSecretResponse, versionId: string): string | null {
  const current = versionOf(secret, CURRENT)
  return current !== versionId ? current : versionOf(secret, PREVIOUS)
}
