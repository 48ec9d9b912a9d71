import { compile } from '../../src/compile/compile.js'
import { assertCompiled } from '../../src/compile/output/result.js'
import { isCutoverError } from '../../src/model/errors.js'
import { artifacts, BUCKET, datastore, during, type Given, operation, TABLE } from './artifacts.js'
import { testCatalog } from './test-catalog.js'

const run = (given: Given) => compile(artifacts(given), testCatalog())
const sync = (id: string, datastore_arn: string) => operation(id, 's3-sync', { datastore_arn })
const apply = (terraform_module: string | null, more: object = {}): Given => ({
  control: {
    1: {
      during_cutover: [
        { id: 't', description: 'T', operation_type: 'terraform-apply', terraform_module, ...more },
      ],
    },
  },
})

describe('terraform modules', () => {
  test.each(['storage', 'module.storage', './modules/storage/', 'terraform/storage'])(
    '%s is storage',
    (module) => {
      expect(run(apply(module)).steps[0]?.params).toEqual({ module: 'storage' })
    },
  )

  test('an unknown module is an error that names the known ones', () => {
    const { errors } = run(apply('databases'))
    expect(errors).toEqual([
      '"t" in control-plane phase 1 (Networking) applies module "databases", which terraform/root does not have. ' +
        'Known modules: networking, storage.',
    ])
  })

  test('root is an error', () => {
    expect(run(apply('root')).errors).toEqual([expect.stringContaining('applies "root"')])
  })

  test('no module at all is an error', () => {
    expect(run(apply(null)).errors).toEqual([expect.stringContaining('names no module')])
  })

  test('the targets of the command count when the item names no module', () => {
    const command = 'terraform apply -target=module.networking -target=module.storage'
    expect(run(apply(null, { command })).steps.map((step) => step.params.module)).toEqual([
      'networking',
      'storage',
      undefined,
    ])
  })

  test('the only module of the phase counts when nothing else names one', () => {
    const given = apply(null)
    const phase = { ...given.control?.[1], terraform_modules: ['terraform/networking'] }
    expect(run({ control: { 1: phase } }).steps[0]?.params).toEqual({ module: 'networking' })
  })

  test('a module applied twice is one step that carries both items', () => {
    const item = (id: string) => ({
      id,
      description: id,
      operation_type: 'terraform-apply' as const,
      terraform_module: 'storage',
    })
    const { steps, warnings } = run({ control: { 1: { during_cutover: [item('a'), item('b')] } } })
    expect(steps.map((step) => step.checklist_item_ids)).toEqual([['a', 'b'], []])
    expect(warnings).toEqual([expect.stringContaining('again')])
  })

  test('a module that a phase lists and nothing applies is a warning; root there is not', () => {
    const { warnings, errors } = run({ control: { 0: { terraform_modules: ['root', 'networking'] } } })
    expect(errors).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('lists module "networking", but no item applies it')])
  })
})

describe('requirements', () => {
  test('a circle of datastores is an error that prints it', () => {
    const { errors } = run({
      data: { 2: during(sync('a', BUCKET), sync('b', TABLE)) },
      datastores: [datastore(BUCKET, { depends_on: [TABLE] }), datastore(TABLE, { depends_on: [BUCKET] })],
    })
    expect(errors).toEqual([
      'The steps require each other in a circle: "a" (s3-sync) → "b" (s3-sync) → "a" (s3-sync).',
    ])
  })

  test('a circle in the dependency graph is an error too', () => {
    const { errors } = run({
      data: { 2: during(sync('a', BUCKET), sync('b', TABLE)) },
      edges: [
        { from: BUCKET, to: TABLE, relation: 'lambda-env-other' },
        { from: TABLE, to: BUCKET, relation: 'lambda-env-other' },
      ],
    })
    expect(errors).toEqual([expect.stringContaining('in a circle')])
  })

  test('a datastore that depends on one of a later phase is an error that names both', () => {
    const { errors } = run({
      data: { 2: during(sync('a', BUCKET)), 3: during(sync('b', TABLE)) },
      datastores: [datastore(BUCKET, { depends_on: [TABLE] })],
    })
    expect(errors).toEqual([
      '"a" (s3-sync) in data-plane phase 2 (Bulk Transfers) requires "b" (s3-sync), which comes later, in ' +
        'data-plane phase 3 (Application Data).',
    ])
  })

  test('an import before its export is an error', () => {
    const { errors } = run({
      data: {
        2: during(operation('i', 'dynamodb-import', { datastore_arn: TABLE })),
        3: during(operation('e', 'dynamodb-export', { datastore_arn: TABLE })),
      },
    })
    expect(errors).toEqual([expect.stringContaining('"i" (dynamodb-import)')])
  })
})

test('a phase with more steps than there are numbers is an error', () => {
  const many = Array.from({ length: 998 }, (_, i) => operation(`m${i}`, 'manual-decision'))
  expect(run({ data: { 2: during(...many) } }).errors).toContainEqual(
    expect.stringContaining('has 998 steps'),
  )
})

test('an id that two items have is a warning', () => {
  const { errors, warnings } = run({
    data: { 2: during(operation('x', 'manual-decision')), 3: during(operation('x', 'manual-decision')) },
  })
  expect(errors).toEqual([])
  expect(warnings).toEqual(['Several checklist items have the id "x".'])
})

test('all problems are told at once, each with where it is', () => {
  const { errors } = run({
    ...apply('nowhere'),
    data: { 2: during(sync('a', BUCKET)), 3: during(sync('b', TABLE)) },
    datastores: [datastore(BUCKET, { depends_on: [TABLE] })],
    freezes: [{ datastore_arn: BUCKET, duration_minutes: 1, begins_at_step_id: 'gone' }],
  })
  expect(errors).toHaveLength(3)
})

describe('assertCompiled', () => {
  function thrown(given: Given) {
    try {
      assertCompiled(run(given))
    } catch (error) {
      if (isCutoverError(error)) return error
    }
    throw new Error('nothing was thrown')
  }

  test('throws all errors as one', () => {
    expect(thrown(apply('nowhere'))).toMatchObject({
      code: 'compile/invalid',
      fault: 'operator',
      details: [expect.stringContaining('nowhere')],
    })
  })

  test('throws all open parameters as one, each in a line', () => {
    const error = thrown({ data: { 3: during(operation('s', 'secret-put-value')) } })
    expect(error.code).toBe('compile/unresolved')
    expect(error.details).toEqual([
      's: secret-put-value needs secret_id (text): The secret in the target account that gets the value: its name or ARN., for example "orders/db-password"',
    ])
  })

  test('hands out the steps otherwise', () => {
    expect(assertCompiled(run({}))).toHaveLength(1)
  })
})
