import type { CallContext, Permission } from '../../kernel/service.js'
import { findAlias } from '../kms/resolve.js'
import { ownSecrets } from '../secrets-manager/find.js'
import { principalOfArn, tableOf } from './state.js'

/** How a service tells its own permissions, where the general rule does not do. */
export type BehaviourPermission = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: CallContext,
) => readonly Permission[] | undefined

/** Turns the value of an input member into a resource ARN. */
type ToArn = (value: string, call: CallContext) => string

const regional =
  (service: string, prefix: string): ToArn =>
  (value, { region, caller }) =>
    `arn:aws:${service}:${region}:${caller.accountId}:${prefix}${value}`

const iamEntity =
  (kind: 'role' | 'user'): ToArn =>
  (value, { world, caller }) =>
    tableOf(world, caller.accountId, kind).get(value.toLowerCase())?.arn ??
    `arn:aws:iam::${caller.accountId}:${kind}/${value}`

/** An alias stands for its key: policies that name the key apply. */
const kmsKey: ToArn = (value, call) => {
  if (!value.startsWith('alias/')) return regional('kms', 'key/')(value, call)
  return findAlias(call, value)?.keyArn ?? regional('kms', '')(value, call)
}

/** The ARN of a secret ends in six characters that its name does not have. */
const secret: ToArn = (value, call) =>
  ownSecrets(call).find(({ name }) => name === value)?.arn ??
  regional('secretsmanager', 'secret:')(value, call)

const withoutPath = (value: string) => value.slice(value.lastIndexOf('/') + 1)

/** Input members that name resources, by service. Values that are ARNs already stay as they are. */
const members: Readonly<Record<string, Readonly<Record<string, ToArn>>>> = {
  dynamodb: { TableName: regional('dynamodb', 'table/') },
  iam: { RoleName: iamEntity('role'), UserName: iamEntity('user') },
  kms: { KeyId: kmsKey, TargetKeyId: kmsKey, DestinationKeyId: kmsKey },
  rds: {
    DBInstanceIdentifier: regional('rds', 'db:'),
    SourceDBInstanceIdentifier: regional('rds', 'db:'),
    TargetDBInstanceIdentifier: regional('rds', 'db:'),
    DBSnapshotIdentifier: regional('rds', 'snapshot:'),
    SourceDBSnapshotIdentifier: regional('rds', 'snapshot:'),
    TargetDBSnapshotIdentifier: regional('rds', 'snapshot:'),
    DBClusterIdentifier: regional('rds', 'cluster:'),
    DBClusterSnapshotIdentifier: regional('rds', 'cluster-snapshot:'),
    SourceDBClusterSnapshotIdentifier: regional('rds', 'cluster-snapshot:'),
    TargetDBClusterSnapshotIdentifier: regional('rds', 'cluster-snapshot:'),
    DBSubnetGroupName: regional('rds', 'subgrp:'),
    SnapshotIdentifier: regional('rds', 'cluster-snapshot:'),
    DBParameterGroupName: regional('rds', 'pg:'),
    DBClusterParameterGroupName: regional('rds', 'cluster-pg:'),
    OptionGroupName: regional('rds', 'og:'),
  },
  route53: {
    HostedZoneId: (value) => `arn:aws:route53:::hostedzone/${withoutPath(value)}`,
    Id: (value) => `arn:aws:route53:::change/${withoutPath(value)}`,
  },
  secretsmanager: { SecretId: secret },
}

/** Actions that are called otherwise than their operation. */
const actionNames: Readonly<Record<string, string>> = {
  'kms:ReEncrypt': 'kms:ReEncryptFrom',
}

/** Route 53 calls a hosted zone's own id `Id` in a few operations. */
const zoneById = new Set(['GetHostedZone', 'DeleteHostedZone', 'UpdateHostedZoneComment'])

/** The general rule: `service:Operation` on every resource that the input names, or on `*`. */
export function permissionsOf(
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: CallContext,
): Permission[] {
  const name = `${service}:${operation}`
  const action = actionNames[name] ?? name
  const resources = resourcesOf(service, operation, input, call)
  return (resources.length === 0 ? ['*'] : resources).map((resource) => ({ action, resource }))
}

function resourcesOf(
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: CallContext,
): string[] {
  const known = members[service] ?? {}
  const found = new Set<string>()
  for (const [member, value] of Object.entries(input)) {
    if (typeof value !== 'string' || value === '') continue
    const toArn = known[member]
    if (value.startsWith('arn:')) {
      if (toArn !== undefined || /(?:Arn|ARN|Identifier|ResourceName)$/.test(member)) found.add(value)
    } else if (toArn !== undefined) {
      found.add(zoneById.has(operation) && member === 'Id' ? toHostedZone(value) : toArn(value, call))
    }
  }
  // A role that is passed or assumed is a resource of its own kind, not of this action.
  return [...found].filter(
    (arn) => service === 'iam' || service === 'sts' || principalOfArn(call.world, arn) === undefined,
  )
}

const toHostedZone = (id: string) => `arn:aws:route53:::hostedzone/${withoutPath(id)}`
