import { type Static, Type } from 'typebox'
import {
  amount,
  bothMetadata,
  count,
  GoNoGoGateSchema,
  oneOf,
  operationType,
  published,
  textOrNull,
  texts,
} from './parts.js'

/** Phase names of the data-plane checklist, in order, from phase 1. */
export const DATA_PHASE_NAMES = [
  'Pre-Staging',
  'Bulk Transfers',
  'Application Data',
  'Cutover',
  'Data Validation',
] as const

export const DATA_OPERATION_TYPES = [
  'snapshot-share',
  'kms-grant',
  'ami-share',
  'snapshot-restore',
  'datasync-start',
  'dms-start',
  's3-sync',
  's3-batch-replication',
  'dynamodb-export',
  'dynamodb-import',
  'ecr-push',
  'secret-put-value',
  'lambda-code-upload',
  'freeze-writes',
  'dms-promote',
  'rds-promote-read-replica',
  'route53-change',
  'traffic-shift',
  'cognito-deploy-user-migration-lambda',
  'cognito-idp-import-job',
  'cognito-update-idp-secret',
  'wafv2-associate',
  'k8s-redeploy-handoff',
  'manual-decision',
] as const

const common = {
  id: Type.String({ description: 'Names the item; step inputs and freeze windows refer to it.' }),
  description: Type.String({ description: 'What is to be done, for people.' }),
  owner_team: Type.Optional(textOrNull('The team that answers for it.')),
  datastore_arn: Type.Optional(textOrNull('The source-side resource that it is about.')),
}
const verification = {
  verification_command: Type.Optional(
    textOrNull('How the planner would check the outcome: an AWS CLI command, or words.'),
  ),
}

export const DataCheckItemSchema = Type.Object({ ...common, ...verification })
/** An item before or after a phase's changes. */

export const DataOperationSchema = Type.Object({
  ...common,
  operation_type: operationType(DATA_OPERATION_TYPES, 'What kind of change it is.'),
  tool: Type.Optional(textOrNull('What carries it out, in any spelling; "manual" or "human" means people.')),
  command: Type.Optional(textOrNull('The command as the planner wrote it. Read for its flags, never run.')),
  long_running: Type.Optional(Type.Boolean({ description: 'It starts a job that ends later.' })),
  poll_cmd: Type.Optional(textOrNull('How the planner would watch the job.')),
  poll_terminal_states: Type.Optional(texts('States in which the job has ended.')),
  time_box_minutes: Type.Optional(count('How long it may take.')),
  ...verification,
  irreversible: Type.Optional(Type.Boolean({ description: 'It cannot be cleanly undone.' })),
})
export type DataOperation = Static<typeof DataOperationSchema>

export const DataPhaseSchema = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 5 }),
  name: oneOf(DATA_PHASE_NAMES),
  description: Type.Optional(Type.String()),
  estimated_duration_minutes: Type.Optional(count()),
  pre_cutover: Type.Array(DataCheckItemSchema, { description: 'Checked before the phase.' }),
  during_cutover: Type.Array(DataOperationSchema, { description: 'The changes.' }),
  post_cutover: Type.Array(DataCheckItemSchema, { description: 'Checked after the phase.' }),
  go_no_go_gate: Type.Optional(GoNoGoGateSchema),
})
export type DataPhase = Static<typeof DataPhaseSchema>

export const FreezeWindowSchema = Type.Object({
  datastore_arn: Type.String({ description: 'The source datastore whose writes stop.' }),
  duration_minutes: count('How long the freeze may last.'),
  begins_at_step_id: Type.String({ description: 'The item (sometimes the step) that begins it.' }),
  enforcement_command: Type.Optional(textOrNull('How the planner would enforce it.')),
  release_step_id: Type.Optional(textOrNull('The item (sometimes the step) that ends it.')),
})
export type FreezeWindow = Static<typeof FreezeWindowSchema>

/** `cutover-checklist-data-plane.json`. */
export const DataPlaneChecklistSchema = Type.Object(
  {
    metadata: bothMetadata({
      iam_policy_required: Type.Optional(
        Type.Array(oneOf(['target-cutover-control-plane', 'target-cutover-data-plane']), {
          description: 'The policies to attach in the target account while this checklist is carried out.',
        }),
      ),
    }),
    data_migration_plan_ref: Type.String({ description: 'Where the data migration plan is.' }),
    summary: Type.Optional(
      Type.Object({
        total_data_bytes: Type.Optional(count()),
        estimated_total_transfer_hours: Type.Optional(amount()),
        longest_freeze_window_minutes: Type.Optional(count()),
        datastore_count: Type.Optional(count()),
      }),
    ),
    phases: Type.Array(DataPhaseSchema, { minItems: 5, maxItems: 5 }),
    freeze_windows: Type.Optional(
      Type.Array(FreezeWindowSchema, { description: 'When writes to a source datastore stop and resume.' }),
    ),
  },
  published(
    'cutover-checklist-data-plane',
    'Data-plane cutover checklist',
    'The signed list of changes that move data and traffic: five phases, from pre-staging to validation.',
  ),
)
export type DataPlaneChecklist = Static<typeof DataPlaneChecklistSchema>
