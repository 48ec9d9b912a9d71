import { ExecutionLogSchema } from '@cutover/journal'
import type { TSchema } from 'typebox'
import { ARTIFACT_KEYS, PLANNER_FILES } from '../model/artifacts/catalogue.js'
import { StepInputsSchema } from '../model/step-inputs.js'
import { ExecutionSummarySchema } from '../model/summary.js'
import { actions } from './registry.js'
import { executionStepsSchema } from './step-schema.js'

/** One schema that the product publishes. */
export interface PublishedSchema {
  /** For example `migration-plan`; its file is `<name>.schema.json`. */
  readonly name: string
  readonly schema: TSchema
}

/** Every published schema: all inputs, then all outputs. */
export function publishedSchemas(): readonly PublishedSchema[] {
  const planner = ARTIFACT_KEYS.map((key) => {
    const { file, schema } = PLANNER_FILES[key]
    return { name: file.replace(/\.json$/, ''), schema }
  })
  return [
    ...planner,
    { name: 'step-inputs', schema: StepInputsSchema },
    { name: 'execution-step', schema: executionStepsSchema(actions) },
    { name: 'execution-log', schema: ExecutionLogSchema },
    { name: 'execution-summary', schema: ExecutionSummarySchema },
  ]
}

/** The text of a schema's file. */
export function schemaText(schema: TSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}
