import { Type } from 'typebox'
import { stepSchema } from '../../src/actions/step-schema.js'
import { compile } from '../../src/compile/compile.js'
import { PLANNER_FILES } from '../../src/model/artifacts/catalogue.js'
import { validate } from '../../src/model/validate.js'
import { artifacts, BUCKET, during, type Given, operation } from './artifacts.js'
import { actionOf, testCatalog } from './test-catalog.js'

const warm = actionOf(
  'warm-cache',
  { keys: Type.Integer({ description: 'How many keys are read.', examples: [100] }) },
  { role: 'transfer', operationTypes: ['x-warm-cache'], produces: [{ artifact: 'warm-cache' }] },
)
const check = actionOf(
  'check-cache',
  { warmed_by: Type.Optional(Type.String({ description: 'The step that warmed it.' })) },
  {
    role: 'verify',
    operationTypes: ['x-check-cache'],
    consumes: [{ artifact: 'warm-cache', stepParam: 'warmed_by' }],
  },
)
const catalog = testCatalog({ also: [warm, check] })
const given: Given = {
  data: {
    2: during(
      operation('check', 'x-check-cache', { datastore_arn: BUCKET }),
      operation('warm', 'x-warm-cache', { datastore_arn: BUCKET, command: 'warm --keys 7' }),
    ),
  },
}

test('a checklist may name operation types of one’s own, and no other unknown ones', () => {
  const { dataPlane } = artifacts(given)
  const problems = (type: string) => {
    const text = JSON.stringify(dataPlane).replace('x-warm-cache', type)
    return validate(PLANNER_FILES.dataPlane.schema, JSON.parse(text))
      .filter(({ pointer }) => pointer.endsWith('operation_type'))
      .map(({ expected }) => expected)
  }
  expect(problems('x-warm-cache')).toEqual([])
  expect(problems('warm-cache')).toEqual([expect.stringMatching(/^one of snapshot-share, kms-grant/)])
  expect(problems('x-Warm cache')).toEqual([expect.stringMatching(/^one of snapshot-share, kms-grant/)])
})

test('an action of one’s own compiles by what its definition says: parameters, order, what it leaves', () => {
  const { steps, errors, unresolved, warnings } = compile(artifacts(given), catalog)
  expect({ errors, unresolved, warnings }).toEqual({ errors: [], unresolved: [], warnings: [] })
  const [, warmed, checked] = steps
  expect(warmed).toMatchObject({ action: 'warm-cache', params: { keys: 7 }, risk: 'medium' })
  expect(warmed?.plan_rollback).toEqual(['undo-Storage'])
  expect(checked).toMatchObject({ action: 'check-cache', params: { warmed_by: warmed?.step_id } })
  expect(checked?.requires).toContain(warmed?.step_id)
  expect(steps.flatMap((step) => validate(stepSchema(catalog), step))).toEqual([])
})

test('without its action the same item is left to people, visibly', () => {
  const { steps, warnings } = compile(artifacts(given), testCatalog())
  expect(steps.slice(1).map((step) => step.action)).toEqual(['manual-decision', 'manual-decision'])
  expect(warnings).toContainEqual(expect.stringContaining('no handler for x-warm-cache'))
})
