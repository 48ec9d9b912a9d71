import { compile } from '../../src/compile/compile.js'
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
  TABLE_CREATION,
} from './artifacts.js'
import { testCatalog } from './test-catalog.js'

const run = (given: Given, options?: Parameters<typeof testCatalog>[0]) =>
  compile(artifacts(given), testCatalog(options))
const ids = (given: Given, options?: Parameters<typeof testCatalog>[0]) =>
  run(given, options).steps.map((step) => step.step_id)
const HANDOFF = 'cp-phase6-999-handoff-to-data-plane'

describe('order', () => {
  test('empty checklists give the handoff alone, with the policy to attach', () => {
    const { steps, errors, warnings } = run({ handoff: ['All is applied'] })
    expect([errors, warnings]).toEqual([[], []])
    expect(steps.map((step) => step.step_id)).toEqual([HANDOFF])
    expect(steps[0]).toMatchObject({
      action: 'manual-decision',
      phase_number: 6,
      plane: 'control',
      requires: [],
    })
    expect(steps[0]?.params.criteria).toEqual([
      'All is applied',
      expect.stringContaining('target-cutover-data-plane is attached'),
    ])
  })

  test('control plane by phase, the handoff, data plane by phase; checks around the changes', () => {
    const check = (id: string) => [{ id, description: `Check ${id}.` }]
    const given: Given = {
      control: {
        6: { during_cutover: [{ id: 'c6', description: 'Look.', operation_type: 'manual' }] },
        0: { pre_cutover: check('c0a'), post_cutover: check('c0b') },
      },
      data: {
        1: { ...during(operation('d1', 'manual-decision')), pre_cutover: check('d1a') },
        5: { go_no_go_gate: { criteria: ['Fine'] } },
      },
    }
    expect(ids(given)).toEqual([
      'cp-phase0-001-globals-pre-cutover-manual-decision',
      'cp-phase0-002-globals-post-cutover-manual-decision',
      'cp-phase6-001-c6-manual-decision',
      HANDOFF,
      'dp-phase1-001-pre-staging-pre-cutover-manual-decision',
      'dp-phase1-002-d1-manual-decision',
      'dp-phase5-001-data-validation-post-cutover-manual-decision',
    ])
  })

  test('phases are taken by their numbers, however the file lists them', () => {
    const given = artifacts({
      data: { 1: during(operation('a', 'manual-decision')), 4: during(operation('b', 'manual-decision')) },
    })
    const shuffled = {
      ...given,
      dataPlane: { ...given.dataPlane, phases: [...given.dataPlane.phases].reverse() },
    }
    expect(compile(shuffled, testCatalog())).toEqual(compile(given, testCatalog()))
  })

  test('a requirement inside a phase comes first although it was signed later', () => {
    const given: Given = {
      data: {
        2: during(
          operation('r', 'dynamodb-import', { datastore_arn: TABLE, command: 'aws dynamodb import-table' }),
          operation('e', 'dynamodb-export', { datastore_arn: TABLE }),
        ),
      },
      inputs: {
        e: { s3_bucket: 'b', s3_bucket_owner: '222222222222', s3_prefix: 'p' },
        r: { s3_bucket: 'b', s3_key_prefix: 'p', table_creation: TABLE_CREATION },
      },
    }
    expect(ids(given).slice(1)).toEqual([
      'dp-phase2-001-orders-dynamodb-export',
      'dp-phase2-002-orders-dynamodb-import',
    ])
  })

  test('two steps of the same name differ by their number', () => {
    const twice = during(
      operation('a', 'manual-decision', { datastore_arn: BUCKET }),
      operation('b', 'manual-decision', { datastore_arn: BUCKET }),
    )
    expect(ids({ data: { 2: twice } }).slice(1)).toEqual([
      'dp-phase2-001-orders-files-manual-decision',
      'dp-phase2-002-orders-files-manual-decision',
    ])
  })
})

describe('checks', () => {
  test('are folded with their verification commands, gates with criteria and approvers', () => {
    const { steps } = run({
      control: {
        1: {
          pre_cutover: [
            { id: 'p1', description: 'First.', verification_command: 'aws sts get-caller-identity' },
            { id: 'p2', description: 'Second.', owner_team: 'net' },
          ],
          go_no_go_gate: { criteria: ['Green'], approvers: ['Ann', 'Bob'] },
        },
      },
    })
    expect(steps[0]).toMatchObject({ checklist_item_ids: ['p1', 'p2'], owner_team: 'net' })
    expect(steps[0]?.params).toMatchObject({
      criteria: ['[p1] First.', '[p2] Second.'],
      commands: ['aws sts get-caller-identity  # p1'],
    })
    expect(steps[1]?.params.criteria).toEqual(['[go/no-go] Green'])
    expect(steps[1]?.params.text).toMatch(/Approvers: Ann, Bob\./)
  })

  test("a typed change's verification that is only words is confirmed at the phase's end", () => {
    const { steps } = run({
      data: {
        3: during(operation('s', 'secret-put-value', { verification_command: '(log in with it)' })),
      },
      inputs: { s: { secret_id: 'x' } },
    })
    expect(steps.at(-1)).toMatchObject({ action: 'manual-decision', checklist_item_ids: ['s'] })
    expect(steps.at(-1)?.params.commands).toEqual(['(log in with it)  # s'])
  })

  test('where the catalog has API calls, complete verification commands become steps after their item', () => {
    const verification_command =
      'aws secretsmanager describe-secret --secret-id x --profile $MIGRATION_TARGET_PROFILE'
    const { steps } = run(
      {
        data: { 3: during(operation('s', 'secret-put-value', { verification_command })) },
        inputs: { s: { secret_id: 'x' } },
      },
      { apiCalls: true },
    )
    expect(steps.slice(1).map((step) => step.action)).toEqual(['secret-put-value', 'aws-api-call'])
    expect(steps[2]?.params).toEqual({
      service: 'secretsmanager',
      operation: 'describe-secret',
      flags: { 'secret-id': ['x'] },
      side: 'target',
    })
    expect(steps[2]?.requires).toContain(steps[1]?.step_id)
  })
})

describe('control-plane commands', () => {
  const item = (command: string | null) => ({
    id: 'c',
    description: 'Make it.',
    operation_type: 'aws-cli' as const,
    command,
  })
  const step = (command: string | null, apiCalls: boolean) =>
    run({ control: { 0: { during_cutover: [item(command)] } } }, { apiCalls }).steps[0]

  test.each<[string | null, boolean, string]>([
    ['aws s3api create-bucket --bucket b', true, 'aws-api-call'],
    ['aws s3api create-bucket --bucket b', false, 'manual-decision'],
    ['aws s3api create-bucket --bucket <state>', true, 'manual-decision'],
    ['aws s3 mb s3://b', true, 'manual-decision'],
    ['(make it in the console)', true, 'manual-decision'],
    [null, true, 'manual-decision'],
  ])('%j, with API calls %s, is %s', (command, apiCalls, action) => {
    expect(step(command, apiCalls)?.action).toBe(action)
  })

  test('words for people are shown exactly as they were signed', () => {
    expect(step('aws s3api create-bucket --bucket <state>', true)?.params.commands).toEqual([
      'aws s3api create-bucket --bucket <state>',
    ])
  })
})

describe('who carries an item out', () => {
  const one = (type: Parameters<typeof operation>[1], tool: string | null) =>
    run({ data: { 3: during(operation('s', type, { tool })) }, inputs: { s: { secret_id: 'x' } } }).steps[1]
      ?.action

  test.each(['manual', 'Manual', 'HUMAN', 'by hand', 'operator'])('tool %j means people', (tool) => {
    expect(one('secret-put-value', tool)).toBe('manual-decision')
  })
  test.each(['aws-cli', 'AWS CLI', null, 'Secrets Manager'])('tool %j means the handler', (tool) => {
    expect(one('secret-put-value', tool)).toBe('secret-put-value')
  })
  test('a handoff to Kubernetes is people, without a warning', () => {
    const { steps, warnings } = run({ data: { 3: during(operation('k', 'k8s-redeploy-handoff')) } })
    expect([steps[1]?.action, warnings]).toEqual(['manual-decision', []])
  })
  test('an operation without a handler is people, with a warning and the reason', () => {
    const { steps, warnings } = run({ data: { 3: during(operation('e', 'ecr-push')) } })
    expect(steps[1]?.params.reason).toMatch(/no handler for ecr-push/)
    expect(warnings).toEqual([expect.stringContaining('no handler for ecr-push')])
  })
})

describe('risk and approval', () => {
  const secret = (more: Given) =>
    run({
      data: { 3: during(operation('s', 'secret-put-value', { datastore_arn: BUCKET })) },
      inputs: { s: { secret_id: 'orders-api' } },
      ...more,
    }).steps[1]
  const planStep = { id: 'p', description: 'P', parallel_safe: true, risk: 'high' as const }

  test("the plan's word on the resource wins over the action's", () => {
    expect(secret({})?.risk).toBe('medium')
    const planned = { Storage: { steps: [{ ...planStep, resources: [BUCKET] }] } }
    expect(secret({ planPhases: planned })).toMatchObject({ risk: 'high', approval_required: true })
  })

  test.each([
    ['its name in a location', { location: 'secretsmanager:orders-api:json:host', value: 'x' }],
    ['its ARN as the value', { location: 'iam:x:policy', value: BUCKET }],
    ['its ARN as the location', { location: BUCKET, value: 'x' }],
    ['a value among its inputs', { location: 'partners', value: 'orders-api' }],
  ])('people have to look when %s was found hard-coded', (_, found) => {
    const reviews = [{ ...found, kind: 'external-domain' as const, reason: 'Because.' }]
    const step = secret({ reviews })
    expect(step?.approval_required).toBe(true)
    expect(step?.notes).toContainEqual(expect.stringContaining('Because.'))
  })

  test('what is generic in a location names nothing', () => {
    const reviews = [
      { location: 'lambda:other:env:ORDERS', value: 'y', kind: 'external-domain' as const, reason: 'No.' },
    ]
    expect(secret({ reviews })?.approval_required).toBe(false)
  })

  test('DNS is irreversible and always wants approval; a marked item is irreversible too', () => {
    const dns = {
      hosted_zone_id: 'Z',
      record_name: 'r',
      record_type: 'A',
      old: null,
      new: { ttl: 1, values: ['1'] },
    }
    const { steps } = run({
      data: {
        4: during(
          operation('d', 'route53-change'),
          operation('s', 'secret-put-value', { irreversible: true }),
        ),
      },
      inputs: { d: dns, s: { secret_id: 'x' } },
    })
    expect(steps[1]).toMatchObject({
      irreversible: true,
      approval_required: true,
      irreversible_reason: expect.stringContaining('Resolvers and clients'),
    })
    expect(steps[2]?.irreversible_reason).toMatch(/signed checklist marks/)
  })

  test('traffic that people shift by hand cannot be undone either', () => {
    expect(run({ data: { 4: during(operation('t', 'traffic-shift')) } }).steps[1]?.irreversible).toBe(true)
  })
})

describe("the plan's rollback text", () => {
  const of = (given: Given) => run(given).steps.at(-1)
  const named = (name: string, resource: string): NonNullable<Given['planPhases']> => ({
    [name]: {
      steps: [{ id: 'x', description: 'X', resources: [resource], parallel_safe: true, risk: 'low' }],
    },
  })
  const restore = operation('r', 'snapshot-restore', { datastore_arn: DATABASE })
  const inputs = {
    r: {
      snapshot_identifier: 's',
      instance_class: 'db.m6g.large',
      subnet_group_name: 'g',
      security_group_ids: ['sg-1'],
      parameter_group_name: 'p',
      kms_key_arn: null,
    },
  }

  test('is found by kind, never by the number of the phase', () => {
    const step = of({ data: { 2: during(restore) }, datastores: [datastore(DATABASE)], inputs })
    expect(step?.plan_rollback).toEqual(['undo-Databases'])
    expect(step?.rollback_window_minutes).toBe(60)
  })

  test('is found by resource before kind', () => {
    const step = of({
      data: { 2: during(restore) },
      datastores: [datastore(DATABASE)],
      inputs,
      planPhases: named('Applications', DATABASE),
    })
    expect(step?.plan_rollback).toEqual(['undo-Applications'])
  })

  test.each<[string, number, string[]]>([
    ['Globals', 0, []],
    ['Networking', 1, ['undo-Networking']],
    ['Storage Containers', 2, ['undo-Storage']],
    ['Database Containers', 3, ['undo-Databases']],
    ['Compute Containers', 4, ['undo-Applications']],
    ['DNS Scaffolding', 5, ['undo-DNS Cutover']],
  ])('of a module in %s', (_, number, expected) => {
    const item = {
      id: 't',
      description: 'T',
      operation_type: 'terraform-apply' as const,
      terraform_module: 'storage',
    }
    expect(run({ control: { [number]: { during_cutover: [item] } } }).steps[0]?.plan_rollback).toEqual(
      expected,
    )
  })

  test('is not shown with grants and confirmations, where it would mislead', () => {
    const { steps } = run({
      data: {
        1: {
          ...during(operation('g', 'kms-grant', { datastore_arn: DATABASE })),
          pre_cutover: [{ id: 'p', description: 'P' }],
        },
      },
      inputs: { g: { key_arn: KEY } },
      planPhases: named('Databases', DATABASE),
    })
    expect(steps.map((step) => step.plan_rollback)).toEqual([[], [], []])
  })
})

describe('owners, times and notes', () => {
  const base: Given = { data: { 2: during(operation('s', 's3-sync', { datastore_arn: BUCKET })) } }
  const teams = { zeta: { resources: [BUCKET] }, alpha: { resources: [BUCKET] } }

  test('the owner is the item’s, else the ownership map’s, else the data plan’s', () => {
    const owner = (more: Given) => run({ ...base, ...more }).steps[1]?.owner_team
    const datastores = [datastore(BUCKET, { owner_team: 'planned' })]
    const own = during(operation('s', 's3-sync', { datastore_arn: BUCKET, owner_team: 'mine' }))
    expect(owner({})).toBeNull()
    expect(owner({ datastores })).toBe('planned')
    expect(owner({ datastores, teams })).toBe('alpha')
    expect(owner({ datastores, teams, data: { 2: own } })).toBe('mine')
  })

  test('the time box is the estimate, else the action’s own', () => {
    const boxed = during(operation('s', 's3-sync', { time_box_minutes: 7 }))
    expect(run({ data: { 2: boxed } }).steps[1]).toMatchObject({
      estimated_seconds: 420,
      time_box_minutes: 7,
    })
    expect(run(base).steps[1]).toMatchObject({ estimated_seconds: 60, time_box_minutes: null })
  })

  test('a job says how it is watched, anything else does not', () => {
    expect(run(base).steps[1]).toMatchObject({
      long_running: true,
      poll_interval_seconds: 30,
      poll_terminal_states: ['DONE', 'FAILED'],
    })
    expect(run(base).steps[0]).toMatchObject({
      long_running: false,
      poll_interval_seconds: 60,
      poll_terminal_states: [],
    })
  })

  test('the signed words stay visible beside the typed call', () => {
    const command = 'aws s3 sync s3://a s3://b'
    const { steps } = run({
      data: { 2: during(operation('s', 's3-sync', { datastore_arn: BUCKET, command })) },
      datastores: [datastore(BUCKET)],
    })
    expect(steps[1]?.notes).toEqual([
      `The checklist wrote (never executed): ${command}`,
      'The data plan accepts it when: Counts match.',
    ])
  })
})

test('what is left to people says its words, its reason and its check once each', () => {
  const item = operation('w', 'manual-decision', { command: 'do it', verification_command: 'look at it' })
  const inputs = { w: { manual: true as const, reason: 'Only Ana may.' } }
  const step = compile(artifacts({ data: { 2: during(item) }, inputs }), testCatalog()).steps.at(-1)
  const words = JSON.stringify([step?.description === step?.params.text, step?.params, step?.notes])
  for (const once of ['Do w.', 'Only Ana may.', 'look at it']) expect(words.split(once)).toHaveLength(2)
  expect(step?.params.commands).toEqual(['do it', 'look at it  # the check of w'])
})
