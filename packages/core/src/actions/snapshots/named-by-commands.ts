import { type Adapted, flagValue, type ParamContext, textValue } from '../../compile/action.js'
import { parseArn, resourceTypeOf } from '../../compile/read/arn.js'
import { normaliseKmsKey } from '../../compile/read/kms-key.js'
import type { Json } from '../../model/json.js'
import { partitionOf } from '../../model/partition.js'
import { SHARED_SNAPSHOT } from './artifacts.js'

export const RESTORE_COMMANDS = [
  'rds restore-db-instance-from-db-snapshot',
  'rds restore-db-cluster-from-snapshot',
  'ec2 create-volume',
]

const KIND_BY_TYPE: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'db-instance',
  'AWS::RDS::DBCluster': 'db-cluster',
  'AWS::EC2::Volume': 'ebs',
}

/** By the command's operation, else by the type of the datastore. */
export function snapshotKind(ctx: ParamContext): string | undefined {
  const operation = ctx.commands[0]?.operation ?? ''
  if (operation.startsWith('ec2 ')) return 'ebs'
  if (operation.startsWith('rds ')) return operation.includes('db-cluster') ? 'db-cluster' : 'db-instance'
  const type = resourceTypeOf(ctx.datastoreArn ?? '') ?? ctx.datastore?.resource_type
  return type === undefined ? undefined : KIND_BY_TYPE[type]
}

/** The ARN of the snapshot that an earlier step shared, when exactly one was shared for this datastore. */
export function sharedArn(ctx: ParamContext): string | undefined {
  const [share, ...more] = ctx.earlier(SHARED_SNAPSHOT)
  const id = textValue(share?.['snapshot_identifier'])
  if (id === undefined || more.length > 0) return undefined
  if (parseArn(id) !== null) return id
  const { accountId, region } = ctx.facts.source
  switch (textValue(share?.['snapshot_kind'])) {
    case 'db-instance':
      return `arn:${partitionOf(region)}:rds:${region}:${accountId}:snapshot:${id}`
    case 'db-cluster':
      return `arn:${partitionOf(region)}:rds:${region}:${accountId}:cluster-snapshot:${id}`
    case 'ebs':
      return `arn:${partitionOf(region)}:ec2:${region}::snapshot/${id}`
    default:
      return undefined
  }
}

/** A flag's value if it is the ARN of a snapshot in the source account. */
export function sharedArnFlag(ctx: ParamContext): string | undefined {
  const given = flagValue(
    ctx,
    '--source-db-snapshot-identifier',
    '--source-db-cluster-snapshot-identifier',
    '--db-snapshot-identifier',
    '--snapshot-identifier',
  )
  const arn = parseArn(given)
  return arn === null || arn.accountId === ctx.facts.target.accountId ? undefined : given
}

/** Keys of the target account: ids become ARNs there, aliases stay aliases. */
export function targetKey(value: Json, { facts }: ParamContext): Adapted {
  if (typeof value !== 'string') return { value }
  return {
    value: normaliseKmsKey(value, { partition: partitionOf(facts.target.region), ...facts.target }) ?? value,
  }
}
