import { type Static, Type } from 'typebox'
import {
  amount,
  bothMetadata,
  count,
  mapOf,
  numberOrNull,
  oneOf,
  published,
  textOrNull,
  texts,
} from './parts.js'

export const TRANSFER_TOOLS = [
  'aws-s3-sync',
  's3-batch-replication',
  'aws-rds-snapshot-share',
  'aws-dms',
  'aws-backup-cross-account',
  'dynamodb-export-import',
  'aws-datasync',
  'ec2-snapshot-share',
  'ec2-ami-share',
  'ecr-push-pull',
  'cognito-user-migration-lambda',
  'cognito-idp-import-job',
  'manual',
] as const

export const VALIDATION_METHODS = [
  'row-count',
  'object-count',
  'byte-count',
  'checksum-sample',
  'checksum-full',
  'key-list-diff',
  'smoke-query',
  'application-replay',
] as const

const SizingSchema = Type.Object({
  bytes: count('Size of the data.'),
  object_count: Type.Optional(
    numberOrNull('integer', { minimum: 0, description: 'Objects, items, images.' }),
  ),
  sizing_method: oneOf(['cloudwatch', 'describe-api', 'estimated-from-allocated', 'sampled', 'manual']),
  sized_at: Type.Optional(textOrNull('When it was measured.', { format: 'date-time' })),
})

const StrategySchema = Type.Object({
  tool: oneOf(TRANSFER_TOOLS, { description: 'What moves the data.' }),
  mode: oneOf(['bulk', 'bulk-plus-delta', 'continuous-replication', 'snapshot-restore', 'live-cutover']),
  reason: Type.String({ description: 'Why this tool and mode.' }),
  alternatives_considered: Type.Optional(
    Type.Array(
      Type.Object({
        tool: Type.Optional(Type.String()),
        rejected_because: Type.Optional(Type.String()),
      }),
    ),
  ),
})

const EncryptionSchema = Type.Object({
  at_rest: Type.Boolean(),
  source_kms_key_arn: Type.Optional(textOrNull('Id, ARN or alias of the key in the source account.')),
  source_kms_key_type: Type.Optional(
    Type.Unsafe<'aws-managed' | 'customer-managed' | 'external' | null>({
      type: ['string', 'null'],
      enum: ['aws-managed', 'customer-managed', 'external', null],
    }),
  ),
  target_kms_key_arn: Type.Optional(textOrNull('Id, ARN or alias of the key in the target account.')),
  requires_target_kms_grant: Type.Boolean({
    description: 'The target account needs a grant on the source key before the transfer.',
  }),
  requires_re_encryption: Type.Optional(
    Type.Boolean({
      description: 'The data is decrypted with the source key and encrypted with the target key.',
    }),
  ),
})

const TransferEstimateSchema = Type.Object({
  assumed_throughput_mbps: amount(),
  bulk_phase_hours: Type.Optional(amount()),
  delta_phase_hours: Type.Optional(amount()),
  cutover_phase_minutes: Type.Optional(amount('Length of the final switch.')),
  total_wall_clock_hours: Type.Optional(amount()),
  confidence: Type.Optional(oneOf(['high', 'medium', 'low'])),
})

const CostEstimateSchema = Type.Object({
  data_transfer_usd: Type.Optional(amount()),
  tool_runtime_usd: Type.Optional(amount()),
  double_storage_during_overlap_usd: Type.Optional(amount()),
  validation_usd: Type.Optional(amount()),
  total_usd: amount(),
  pricing_source: Type.Optional(Type.String()),
})

const PlannedFreezeSchema = Type.Object({
  required: Type.Boolean({ description: 'Writes to the source have to stop during the cutover.' }),
  duration_minutes: Type.Optional(count()),
  begins_at_phase: Type.Optional(
    Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1, maximum: 6 }),
  ),
  begins_at_step_id: Type.Optional(textOrNull()),
  notes: Type.Optional(textOrNull('What enforces the freeze.')),
})

const ValidationSchema = Type.Object({
  methods: Type.Array(oneOf(VALIDATION_METHODS), { description: 'How the moved data is compared.' }),
  acceptance_criteria: Type.String({ description: 'When it passes, in words.' }),
  estimated_validation_minutes: Type.Optional(count()),
})

export const DatastoreSchema = Type.Object({
  resource_arn: Type.String({ description: 'The source-side ARN.' }),
  resource_type: Type.String({ description: 'CloudFormation type name.' }),
  name: Type.Optional(Type.String()),
  owner_team: Type.Optional(textOrNull()),
  criticality: Type.Optional(oneOf(['tier-1', 'tier-2', 'tier-3'])),
  sizing: SizingSchema,
  strategy: StrategySchema,
  encryption: EncryptionSchema,
  transfer_estimate: TransferEstimateSchema,
  cost_estimate: CostEstimateSchema,
  rpo_target_minutes: Type.Optional(count('Acceptable loss of data.')),
  rto_target_minutes: Type.Optional(count('Acceptable downtime.')),
  freeze_window: Type.Optional(PlannedFreezeSchema),
  validation: ValidationSchema,
  rollback: Type.Optional(
    Type.Object({
      retain_source_for_hours: Type.Optional(count('How long the source data is kept after the cutover.')),
      retention_cost_usd: Type.Optional(amount()),
      destruction_step_owner_team: Type.Optional(textOrNull()),
    }),
  ),
  bandwidth_constraints: Type.Optional(
    Type.Object({
      throttle_business_hours: Type.Optional(Type.Boolean()),
      business_hours_window: Type.Optional(textOrNull()),
      max_throughput_mbps_business: Type.Optional(numberOrNull('number', { minimum: 0 })),
      max_throughput_mbps_off_hours: Type.Optional(numberOrNull('number', { minimum: 0 })),
      max_concurrent_jobs: Type.Optional(numberOrNull('integer', { minimum: 1 })),
    }),
  ),
  depends_on: Type.Optional(texts('Datastores that have to be migrated before this one.')),
  notes: Type.Optional(textOrNull()),
})
export type Datastore = Static<typeof DatastoreSchema>

const PlanWarningSchema = Type.Object({
  severity: oneOf(['info', 'warning', 'blocker']),
  datastore_arn: Type.Optional(textOrNull()),
  message: Type.String(),
  remediation: Type.Optional(textOrNull()),
})

/** `data-migration-plan.json`. */
export const DataMigrationPlanSchema = Type.Object(
  {
    metadata: bothMetadata({
      source_region: Type.Optional(Type.String()),
      target_region: Type.Optional(Type.String()),
      inventory_ref: Type.Optional(Type.String()),
      dependency_graph_ref: Type.Optional(Type.String()),
      cost_baseline_ref: Type.Optional(Type.String()),
    }),
    summary: Type.Object({
      total_data_bytes: count(),
      estimated_total_transfer_hours: amount(),
      estimated_total_transfer_cost_usd: amount(),
      estimated_double_storage_cost_usd: Type.Optional(amount()),
      cutover_window_recommendation_hours: amount('How long the cutover window should be.'),
      datastore_count_by_service: Type.Optional(mapOf(count())),
      critical_path: Type.Optional(texts('Datastores by transfer time, longest first.')),
    }),
    datastores: Type.Array(DatastoreSchema),
    warnings: Type.Optional(Type.Array(PlanWarningSchema)),
  },
  published(
    'data-migration-plan',
    'Data migration plan',
    'How each datastore is moved: size, tool, keys, freeze, validation.',
  ),
)
export type DataMigrationPlan = Static<typeof DataMigrationPlanSchema>
