import { compile } from '../../../src/compile/compile.js'
import type { FreezeWindow } from '../../../src/model/artifacts/data-plane-checklist.js'
import { artifacts, BUCKET, datastore, during, type Given, operation } from '../artifacts.js'
import { testCatalog } from '../test-catalog.js'

const CLUSTER = 'arn:aws:rds:us-east-1:111111111111:cluster:orders-reports'
const OTHER = 'arn:aws:s3:::orders-other'
const window = (begins: string, release: string | null, more: Partial<FreezeWindow> = {}): FreezeWindow => ({
  datastore_arn: BUCKET,
  duration_minutes: 30,
  begins_at_step_id: begins,
  release_step_id: release,
  ...more,
})
const freeze = (id: string, datastore_arn: string | null = BUCKET) =>
  operation(id, 'freeze-writes', { datastore_arn })
const exempt = { exempt_principal_arns: [] }
const run = (given: Given) =>
  compile(artifacts({ inputs: { f1: exempt, f2: exempt }, ...given }), testCatalog())
const ids = (given: Given) => run(given).steps.map((step) => step.step_id.replace(/^.p-phase/, ''))

test('a post item that a window names becomes a real release at its own place', () => {
  const given: Given = {
    data: {
      4: {
        during_cutover: [freeze('f1')],
        post_cutover: [
          { id: 'a', description: 'Counts match.' },
          { id: 'r1', description: 'Release.' },
          { id: 'b', description: 'Tell people.' },
        ],
        go_no_go_gate: { criteria: ['All good'], approvers: ['Ann'] },
      },
    },
    freezes: [window('f1', 'r1')],
  }
  expect(ids(given)).toEqual([
    '6-999-handoff-to-data-plane',
    '4-001-orders-files-freeze-writes',
    '4-002-cutover-post-cutover-manual-decision',
    '4-003-orders-files-release-freeze',
    '4-004-cutover-post-cutover-manual-decision',
  ])
  const { steps } = run(given)
  expect(steps.map((s) => s.freeze?.role ?? null)).toEqual([null, 'begin', null, 'release', null])
  expect(steps[3]?.requires).toContain(steps[1]?.step_id)
  expect(steps[1]?.params).toMatchObject({ datastore_arn: BUCKET, duration_minutes: 30 })
  expect(steps[2]?.params.criteria).toEqual(['[a] Counts match.'])
  expect(steps[4]?.params.criteria).toEqual(['[b] Tell people.', '[go/no-go] All good'])
})

test('one release item releases every datastore that names it, one step each', () => {
  const given: Given = {
    data: {
      4: { during_cutover: [freeze('f1'), freeze('f2', OTHER)] },
      5: { post_cutover: [{ id: 'r', description: 'Release.' }] },
    },
    freezes: [window('f1', 'r'), window('f2', 'r', { datastore_arn: OTHER })],
  }
  expect(ids(given).slice(-2)).toEqual([
    '5-001-orders-files-release-freeze',
    '5-002-orders-other-release-freeze',
  ])
})

test('one item that begins two freezes gives one step per datastore', () => {
  const given: Given = {
    data: { 4: { during_cutover: [freeze('f1', null)], post_cutover: [{ id: 'r', description: 'R.' }] } },
    freezes: [window('f1', 'r'), window('f1', 'r', { datastore_arn: OTHER })],
  }
  expect(ids(given).slice(1, 3)).toEqual([
    '4-001-orders-files-freeze-writes',
    '4-002-orders-other-freeze-writes',
  ])
})

test('what no handler freezes is frozen and released by hand, still as a freeze', () => {
  const { steps, errors } = run({
    data: {
      4: {
        during_cutover: [freeze('f1', CLUSTER)],
        post_cutover: [{ id: 'r', description: 'Release it.' }],
      },
    },
    freezes: [window('f1', 'r', { datastore_arn: CLUSTER })],
    inputs: {},
  })
  expect(errors).toEqual([])
  expect(steps.slice(1).map((s) => [s.action, s.freeze?.role, s.resource_arn])).toEqual([
    ['manual-decision', 'begin', CLUSTER],
    ['manual-decision', 'release', CLUSTER],
  ])
  expect(steps[1]?.params.reason).toMatch(/No handler freezes/)
})

test('a freeze handed to people is released by people, because only a receipt knows what to take back', () => {
  const { steps } = run({
    data: { 4: { during_cutover: [freeze('f1')], post_cutover: [{ id: 'r', description: 'Release it.' }] } },
    freezes: [window('f1', 'r')],
    inputs: { f1: { manual: true, reason: 'Policy is managed elsewhere.' } },
  })
  expect(steps.slice(1).map((s) => s.action)).toEqual(['manual-decision', 'manual-decision'])
  expect(steps[1]?.params.reason).toBe('Policy is managed elsewhere.')
})

test('a window that begins at another operation puts the freeze before it', () => {
  const { steps, warnings } = run({
    data: { 4: { during_cutover: [operation('x', 's3-sync', { datastore_arn: BUCKET })] } },
    freezes: [window('x', null)],
    inputs: { x: exempt },
  })
  expect(steps.slice(1).map((s) => s.action)).toEqual(['freeze-writes', 's3-sync'])
  expect(steps[2]?.requires).toContain(steps[1]?.step_id)
  expect(warnings).toContainEqual(expect.stringContaining('begins a freeze but is a s3-sync'))
})

test('a frozen datastore that nothing releases is a warning', () => {
  const { warnings, errors } = run({ data: { 4: during(freeze('f1')) }, freezes: [window('f1', null)] })
  expect(errors).toEqual([])
  expect(warnings).toContainEqual(expect.stringContaining('no step releases it'))
})

test('a freeze that no window names takes its length from the data plan and warns', () => {
  const { steps, warnings } = run({
    data: { 4: during(freeze('f1')) },
    datastores: [datastore(BUCKET, { freeze_window: { required: true, duration_minutes: 45 } })],
    inputs: { f1: exempt },
  })
  expect(steps[1]?.freeze).toEqual({ datastore_arn: BUCKET, duration_minutes: 45, role: 'begin' })
  expect(warnings).toHaveLength(1)
})

test('a freeze whose length nothing states is unresolved', () => {
  const { unresolved } = run({ data: { 4: during(freeze('f1')) } })
  expect(unresolved.map((open) => open.param)).toEqual(['duration_minutes'])
})

test('windows may name steps instead of items', () => {
  const given: Given = {
    data: { 4: { during_cutover: [freeze('f1')], post_cutover: [{ id: 'r', description: 'R.' }] } },
    freezes: [window('dp-phase4-001-orders-files-freeze-writes', 'r')],
  }
  const { steps, errors } = run(given)
  expect(errors).toEqual([])
  expect(steps.map((s) => s.freeze?.role ?? null)).toEqual([null, 'begin', 'release'])
})

describe('is an error when', () => {
  const post = [{ id: 'r', description: 'R.' }]
  test.each<[string, Given, string]>([
    ['the begin does not exist', { freezes: [window('nowhere', null)] }, 'no such item or step'],
    [
      'the release does not exist',
      { data: { 4: during(freeze('f1')) }, freezes: [window('f1', 'nowhere')] },
      'is released by "nowhere"',
    ],
    [
      'the begin is in the control plane',
      {
        control: { 0: { during_cutover: [{ id: 'c', description: 'C.', operation_type: 'manual' }] } },
        freezes: [window('c', null)],
      },
      'control-plane checklist',
    ],
    [
      'the release comes before the begin',
      { data: { 3: { post_cutover: post }, 4: during(freeze('f1')) }, freezes: [window('f1', 'r')] },
      'does not come after its begin',
    ],
    [
      'the datastore is still frozen',
      {
        data: { 4: { during_cutover: [freeze('f1'), freeze('f2')], post_cutover: post } },
        freezes: [window('f1', 'r'), window('f2', 'r')],
      },
      'still keeps it frozen',
    ],
    [
      'the id names two items',
      { data: { 3: during(freeze('f1')), 4: during(freeze('f1')) }, freezes: [window('f1', null)] },
      '2 items go by that id',
    ],
  ])('%s', (_, given, message) => {
    expect(run(given).errors).toContainEqual(expect.stringContaining(message))
  })
})

test('a datastore may be frozen again after its release', () => {
  const { errors, steps } = run({
    data: {
      2: { during_cutover: [freeze('f1')], post_cutover: [{ id: 'r1', description: 'R.' }] },
      4: { during_cutover: [freeze('f2')], post_cutover: [{ id: 'r2', description: 'R.' }] },
    },
    freezes: [window('f1', 'r1'), window('f2', 'r2')],
  })
  expect(errors).toEqual([])
  expect(steps.at(-1)?.requires).toContain(steps.at(-2)?.step_id)
})
