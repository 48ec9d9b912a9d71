import type { Json, JsonObject } from '../../model/json.js'
import { partitionOf } from '../../model/partition.js'
import { kebab } from '../order/slug.js'
import { arnName, parseArn, resourceTypeOf } from '../read/arn.js'
import { normaliseKmsKey } from '../read/kms-key.js'
import type { ActionSource, Adapted, ParamContext, Values } from './source.js'
import { flagValue, textValue } from './source.js'

const SHARE = [
  'rds modify-db-snapshot-attribute',
  'rds modify-db-cluster-snapshot-attribute',
  'ec2 modify-snapshot-attribute',
]
const COPY = ['rds copy-db-snapshot', 'rds copy-db-cluster-snapshot', 'ec2 copy-snapshot']
const RESTORE = [
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
function snapshotKind(ctx: ParamContext): string | undefined {
  const operation = ctx.commands[0]?.operation ?? ''
  if (operation.startsWith('ec2 ')) return 'ebs'
  if (operation.startsWith('rds ')) return operation.includes('db-cluster') ? 'db-cluster' : 'db-instance'
  const type = resourceTypeOf(ctx.draft.datastoreArn ?? '') ?? ctx.datastore?.resource_type
  return type === undefined ? undefined : KIND_BY_TYPE[type]
}

/** The ARN of the snapshot that an earlier step shared, when exactly one was shared for this datastore. */
function sharedArn(ctx: ParamContext): string | undefined {
  const [share, ...more] = ctx.earlier('snapshot-share')
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
function sharedArnFlag(ctx: ParamContext): string | undefined {
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
function targetKey(value: Json, { facts }: ParamContext): Adapted {
  if (typeof value !== 'string') return { value }
  return {
    value: normaliseKmsKey(value, { partition: partitionOf(facts.target.region), ...facts.target }) ?? value,
  }
}

export const snapshotShare: ActionSource = {
  operations: SHARE,
  flags: {
    snapshot_identifier: ['--db-snapshot-identifier', '--db-cluster-snapshot-identifier', '--snapshot-id'],
    target_account_id: ['--values-to-add', '--user-ids'],
    snapshot_kind: [],
  },
  fromFacts: (ctx) => ({ snapshot_kind: snapshotKind(ctx) }),
  check(params, { facts, item }) {
    const account = textValue(params['target_account_id'])
    if (account === facts.target.accountId) return []
    return [
      `"${item.id}" shares with account ${account}, but the target account is ${facts.target.accountId}.`,
    ]
  },
}

export const snapshotCopy: ActionSource = {
  operations: [...COPY, ...RESTORE],
  flags: {
    snapshot_kind: [],
    source_snapshot_arn: [],
    target_snapshot_identifier: [
      '--target-db-snapshot-identifier',
      '--target-db-cluster-snapshot-identifier',
    ],
    target_kms_key_arn: ['--kms-key-id'],
    source_region: ['--source-region'],
  },
  fromCommand: (ctx) => ({ source_snapshot_arn: sharedArnFlag(ctx) }),
  fromFacts(ctx) {
    const source = textValue(ctx.input('source_snapshot_arn')) ?? sharedArnFlag(ctx) ?? sharedArn(ctx)
    const { source: from, target } = ctx.facts
    return {
      snapshot_kind: snapshotKind(ctx),
      source_snapshot_arn: source,
      target_snapshot_identifier: textValue(ctx.input('snapshot_identifier')) ?? copyName(source),
      target_kms_key_arn:
        textValue(ctx.input('kms_key_arn')) ?? ctx.datastore?.encryption.target_kms_key_arn ?? undefined,
      source_region: from.region === target.region ? undefined : from.region,
    }
  },
  adapt: { target_kms_key_arn: targetKey },
}

/** Our own name for the copy; nothing else in the target account is called that. */
function copyName(sourceArn: string | undefined): string | undefined {
  if (sourceArn === undefined) return undefined
  return `cutover-${kebab(arnName(sourceArn))}`.slice(0, 200).replace(/-+$/, '')
}

export const snapshotRestore: ActionSource = {
  operations: RESTORE,
  flags: {
    snapshot_kind: [],
    source_snapshot_arn: [],
    snapshot_identifier: ['--db-snapshot-identifier', '--snapshot-identifier', '--snapshot-id'],
    target_identifier: ['--db-instance-identifier', '--db-cluster-identifier'],
    engine: ['--engine'],
    instance_class: ['--db-instance-class'],
    subnet_group_name: ['--db-subnet-group-name'],
    security_group_ids: ['--vpc-security-group-ids'],
    parameter_group_name: ['--db-parameter-group-name', '--db-cluster-parameter-group-name'],
    kms_key_arn: ['--kms-key-id'],
    multi_az: ['--multi-az'],
  },
  fromCommand(ctx): Values {
    const copy = copyOf(ctx)
    if (copy === undefined) return { source_snapshot_arn: sharedArnFlag(ctx) }
    // With a copy in between, the snapshot that the command names is the shared one, not the one to restore.
    return {
      snapshot_identifier: copy['target_snapshot_identifier'],
      source_snapshot_arn: copy['source_snapshot_arn'],
    }
  },
  fromFacts(ctx) {
    const shared = sharedArnFlag(ctx) ?? sharedArn(ctx)
    return {
      snapshot_kind: snapshotKind(ctx),
      snapshot_identifier: shared,
      source_snapshot_arn: shared,
      target_identifier: identifierOf(ctx),
      kms_key_arn: keyFact(ctx),
    }
  },
  adapt: { kms_key_arn: targetKey },
  needs: (params) => {
    switch (params['snapshot_kind']) {
      case 'db-cluster':
        return ['engine']
      case 'db-instance':
        return ['instance_class']
      default:
        return []
    }
  },
  check(params, ctx) {
    const made = textValue(copyOf(ctx)?.['target_snapshot_identifier'])
    const used = textValue(params['snapshot_identifier'])
    if (made === undefined || used === undefined || made === used) return []
    return [`"${ctx.item.id}" restores from "${used}", but the copy made for it is called "${made}".`]
  },
}

/** The copy that was made for the same item, or for the same datastore. */
function copyOf(ctx: ParamContext): JsonObject | undefined {
  return ctx.earlier('snapshot-copy').at(-1)
}

/** The data plan's name, where it can be an identifier. */
function identifierOf({ datastore, draft }: ParamContext): string | undefined {
  const names = [datastore?.name, draft.datastoreArn === null ? undefined : arnName(draft.datastoreArn)]
  return names.find((name) => name !== undefined && /^[a-z][a-z0-9-]{0,62}$/i.test(name))
}

/** Null says that the data is not encrypted, which the plan has to state. */
function keyFact({ datastore }: ParamContext): string | null | undefined {
  if (datastore === null) return undefined
  return datastore.encryption.target_kms_key_arn ?? (datastore.encryption.at_rest ? undefined : null)
}
