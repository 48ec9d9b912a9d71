import { compile } from '../../../src/compile/compile.js'
import type { Datastore } from '../../../src/model/artifacts/data-migration-plan.js'
import type { JsonObject } from '../../../src/model/json.js'
import {
  artifacts,
  DATABASE,
  datastore,
  during,
  type Given,
  KEY,
  operation,
  SOURCE,
  TABLE,
  TABLE_CREATION,
  TARGET,
} from '../artifacts.js'
import { testCatalog } from '../test-catalog.js'

const run = (given: Given) => compile(artifacts(given), testCatalog())
const encrypted = (more: Partial<Datastore['encryption']> = {}): Datastore =>
  datastore(DATABASE, {
    resource_type: 'AWS::RDS::DBInstance',
    name: 'orders-db',
    encryption: {
      at_rest: true,
      requires_target_kms_grant: true,
      source_kms_key_arn: 'k-1',
      target_kms_key_arn: 'alias/orders',
      ...more,
    },
  })

describe('kms-grant', () => {
  const grant = (command: string | null, inputs: JsonObject = {}, stores: readonly Datastore[] = []) =>
    run({
      data: { 1: during(operation('g', 'kms-grant', { command, datastore_arn: DATABASE })) },
      datastores: stores,
      inputs: { g: inputs },
    })
  const keyOf = (...args: Parameters<typeof grant>) => grant(...args).steps[1]?.params.key_arn

  test('the operator wins over the command, the command over the plan', () => {
    const command = 'aws kms create-grant --key-id k-2 --grantee-principal <role>'
    expect(keyOf(command, { key_arn: 'k-3' }, [encrypted()])).toBe(`arn:aws:kms:us-east-1:${SOURCE}:key/k-3`)
    expect(keyOf(command, {}, [encrypted()])).toBe(`arn:aws:kms:us-east-1:${SOURCE}:key/k-2`)
    expect(keyOf('aws kms create-grant --key-id <key>', {}, [encrypted()])).toBe(KEY)
  })

  test('the grantee is the target account and the operations are the default when nothing says else', () => {
    expect(grant(null, {}, [encrypted()]).steps[1]?.params).toEqual({
      key_arn: KEY,
      grantee_principal_arn: `arn:aws:iam::${TARGET}:root`,
      operations: ['Decrypt', 'DescribeKey', 'CreateGrant'],
      grant_name: 'cutover-run-1-g',
    })
  })

  test('an alias does not say which key it is: unresolved, with the reason', () => {
    const { unresolved } = grant('aws kms create-grant --key-id alias/orders')
    expect(unresolved).toEqual([
      expect.objectContaining({
        itemId: 'g',
        param: 'key_arn',
        hint: expect.stringContaining('alias/orders'),
      }),
    ])
  })

  test('a grant to any other account is an error', () => {
    const { errors } = grant(
      'aws kms create-grant --key-id k --grantee-principal arn:aws:iam::333333333333:root',
    )
    expect(errors).toContainEqual(expect.stringContaining('not in the target account'))
  })
})

describe('snapshots', () => {
  const share = operation('s', 'snapshot-share', {
    datastore_arn: DATABASE,
    command: `aws rds modify-db-snapshot-attribute --db-snapshot-identifier final --attribute-name restore --values-to-add ${TARGET}`,
  })
  const restore = operation('r', 'snapshot-restore', {
    datastore_arn: DATABASE,
    command:
      'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier orders --db-snapshot-identifier <snap> ' +
      '--db-instance-class db.t3.micro --db-subnet-group-name data --vpc-security-group-ids sg-1 sg-2 ' +
      '--db-parameter-group-name pg --multi-az',
  })

  test('an encrypted shared snapshot is copied first, and the copy is what is restored', () => {
    const { steps, errors, unresolved } = run({
      data: { 1: during(share), 2: during(restore) },
      datastores: [encrypted()],
    })
    expect([errors, unresolved]).toEqual([[], []])
    const [, , copy, restored] = steps
    expect(copy?.params).toEqual({
      snapshot_kind: 'db-instance',
      source_snapshot_arn: `arn:aws:rds:us-east-1:${SOURCE}:snapshot:final`,
      target_snapshot_identifier: 'cutover-final',
      target_kms_key_arn: `arn:aws:kms:us-east-1:${TARGET}:alias/orders`,
    })
    expect(restored?.params).toEqual({
      snapshot_kind: 'db-instance',
      snapshot_identifier: 'cutover-final',
      source_snapshot_arn: `arn:aws:rds:us-east-1:${SOURCE}:snapshot:final`,
      target_identifier: 'orders',
      instance_class: 'db.t3.micro',
      subnet_group_name: 'data',
      security_group_ids: ['sg-1', 'sg-2'],
      parameter_group_name: 'pg',
      kms_key_arn: `arn:aws:kms:us-east-1:${TARGET}:alias/orders`,
      multi_az: true,
    })
    expect(copy?.checklist_item_ids).toEqual(['r'])
    expect(restored?.requires).toContain(copy?.step_id)
    expect(copy?.requires).toContain(steps[1]?.step_id)
  })

  test('an unencrypted one is restored from what was shared, with no key', () => {
    const { steps } = run({
      data: { 1: during(share), 2: during(restore) },
      datastores: [datastore(DATABASE)],
    })
    expect(steps.map((s) => s.action)).toEqual(['manual-decision', 'snapshot-share', 'snapshot-restore'])
    expect(steps[2]?.params).toMatchObject({
      snapshot_identifier: `arn:aws:rds:us-east-1:${SOURCE}:snapshot:final`,
      kms_key_arn: null,
    })
    expect(steps[2]?.requires).toContain(steps[1]?.step_id)
  })

  test('what RDS would silently default is unresolved instead', () => {
    const { unresolved } = run({
      data: { 2: during(operation('r', 'snapshot-restore', { datastore_arn: DATABASE })) },
      datastores: [encrypted({ target_kms_key_arn: null })],
    })
    const restoring = unresolved
      .filter((open) => open.action === 'snapshot-restore')
      .map((open) => open.param)
    expect(restoring).toEqual(
      expect.arrayContaining([
        'subnet_group_name',
        'security_group_ids',
        'parameter_group_name',
        'kms_key_arn',
        'instance_class',
      ]),
    )
    expect(restoring).not.toContain('engine')
  })

  test('a cluster needs its engine and no instance class', () => {
    const cluster = DATABASE.replace(':db:', ':cluster:')
    const { unresolved } = run({
      data: { 2: during(operation('r', 'snapshot-restore', { datastore_arn: cluster })) },
      datastores: [datastore(cluster, { resource_type: 'AWS::RDS::DBCluster' })],
    })
    const params = unresolved.map((open) => open.param)
    expect(params).toContain('engine')
    expect(params).not.toContain('instance_class')
  })

  test('sharing with a third account is an error', () => {
    const wrong = { ...share, command: share.command?.replace(TARGET, '333333333333') ?? null }
    expect(run({ data: { 1: during(wrong) } }).errors).toContainEqual(
      expect.stringContaining('shares with account 333333333333'),
    )
  })

  test('a copy under one name and a restore from another is an error', () => {
    const { errors } = run({
      data: { 1: during(share), 2: during(restore) },
      datastores: [encrypted()],
      inputs: { r: { snapshot_identifier: 'b', target_snapshot_identifier: 'a' } },
    })
    expect(errors).toContainEqual(expect.stringContaining('the copy made for it is called "a"'))
  })
})

describe('dynamodb', () => {
  const exported = operation('e', 'dynamodb-export', {
    datastore_arn: TABLE,
    command:
      'aws dynamodb export-table-to-point-in-time --s3-bucket b --s3-prefix p --s3-bucket-owner 222222222222',
  })
  const imported = operation('i', 'dynamodb-import', {
    datastore_arn: TABLE,
    command: `aws dynamodb import-table --table-creation-parameters '${JSON.stringify({ TableName: 'new', ...TABLE_CREATION })}'`,
  })

  test('the import takes bucket and prefix from its export, and knows the export step', () => {
    const { steps } = run({ data: { 2: during(exported, imported) } })
    expect(steps[1]?.params).toMatchObject({ table_arn: TABLE, after_freeze_of: null })
    expect(steps[2]?.params).toEqual({
      source_table_arn: TABLE,
      table_name: 'new',
      s3_bucket: 'b',
      s3_key_prefix: 'p',
      table_creation: TABLE_CREATION,
      export_step_id: steps[1]?.step_id,
    })
  })

  test('an export after the freeze of its table waits for that freeze', () => {
    const { steps } = run({
      data: { 4: during(operation('f', 'freeze-writes', { datastore_arn: TABLE }), exported) },
      freezes: [{ datastore_arn: TABLE, duration_minutes: 5, begins_at_step_id: 'f' }],
      inputs: { f: { exempt_principal_arns: [] } },
    })
    expect(steps[2]?.params.after_freeze_of).toBe(TABLE)
    expect(steps[2]?.requires).toContain(steps[1]?.step_id)
  })
})

describe('route53-change', () => {
  const change = (command: string, inputs: JsonObject = {}) =>
    run({ data: { 4: during(operation('d', 'route53-change', { command })) }, inputs: { d: inputs } })
  const batch = (changes: object[]) =>
    `aws route53 change-resource-record-sets --hosted-zone-id /hostedzone/Z1 --change-batch '${JSON.stringify({ Changes: changes })}'`
  const record = (value: string) => ({
    Name: 'api.example.com.',
    Type: 'A',
    TTL: 60,
    ResourceRecords: [{ Value: value }],
  })

  test('a swap in the command gives the old and the new record', () => {
    const command = batch([
      { Action: 'DELETE', ResourceRecordSet: record('1.1.1.1') },
      { Action: 'CREATE', ResourceRecordSet: record('2.2.2.2') },
    ])
    expect(change(command).steps[1]?.params).toEqual({
      hosted_zone_id: 'Z1',
      record_name: 'api.example.com',
      record_type: 'A',
      old: { ttl: 60, values: ['1.1.1.1'] },
      new: { ttl: 60, values: ['2.2.2.2'] },
    })
  })

  test('an upsert hides the old record, so that is unresolved', () => {
    const { unresolved } = change(batch([{ Action: 'UPSERT', ResourceRecordSet: record('2.2.2.2') }]))
    expect(unresolved.map((open) => open.param)).toEqual(['old'])
  })

  test('a placeholder for the file says nothing', () => {
    const { unresolved } = change('aws route53 change-resource-record-sets --change-batch file://<file>')
    expect(unresolved.map((open) => open.param)).toEqual([
      'hosted_zone_id',
      'record_name',
      'record_type',
      'old',
      'new',
    ])
  })
})

test('a secret goes by the same name, without the characters that AWS appends', () => {
  const secret = `arn:aws:secretsmanager:us-east-1:${SOURCE}:secret:orders/database-a1B2c3`
  const { steps } = run({
    data: { 3: during(operation('s', 'secret-put-value', { datastore_arn: secret })) },
  })
  expect(steps[1]?.params).toEqual({ secret_id: 'orders/database' })
})

describe('step inputs', () => {
  const secret = operation('s', 'secret-put-value')
  const given = (inputs: Given['inputs'], more: Given = {}): Given => ({
    data: { 3: during(secret) },
    ...more,
    ...(inputs === undefined ? {} : { inputs }),
  })

  test('may be keyed by the step instead of the item', () => {
    const { steps, warnings } = run(given({ 'dp-phase3-001-s-secret-put-value': { secret_id: 'orders' } }))
    expect(steps[1]?.params).toEqual({ secret_id: 'orders' })
    expect(warnings).toEqual([])
  })

  test('hand an item to people, with the reason', () => {
    const { steps, unresolved } = run(given({ s: { manual: true, reason: 'Vault does it.' } }))
    expect(unresolved).toEqual([])
    expect(steps[1]).toMatchObject({ action: 'manual-decision', params: { reason: 'Vault does it.' } })
  })

  test('that name nothing are warnings that say what they named', () => {
    const { warnings } = run(
      given({ s: { secret_id: 'x', colour: 'red' }, nobody: { a: 1 }, $about: { b: 2 } }),
    )
    expect(warnings).toEqual([
      expect.stringContaining('"nobody"'),
      expect.stringContaining('takes a parameter "colour"'),
    ])
  })

  test('of the wrong type are errors', () => {
    expect(run(given({ s: { secret_id: 5 } })).errors).toContainEqual(
      expect.stringContaining('"secret_id" of "s" is 5'),
    )
  })

  test('that were not filled in stay unresolved', () => {
    expect(run(given({ s: { secret_id: '<text: The secret>' } })).unresolved).toHaveLength(1)
  })

  test('cannot contradict what was signed', () => {
    const { errors } = run({
      control: {
        1: {
          during_cutover: [
            { id: 't', description: 'T', operation_type: 'terraform-apply', terraform_module: 'storage' },
          ],
        },
      },
      inputs: { t: { module: 'networking' } },
    })
    expect(errors).toContainEqual(expect.stringContaining('but the signed checklist says "storage"'))
  })

  test('by an id that two items have are refused, and wanted by step id', () => {
    const twice: Given = { data: { 1: during(secret), 3: during(secret) }, inputs: { s: { secret_id: 'x' } } }
    const { errors, unresolved } = run(twice)
    expect(errors).toContainEqual(expect.stringContaining('several items have the id "s"'))
    expect(unresolved.map((open) => open.key)).toEqual([
      'dp-phase1-001-s-secret-put-value',
      'dp-phase3-001-s-secret-put-value',
    ])
  })
})

test('an open parameter is told with its type, meaning, example and the reason', () => {
  const { unresolved, steps } = run({ data: { 3: during(operation('s', 'secret-put-value')) } })
  expect(unresolved).toEqual([
    {
      itemId: 's',
      key: 's',
      action: 'secret-put-value',
      param: 'secret_id',
      type: 'text',
      meaning: 'The secret in the target account that gets the value: its name or ARN.',
      example: 'orders/db-password',
      hint: null,
    },
  ])
  expect(steps.map((s) => s.action)).toEqual(['manual-decision'])
})

test('a region that no artifact names is asked for, and may be given as step input', () => {
  const given: Given = { data: { 3: during(operation('s', 'secret-put-value')) }, regions: {} }
  expect(run(given).unresolved.map((open) => open.param)).toEqual([
    'source_region',
    'target_region',
    'secret_id',
  ])
  const metadata = { source_region: 'eu-west-1', target_region: 'eu-west-1' }
  expect(run({ ...given, inputs: { metadata, s: { secret_id: 'x' } } }).unresolved).toEqual([])
})

test('flags of other commands in the same line do not count', () => {
  const { unresolved } = run({
    data: {
      1: during(
        operation('s', 'snapshot-share', {
          datastore_arn: DATABASE,
          command:
            'aws rds create-db-snapshot --db-snapshot-identifier other && aws rds modify-db-snapshot-attribute',
        }),
      ),
    },
  })
  expect(unresolved.map((open) => open.param)).toEqual(['snapshot_identifier'])
})
