import { type TObject, type TProperties, Type } from 'typebox'
import type { ActionCatalog, ActionFacts } from '../../src/model/action-facts.js'
import type { Risk } from '../../src/model/step.js'

const text = (description: string, example = 'x', options: object = {}) =>
  Type.String({ description, examples: [example], ...options })

interface Fake {
  readonly params: TProperties
  readonly name: (params: Record<string, unknown>) => string
  readonly arn?: (params: Record<string, unknown>) => string
  readonly type?: string
  readonly risk?: Risk
  readonly long?: boolean
  readonly irreversible?: string
}

const kind = Type.Union([Type.Literal('db-instance'), Type.Literal('db-cluster'), Type.Literal('ebs')], {
  description: 'What kind of snapshot it is.',
  examples: ['db-instance'],
})
const FREEZABLE = { pattern: '^arn:aws:s3:::.+$' }

/** Small stand-ins with the parameters of the real handlers, so that compile is tested for itself. */
const FAKES: Readonly<Record<string, Fake>> = {
  'terraform-apply': {
    params: { module: text('The module to apply.', 'networking') },
    name: (p) => String(p.module),
    arn: (p) => `target:terraform:module.${p.module}`,
    type: 'Terraform::Module',
  },
  'kms-grant': {
    params: {
      key_arn: text('The key, by ARN.', 'arn:aws:kms:us-east-1:111111111111:key/k', {
        pattern: '^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/.+$',
      }),
      grantee_principal_arn: text('Who may use it.'),
      operations: Type.Array(Type.String(), { default: ['Decrypt', 'DescribeKey', 'CreateGrant'] }),
      grant_name: text('Name of the grant.'),
    },
    name: (p) => String(p.key_arn).split('/').at(-1) ?? '',
    arn: (p) => String(p.key_arn),
    type: 'AWS::KMS::Key',
  },
  'snapshot-share': {
    params: {
      snapshot_identifier: text('The snapshot to share.', 'orders-final'),
      snapshot_kind: kind,
      target_account_id: text('The account.', '222222222222'),
    },
    name: (p) => String(p.snapshot_identifier),
    arn: (p) => `arn:aws:rds:us-east-1:111111111111:snapshot:${p.snapshot_identifier}`,
  },
  'snapshot-copy': {
    params: {
      source_snapshot_arn: text('The shared snapshot.'),
      snapshot_kind: kind,
      target_snapshot_identifier: text('Name of the copy.'),
      target_kms_key_arn: text('The key of the copy.'),
      source_region: Type.Optional(text('Region of the shared snapshot.')),
    },
    name: (p) => String(p.target_snapshot_identifier),
    long: true,
  },
  'snapshot-restore': {
    params: {
      snapshot_kind: kind,
      snapshot_identifier: text('What to restore from.'),
      source_snapshot_arn: Type.Optional(text('The shared snapshot.')),
      target_identifier: text('Name of the restored database.', 'orders-db'),
      engine: Type.Optional(text('Engine of a cluster.', 'aurora-postgresql')),
      instance_class: Type.Optional(text('Class of an instance.', 'db.r6g.large')),
      subnet_group_name: text('Subnet group.', 'orders-data'),
      security_group_ids: Type.Array(Type.String(), {
        description: 'Security groups.',
        examples: [['sg-1']],
      }),
      parameter_group_name: text('Parameter group.'),
      kms_key_arn: Type.Union([Type.String(), Type.Null()], {
        description: 'Key, or null.',
        examples: [null],
      }),
      multi_az: Type.Optional(Type.Boolean({ description: 'Two zones.' })),
    },
    name: (p) => String(p.target_identifier),
    risk: 'high',
    long: true,
  },
  'secret-put-value': {
    params: { secret_id: text('The secret.', 'orders/db') },
    name: (p) => String(p.secret_id),
    type: 'AWS::SecretsManager::Secret',
  },
  'dynamodb-export': {
    params: {
      table_arn: text('The table.'),
      s3_bucket: text('The bucket.', 'transfer'),
      s3_bucket_owner: text('Its owner.', '222222222222'),
      s3_prefix: text('The prefix.', 'orders'),
      after_freeze_of: Type.Union([Type.String(), Type.Null()], { description: 'Freeze to wait for.' }),
    },
    name: (p) => String(p.table_arn).split('/').at(-1) ?? '',
    arn: (p) => String(p.table_arn),
    long: true,
  },
  'dynamodb-import': {
    params: {
      source_table_arn: Type.Union([Type.String(), Type.Null()], { description: 'The exported table.' }),
      table_name: text('The new table.', 'orders'),
      s3_bucket: text('The bucket.', 'transfer'),
      s3_key_prefix: text('The prefix.', 'orders'),
      table_creation: Type.Object(
        {},
        { description: 'How to create the table.', additionalProperties: true },
      ),
      export_step_id: Type.Optional(text('The step that exported.')),
    },
    name: (p) => String(p.table_name),
    long: true,
  },
  'freeze-writes': {
    params: {
      datastore_arn: text('What to freeze.', 'arn:aws:s3:::b', FREEZABLE),
      duration_minutes: Type.Integer({ minimum: 0, description: 'How long.', examples: [30] }),
      exempt_principal_arns: Type.Array(Type.String(), {
        description: 'Who may still write.',
        examples: [[]],
      }),
    },
    name: (p) => String(p.datastore_arn).replace('arn:aws:s3:::', ''),
    arn: (p) => String(p.datastore_arn),
    type: 'AWS::S3::Bucket',
    risk: 'high',
  },
  'release-freeze': {
    params: { datastore_arn: text('What to release.', 'arn:aws:s3:::b', FREEZABLE) },
    name: (p) => String(p.datastore_arn).replace('arn:aws:s3:::', ''),
    arn: (p) => String(p.datastore_arn),
    type: 'AWS::S3::Bucket',
    risk: 'medium',
  },
  'route53-change': {
    params: {
      hosted_zone_id: text('The zone.', 'Z123'),
      record_name: text('The record.', 'api.example.com'),
      record_type: text('Its type.', 'A'),
      old: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
        description: 'Before.',
      }),
      new: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
        description: 'After.',
      }),
      change_batch_file: Type.Optional(text('A file.', 'dns/swap.json')),
      max_wait_seconds: Type.Optional(Type.Integer({ description: 'How long to wait.' })),
    },
    name: (p) => String(p.record_name),
    risk: 'high',
    irreversible: 'Resolvers keep the answer.',
    type: 'AWS::Route53::RecordSet',
  },
  'manual-decision': {
    params: {
      text: text('What to do.'),
      criteria: Type.Array(Type.String()),
      commands: Type.Array(Type.String()),
      reason: Type.Union([Type.String(), Type.Null()]),
    },
    name: () => 'decision',
    type: 'Manual::Decision',
  },
  'aws-api-call': {
    params: {
      service: text('The service.'),
      operation: text('The operation.'),
      flags: Type.Object({}, { additionalProperties: true, description: 'Its flags.' }),
      side: Type.Union([Type.Literal('source'), Type.Literal('target')], { description: 'The account.' }),
    },
    name: (p) => `${p.service} ${p.operation}`,
  },
  's3-sync': { params: {}, name: () => 's3', long: true },
}

function facts(name: string, fake: Fake): ActionFacts {
  const params: TObject = Type.Object(fake.params, { additionalProperties: false })
  const manual = name === 'manual-decision'
  return {
    name,
    title: `Fake ${name}.`,
    account: manual ? 'none' : 'target',
    tool: manual ? 'human' : name === 'terraform-apply' ? 'terraform' : 'aws-sdk',
    params,
    idempotency: 'adopt',
    longRunning: fake.long === true ? { pollIntervalSeconds: 30, terminalStates: ['DONE', 'FAILED'] } : null,
    risk: fake.risk ?? 'low',
    irreversible: fake.irreversible ?? null,
    estimatedSeconds: 60,
    resource: (p) => ({
      arn: fake.arn?.(p) ?? `target:fake:${fake.name(p)}`,
      type: fake.type ?? 'Fake::Resource',
      name: fake.name(p),
    }),
    cli: (p) => ({
      preview: null,
      execute: manual ? null : `aws fake ${name} ${JSON.stringify(p)}`,
      verify: null,
      poll: null,
      rollback: `undo ${name}`,
    }),
    iamActions: () => [],
  }
}

/** A catalog of the fakes, without those named. `aws-api-call` is left out unless asked for. */
export function fakeCatalog(
  options: { readonly without?: readonly string[]; readonly apiCalls?: boolean } = {},
) {
  const left = Object.entries(FAKES).filter(
    ([name]) =>
      options.without?.includes(name) !== true && (name !== 'aws-api-call' || options.apiCalls === true),
  )
  const byName = new Map(left.map(([name, fake]) => [name, facts(name, fake)]))
  const catalog: ActionCatalog = { names: [...byName.keys()], get: (name) => byName.get(name) }
  return catalog
}
