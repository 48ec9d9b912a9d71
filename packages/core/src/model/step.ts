import { type Static, Type } from 'typebox'
import type { JsonObject } from './json.js'

/** The step between the planes, with its reserved sequence number. */
export const HANDOFF_STEP_ID = 'cp-phase6-999-handoff-to-data-plane'

export const PLANES = ['control', 'data'] as const
export type Plane = (typeof PLANES)[number]
export const RISKS = ['low', 'medium', 'high'] as const
export type Risk = (typeof RISKS)[number]
export const SIDES = ['source', 'target'] as const
/** Which of the two accounts. */
export type Side = (typeof SIDES)[number]

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Where a step freezes or releases a datastore. */
export const StepFreezeSchema = Type.Object(
  {
    datastore_arn: Type.String(),
    duration_minutes: Type.Integer({ minimum: 0, description: 'Allowed length of the freeze.' }),
    role: Type.Union([Type.Literal('begin'), Type.Literal('release')]),
  },
  { additionalProperties: false },
)

/**
 * The fields that every step has, whatever its action. `params` is refined per action by the registry
 * (actions/registry.ts), which builds `schemas/execution-step.schema.json` from this.
 */
export const stepFields = {
  step_id: Type.String({ pattern: '^(cp-phase[0-6]|dp-phase[1-5])-[0-9]{3}-[a-z0-9-]{1,60}$' }),
  plane: Type.Union([Type.Literal('control'), Type.Literal('data')]),
  phase_number: Type.Integer({ minimum: 0, maximum: 6 }),
  phase_name: Type.String(),
  checklist_item_id: nullable(Type.String({ description: 'The first item that this step carries out.' })),
  checklist_item_ids: Type.Array(Type.String()),
  description: Type.String(),
  resource_arn: Type.String({ description: 'Source-side ARN, or target:<service>:<id>.' }),
  resource_type: Type.String({ description: 'CloudFormation type name.' }),
  resource_name: Type.String({ description: 'The short name that an irreversible step asks to be typed.' }),
  tool: Type.Union([Type.Literal('terraform'), Type.Literal('aws-sdk'), Type.Literal('human')]),
  preview_cmd: nullable(Type.String()),
  execute_cmd: nullable(Type.String()),
  verify_cmd: nullable(Type.String()),
  verify_success_pattern: nullable(Type.String()),
  rollback_cmd: nullable(Type.String()),
  requires: Type.Array(Type.String()),
  long_running: Type.Boolean(),
  poll_cmd: nullable(Type.String()),
  poll_interval_seconds: Type.Integer({ minimum: 10 }),
  poll_terminal_states: Type.Array(Type.String()),
  risk: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]),
  approval_required: Type.Boolean(),
  irreversible: Type.Boolean(),
  irreversible_reason: nullable(Type.String({ description: 'What cannot be undone, in a sentence.' })),
  owner_team: nullable(Type.String()),
  estimated_seconds: Type.Integer({ minimum: 0 }),
  time_box_minutes: nullable(Type.Integer({ minimum: 0 })),
  rollback_window_minutes: nullable(Type.Integer({ minimum: 0 })),
  plan_rollback: Type.Array(Type.String(), { description: 'What the migration plan says about rollback.' }),
  freeze: nullable(StepFreezeSchema),
  notes: Type.Array(Type.String()),
}

const StepBaseSchema = Type.Object(stepFields)

/** One compiled step. `params` was validated against the schema of its action. */
export interface ExecutionStep extends Static<typeof StepBaseSchema> {
  /** A name of the action registry. */
  action: string
  params: JsonObject
}
