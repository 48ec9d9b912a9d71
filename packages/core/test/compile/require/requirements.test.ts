import { compile } from '../../../src/compile/compile.js'
import {
  artifacts,
  BUCKET,
  DATABASE,
  datastore,
  during,
  type Given,
  KEY,
  operation,
  TABLE,
} from '../artifacts.js'
import { testCatalog } from '../test-catalog.js'

const run = (given: Given) => compile(artifacts(given), testCatalog())
/** Item ids that the steps of an item require, the handoff left out. */
function required(given: Given, itemId: string): readonly string[] {
  const { steps, errors, unresolved } = run(given)
  expect([errors, unresolved]).toEqual([[], []])
  const byId = new Map(steps.map((step) => [step.step_id, step.checklist_item_id]))
  const own = steps.filter((step) => step.checklist_item_id === itemId)
  return [...new Set(own.flatMap((step) => step.requires.map((id) => byId.get(id) ?? '')))].filter(
    (id) => id !== '' && id !== itemId,
  )
}
const sync = (id: string, datastore_arn: string | null = BUCKET) =>
  operation(id, 's3-sync', { datastore_arn })
const DNS = {
  hosted_zone_id: 'Z',
  record_name: 'r',
  record_type: 'A',
  old: null,
  new: { ttl: 1, values: ['1'] },
}

test('everything in the data plane requires the handoff, nothing in the control plane does', () => {
  const { steps } = run({
    control: { 0: { pre_cutover: [{ id: 'c', description: 'C' }] } },
    data: { 1: { pre_cutover: [{ id: 'p', description: 'P' }] }, 2: during(sync('s')) },
  })
  expect(steps.map((step) => step.requires)).toEqual([
    [],
    [],
    ['cp-phase6-999-handoff-to-data-plane'],
    ['cp-phase6-999-handoff-to-data-plane'],
  ])
})

test('a transfer requires the modules that make its container', () => {
  const module = (id: string, terraform_module: string) => ({
    during_cutover: [{ id, description: id, operation_type: 'terraform-apply' as const, terraform_module }],
  })
  const given: Given = {
    control: { 1: module('net', 'networking'), 2: module('sto', 'storage') },
    data: { 2: during(sync('s')) },
  }
  expect(required(given, 's')).toEqual(['sto'])
})

test('a snapshot under a key requires the grant on that key, also when it names another datastore', () => {
  const given: Given = {
    data: {
      1: during(
        operation('g', 'kms-grant', { datastore_arn: null, command: 'aws kms create-grant --key-id k-1' }),
        operation('other', 'kms-grant', {
          datastore_arn: null,
          command: 'aws kms create-grant --key-id k-2',
        }),
      ),
      2: during(operation('r', 'snapshot-restore', { datastore_arn: DATABASE })),
    },
    datastores: [
      datastore(DATABASE, {
        encryption: { at_rest: true, requires_target_kms_grant: true, source_kms_key_arn: KEY },
      }),
    ],
    inputs: {
      r: {
        source_snapshot_arn: 'arn:aws:rds:us-east-1:111111111111:snapshot:s',
        target_kms_key_arn: 'arn:aws:kms:us-east-1:222222222222:key/t',
        instance_class: 'db.m6g.large',
        subnet_group_name: 'g',
        security_group_ids: ['sg-1'],
        parameter_group_name: 'p',
        kms_key_arn: 't',
      },
    },
  }
  expect(required(given, 'r')).toEqual(['g'])
})

test('freeze, final delta, DNS: each requires what is before it, and an earlier bulk copy does not', () => {
  const given: Given = {
    data: {
      2: during(sync('bulk')),
      4: during(
        operation('f', 'freeze-writes', { datastore_arn: BUCKET }),
        sync('delta'),
        operation('promote', 'dms-promote', { datastore_arn: DATABASE }),
        operation('dns', 'route53-change'),
      ),
    },
    freezes: [{ datastore_arn: BUCKET, duration_minutes: 9, begins_at_step_id: 'f' }],
    inputs: { f: { exempt_principal_arns: [] }, dns: DNS },
  }
  expect(required(given, 'bulk')).toEqual([])
  expect(required(given, 'delta')).toEqual(['f'])
  expect(required(given, 'dns')).toEqual(['f', 'delta', 'promote'])
})

test('a datastore that depends on another waits for its transfers, but not for a delta of a later phase', () => {
  const given: Given = {
    data: { 2: during(sync('a'), sync('b', TABLE)), 4: during(sync('b2', TABLE)) },
    datastores: [datastore(BUCKET, { depends_on: [TABLE] }), datastore(TABLE)],
  }
  expect(required(given, 'a')).toEqual(['b'])
  expect(run(given).steps.map((step) => step.checklist_item_id)).toEqual([null, 'b', 'a', 'b2'])
})

test('an edge of the dependency graph between resources that have steps is a requirement', () => {
  const given: Given = {
    data: { 2: during(sync('a'), sync('b', TABLE)) },
    edges: [
      { from: BUCKET, to: TABLE, relation: 'lambda-env-other' },
      { from: BUCKET, to: 'arn:aws:sns:us-east-1:1:nothing', relation: 'lambda-env-other' },
      { from: BUCKET, to: BUCKET, relation: 'lambda-env-other' },
    ],
  }
  expect(required(given, 'a')).toEqual(['b'])
})

test('an edge of the graph that points into a later phase is told, and the signed order stands', () => {
  const { errors, warnings, steps } = run({
    data: { 2: during(sync('a')), 3: during(sync('b', TABLE)) },
    edges: [{ from: BUCKET, to: TABLE, relation: 'lambda-env-other' }],
  })
  expect(errors).toEqual([])
  expect(warnings).toEqual([expect.stringContaining('the signed order stands')])
  expect(steps[1]?.requires).toHaveLength(1)
})

test('requirements of a key written as a bare id meet the grant on its ARN', () => {
  const given: Given = {
    data: {
      1: during(
        operation('g', 'kms-grant', { datastore_arn: null, command: 'aws kms create-grant --key-id k-1' }),
      ),
      2: during(sync('a')),
    },
    edges: [{ from: BUCKET, to: 'k-1', relation: 'kms-key-use' }],
  }
  expect(required(given, 'a')).toEqual(['g'])
})

describe('the writer of a restored Aurora cluster', () => {
  const CLUSTER = 'arn:aws:rds:us-east-1:111111111111:cluster:reports'
  const restored = {
    snapshot_kind: 'db-cluster',
    snapshot_identifier: 's',
    source_snapshot_arn: 'arn:aws:rds:us-east-1:111111111111:cluster-snapshot:s',
    engine: 'aurora-postgresql',
    subnet_group_name: 'g',
    security_group_ids: ['sg-1'],
    parameter_group_name: 'p',
    kms_key_arn: null,
  }
  const restore = (more = {}) => operation('r', 'snapshot-restore', { datastore_arn: CLUSTER, ...more })
  const inputs = { r: { ...restored, target_identifier: 'reports-new' } }
  const adding = (cluster: string) =>
    operation('w', 'manual-decision', {
      command: `aws rds create-db-instance --db-instance-identifier w1 --db-cluster-identifier ${cluster}`,
    })

  it('requires the restore, and comes right after it', () => {
    const given: Given = { data: { 2: during(adding('reports-new'), restore(), sync('s')) }, inputs }
    expect(required(given, 'w')).toEqual(['r'])
    expect(run(given).steps.map((step) => step.checklist_item_id)).toEqual([null, 'r', 'w', 's'])
  })

  it('requires a restore that is left to people, found by its command', () => {
    const byHand = restore({
      tool: 'human',
      command: 'aws rds restore-db-cluster-from-snapshot --db-cluster-identifier reports-new',
    })
    const { steps } = run({ data: { 2: during(byHand, adding('reports-new')) } })
    expect(steps.at(-1)?.requires).toContain(steps.at(-2)?.step_id)
  })

  it('is known by the cluster it names, or else by the datastore', () => {
    const other: Given = { data: { 2: during(restore(), adding('another-cluster')) }, inputs }
    expect(required(other, 'w')).toEqual([])
    const inWords = operation('w', 'manual-decision', { datastore_arn: CLUSTER })
    expect(required({ data: { 2: during(restore(), inWords) }, inputs }, 'w')).toEqual(['r'])
    const before: Given = { data: { 2: during(inWords, restore()) }, inputs }
    expect(required(before, 'w')).toEqual([])
  })
})
