import { type Static, Type } from 'typebox'
import {
  bothMetadata,
  count,
  GoNoGoGateSchema,
  oneOf,
  operationType,
  published,
  textOrNull,
  texts,
} from './parts.js'

/** Phase names of the control-plane checklist, in order, from phase 0. */
export const CONTROL_PHASE_NAMES = [
  'Globals',
  'Networking',
  'Storage Containers',
  'Database Containers',
  'Compute Containers',
  'DNS Scaffolding',
  'Control Plane Validation',
] as const

export const CONTROL_OPERATION_TYPES = ['terraform-apply', 'aws-cli', 'manual'] as const

const common = {
  id: Type.String({ description: 'Names the item; step inputs and freeze windows refer to it.' }),
  description: Type.String({ description: 'What is to be done, for people.' }),
  owner_team: Type.Optional(textOrNull('The team that answers for it.')),
}
const verification = {
  verification_command: Type.Optional(
    textOrNull('How the planner would check the outcome: an AWS CLI command, or words.'),
  ),
}

export const ControlCheckItemSchema = Type.Object({
  ...common,
  time_box_minutes: Type.Optional(count('How long it may take.')),
  ...verification,
})

export const ControlOperationSchema = Type.Object({
  ...common,
  operation_type: operationType(
    CONTROL_OPERATION_TYPES,
    'A module apply, one AWS call, or something that people do.',
  ),
  terraform_module: Type.Optional(textOrNull('The module of a terraform-apply.')),
  command: Type.Optional(textOrNull('The command as the planner wrote it. Read for its flags, never run.')),
  time_box_minutes: Type.Optional(count('How long it may take.')),
  ...verification,
})

export const ControlFollowUpSchema = Type.Object({ ...common, ...verification })

export const ControlPhaseSchema = Type.Object({
  number: Type.Integer({ minimum: 0, maximum: 6 }),
  name: oneOf(CONTROL_PHASE_NAMES),
  description: Type.Optional(Type.String({ description: 'What the phase creates.' })),
  terraform_modules: Type.Optional(texts('Modules that the phase applies.')),
  pre_cutover: Type.Array(ControlCheckItemSchema, { description: 'Checked before the phase.' }),
  during_cutover: Type.Array(ControlOperationSchema, { description: 'The changes.' }),
  post_cutover: Type.Array(ControlFollowUpSchema, { description: 'Checked after the phase.' }),
  go_no_go_gate: Type.Optional(GoNoGoGateSchema),
})
export type ControlPhase = Static<typeof ControlPhaseSchema>

/** `cutover-checklist-control-plane.json`. */
export const ControlPlaneChecklistSchema = Type.Object(
  {
    metadata: bothMetadata({
      migration_plan_ref: Type.Optional(Type.String()),
      iam_policy_required: Type.Optional(
        oneOf(['target-cutover-control-plane'], {
          description: 'The policy to attach in the target account while this checklist is carried out.',
        }),
      ),
    }),
    phases: Type.Array(ControlPhaseSchema, { minItems: 7, maxItems: 7 }),
    handoff_to_data_plane: Type.Optional(
      Type.Object(
        { criteria: Type.Optional(texts('Each one is confirmed by the operator.')) },
        { description: 'What has to be true before the data plane may start.' },
      ),
    ),
  },
  published(
    'cutover-checklist-control-plane',
    'Control-plane cutover checklist',
    'The signed list of changes that give the target account its empty shape: seven phases, from global resources to validation.',
  ),
)
export type ControlPlaneChecklist = Static<typeof ControlPlaneChecklistSchema>
