import type { Artifacts } from '../../src/model/artifacts/artifacts.js'
import { CONTROL_PHASE_NAMES, type ControlPhase } from '../../src/model/artifacts/control-plane-checklist.js'
import type { Datastore } from '../../src/model/artifacts/data-migration-plan.js'
import {
  DATA_PHASE_NAMES,
  type DataOperation,
  type DataPhase,
  type FreezeWindow,
} from '../../src/model/artifacts/data-plane-checklist.js'
import { PLAN_PHASE_NAMES } from '../../src/model/artifacts/migration-plan.js'
import type { StepInputs } from '../../src/model/step-inputs.js'

export const SOURCE = '111111111111'
export const TARGET = '222222222222'
export const BUCKET = 'arn:aws:s3:::orders-files'
export const DATABASE = `arn:aws:rds:us-east-1:${SOURCE}:db:orders-db`
export const TABLE = `arn:aws:dynamodb:us-east-1:${SOURCE}:table/orders`
export const KEY = `arn:aws:kms:us-east-1:${SOURCE}:key/k-1`

/** What an import needs of a table whose only key is `id`. */
export const TABLE_CREATION = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}

const metadata = {
  captured_at: '2026-01-01T00:00:00Z',
  source_account_id: SOURCE,
  target_account_id: TARGET,
  run_id: 'run-1',
  plugin_version: '1',
}

/** What a test says about its checklists; everything else is empty and valid. */
export interface Given {
  readonly control?: Readonly<Record<number, Partial<ControlPhase>>>
  readonly data?: Readonly<Record<number, Partial<DataPhase>>>
  readonly freezes?: readonly FreezeWindow[]
  readonly datastores?: readonly Datastore[]
  readonly inputs?: StepInputs
  readonly modules?: readonly string[]
  readonly handoff?: readonly string[]
  readonly edges?: Artifacts['dependencyGraph']['edges']
  readonly reviews?: Artifacts['hardcodedValues']['manual_review_required']
  readonly teams?: Artifacts['ownership']['teams']
  readonly planPhases?: Readonly<Record<string, Partial<Artifacts['migrationPlan']['phases'][number]>>>
  readonly regions?: { readonly source_region?: string; readonly target_region?: string }
}

const EMPTY = { pre_cutover: [], during_cutover: [], post_cutover: [] }

/** A complete, valid set of artifacts around what the test cares about. */
export function artifacts(given: Given = {}): Artifacts {
  const regions = given.regions ?? { source_region: 'us-east-1', target_region: 'us-east-1' }
  return {
    controlPlane: {
      metadata,
      phases: CONTROL_PHASE_NAMES.map((name, number) => ({
        number,
        name,
        ...EMPTY,
        ...given.control?.[number],
      })),
      handoff_to_data_plane: { criteria: [...(given.handoff ?? [])] },
    },
    dataPlane: {
      metadata,
      data_migration_plan_ref: 'data-migration-plan.json',
      phases: DATA_PHASE_NAMES.map((name, index) => ({
        number: index + 1,
        name,
        ...EMPTY,
        ...given.data?.[index + 1],
      })),
      freeze_windows: [...(given.freezes ?? [])],
    },
    dataPlan: {
      metadata: { ...metadata, ...regions },
      summary: {
        total_data_bytes: 0,
        estimated_total_transfer_hours: 0,
        estimated_total_transfer_cost_usd: 0,
        cutover_window_recommendation_hours: 0,
      },
      datastores: [...(given.datastores ?? [])],
    },
    migrationPlan: {
      metadata,
      phases: PLAN_PHASE_NAMES.map((name, index) => ({
        number: index + 1,
        name,
        prerequisites: [],
        steps: [],
        estimated_duration_minutes: 0,
        rollback: { description: `Undo ${name}.`, steps: [`undo-${name}`], rollback_window_minutes: 60 },
        ...given.planPhases?.[name],
      })),
    },
    dependencyGraph: {
      metadata: { ...metadata, inventory_ref: 'x' },
      edges: given.edges ?? [],
      iam_trusts: [],
    },
    hardcodedValues: { metadata, auto_parameterized: [], manual_review_required: given.reviews ?? [] },
    ownership: { metadata, ownership_tags: [], teams: given.teams ?? {}, unowned_resources: [] },
    terraformModules: given.modules ?? ['networking', 'storage'],
    stepInputs: given.inputs ?? {},
  }
}

/** A datastore of the data migration plan. */
export function datastore(arn: string, more: Partial<Datastore> = {}): Datastore {
  return {
    resource_arn: arn,
    resource_type: 'AWS::S3::Bucket',
    sizing: { bytes: 0, sizing_method: 'manual' },
    strategy: { tool: 'manual', mode: 'bulk', reason: 'test' },
    encryption: { at_rest: false, requires_target_kms_grant: false },
    transfer_estimate: { assumed_throughput_mbps: 0 },
    cost_estimate: { total_usd: 0 },
    validation: { methods: [], acceptance_criteria: 'Counts match.' },
    ...more,
  }
}

/** A data-plane operation. */
export function operation(
  id: string,
  operation_type: DataOperation['operation_type'],
  more: Partial<DataOperation> = {},
): DataOperation {
  return { id, description: `Do ${id}.`, operation_type, tool: 'aws-cli', ...more }
}

/** A change phase of the data plane. */
export function during(...during_cutover: readonly DataOperation[]): Partial<DataPhase> {
  return { during_cutover: [...during_cutover] }
}
