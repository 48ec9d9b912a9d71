import { compile } from '../../../src/compile/compile.js'
import type { Unresolved } from '../../../src/compile/output/result.js'
import { serialiseSteps } from '../../../src/compile/output/serialise.js'
import { estimate, summarise, summaryLines } from '../../../src/compile/output/summary.js'
import { todoSkeleton, unresolvedRows } from '../../../src/compile/resolve/todo.js'
import { artifacts, BUCKET, during, operation, TABLE } from '../artifacts.js'
import { testCatalog } from '../test-catalog.js'

const { steps } = compile(
  artifacts({
    control: { 0: { pre_cutover: [{ id: 'c', description: 'C' }] } },
    data: {
      2: during(
        operation('e', 'dynamodb-export', { datastore_arn: TABLE, time_box_minutes: 30 }),
        operation('s', 's3-sync', { datastore_arn: BUCKET, time_box_minutes: 60 }),
      ),
      4: during(operation('f', 'freeze-writes', { datastore_arn: BUCKET, time_box_minutes: 5 })),
    },
    freezes: [{ datastore_arn: BUCKET, duration_minutes: 45, begins_at_step_id: 'f' }],
    inputs: {
      e: { s3_bucket: 'b', s3_bucket_owner: '222222222222', s3_prefix: 'p' },
      f: { exempt_principal_arns: [] },
    },
  }),
  testCatalog(),
)

test('the summary counts what the operator decides on', () => {
  expect(summarise(steps, testCatalog())).toEqual({
    total: 5,
    perPhase: [
      { plane: 'control', phase: 0, name: 'Globals', steps: 1 },
      { plane: 'control', phase: 6, name: 'Control Plane Validation', steps: 1 },
      { plane: 'data', phase: 2, name: 'Bulk Transfers', steps: 2 },
      { plane: 'data', phase: 4, name: 'Cutover', steps: 1 },
    ],
    longRunning: {
      total: 2,
      byKind: { DataSync: 0, DMS: 0, 'S3-batch': 0, DynamoDB: 1, Snapshots: 0, Other: 1 },
    },
    highRisk: 1,
    approvalRequired: 1,
    manual: 2,
    irreversible: 0,
  })
})

test('the estimate adds time boxes and allowed freezes', () => {
  expect(estimate(steps)).toEqual({
    totalSeconds: 60 + 60 + 30 * 60 + 60 * 60 + 5 * 60,
    freezes: [{ datastoreArn: BUCKET, allowedMinutes: 45 }],
    freezeMinutes: 45,
  })
})

test('the summary fits one screen of 80 columns', () => {
  const lines = summaryLines(
    steps,
    { steps: 'execution-steps.json', journal: 'execution-log.jsonl' },
    testCatalog(),
  )
  expect(lines.join('\n')).toBe(
    [
      'Execution plan compiled.',
      '  Total steps:       5',
      '  Control plane:     P0=1 P6=1',
      '  Data plane:        P2=2 P4=1',
      '  Long-running:      2 (DataSync=0 DMS=0 S3-batch=0 DynamoDB=1)',
      '                     and Other=1',
      '  High-risk:         1',
      '  Approval-required: 1 (every step asks all the same)',
      '  Manual-decision:   2 (people only, no AWS calls)',
      '  Irreversible:      0',
      '  Estimated time:    1 h 37 min',
      '  Freeze:            45 min: arn:aws:s3:::orders-files',
      '  Steps file:        execution-steps.json',
      '  Journal:           execution-log.jsonl',
    ].join('\n'),
  )
  expect(lines.length).toBeLessThan(24)
  expect(lines.filter((text) => text.length > 80)).toEqual([])
})

test('the steps file has the fields in reading order and everything below sorted', () => {
  const text = serialiseSteps(steps)
  expect(text.endsWith('\n')).toBe(true)
  const parsed = JSON.parse(text) as Record<string, unknown>[]
  expect(parsed).toEqual(steps)
  expect(Object.keys(parsed[0] ?? {}).slice(0, 3)).toEqual(['step_id', 'plane', 'phase_number'])
  const params = Object.keys((parsed[2]?.params ?? {}) as object)
  expect(params).toEqual([...params].sort())
})

const open = (more: Partial<Unresolved>): Unresolved => ({
  itemId: 'b',
  key: 'b',
  action: 'snapshot-restore',
  param: 'subnet_group_name',
  type: 'text',
  meaning: 'The subnet group.',
  example: 'orders-data',
  hint: null,
  ...more,
})

test('the skeleton says for each parameter what belongs there', () => {
  const skeleton = todoSkeleton([
    open({}),
    open({ key: 'a', param: 'engine', example: null }),
    open({ param: 'a' }),
  ])
  expect(Object.keys(skeleton)).toEqual(['$how', 'a', 'b'])
  expect(skeleton.b).toEqual({
    a: '<text: The subnet group; for example "orders-data">',
    subnet_group_name: '<text: The subnet group; for example "orders-data">',
  })
  expect(skeleton.a).toEqual({ engine: '<text: The subnet group>' })
})

test('the table has a row per open parameter, with the reason why a value was not taken', () => {
  expect(unresolvedRows([open({ hint: 'an alias' })])).toEqual([
    ['b', 'snapshot-restore.subnet_group_name', 'text', 'The subnet group. (an alias)', '"orders-data"'],
  ])
})
