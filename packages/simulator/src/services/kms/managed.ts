import type { WorldState } from '../../kernel/world.js'
import { aliasArn, type Key, kms, putAlias, putKey } from './state.js'

/** Services whose AWS managed key is modelled: the name after `alias/aws/`, and the one in `kms:ViaService`. */
const MANAGED: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ebs: 'ec2',
  rds: 'rds',
  s3: 's3',
  secretsmanager: 'secretsmanager',
}

/**
 * The AWS managed key behind `alias/aws/…`, made on first use as AWS does; undefined for other aliases.
 * Its policy lets principals of its own account use it through its service only, so that nothing encrypted
 * with it can ever be shared.
 */
export function managedKey(
  world: WorldState,
  alias: { readonly region: string; readonly accountId: string; readonly aliasName: string },
  nowMs: number,
): Key | undefined {
  const { region, accountId, aliasName } = alias
  const name = /^alias\/aws\/([a-z0-9-]+)$/.exec(aliasName)?.[1]
  const service = name === undefined ? undefined : MANAGED[name]
  if (name === undefined || service === undefined) return undefined
  const state = kms.of(world, accountId)
  const existing = state.aliases[aliasArn(region, accountId, aliasName)]
  if (existing !== undefined) return state.keys[existing.keyArn]
  const key = putKey(world, {
    accountId,
    region,
    nowMs,
    manager: 'AWS',
    description: `Default key that protects my ${name} data when no other key is defined`,
    policy: managedKeyPolicy(name, `${service}.${region}.amazonaws.com`, accountId),
  })
  putAlias(world, key, aliasName, nowMs)
  return key
}

function managedKeyPolicy(name: string, viaService: string, accountId: string): string {
  const useThroughService = {
    Sid: `Allow access through ${name} for all principals in the account that are authorized to use it`,
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:CreateGrant',
      'kms:ListGrants',
      'kms:DescribeKey',
    ],
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': viaService, 'kms:CallerAccount': accountId } },
  }
  const readMetadata = {
    Sid: 'Allow direct access to key metadata to the account',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
    Resource: '*',
  }
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${name}-2`,
    Statement: [useThroughService, readMetadata],
  })
}
