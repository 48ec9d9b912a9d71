import { readPlan } from '../../src/terraform/plan-json.js'
import { rawChange, shownPlan } from './fake-executable.js'

function read(changes: Parameters<typeof shownPlan>[0], more: Parameters<typeof shownPlan>[1] = {}) {
  const reading = readPlan(shownPlan(changes, more))
  if (reading === null) throw new Error('not read')
  return reading
}

const at = 'module.a.aws_db_instance.db'

describe('what a person is shown', () => {
  test('a created resource shows what is set and leaves out what is not', () => {
    const { changes } = read([
      rawChange(at, {
        actions: ['create'],
        before: null,
        after: { name: 'orders', tags: null, groups: [], size: 3 },
        after_unknown: { arn: true },
      }),
    ])
    expect(changes).toMatchObject([{ change: 'create', lines: ['name: "orders"', 'size: 3'] }])
  })

  test('an update shows only what differs, before and after', () => {
    const { changes } = read([
      rawChange(at, { actions: ['update'], before: { size: 3, name: 'x' }, after: { size: 4, name: 'x' } }),
    ])
    expect(changes[0]?.lines).toEqual(['size: 3 → 4'])
  })

  test('a sensitive value that changes is said to change and not shown', () => {
    const { changes, masked } = read([
      rawChange(at, {
        actions: ['update'],
        before: { word: 'alpha-secret' },
        after: { word: 'beta-secret' },
        before_sensitive: { word: true },
        after_sensitive: { word: true },
      }),
    ])
    expect(changes[0]?.lines).toEqual(['word: "(sensitive value)" → "(sensitive value)", changed'])
    expect(JSON.stringify(masked)).not.toMatch(/alpha|beta/)
  })

  test.each([
    [['delete', 'create'], 'replace'],
    [['create', 'delete'], 'replace'],
    [['delete'], 'delete'],
    [['forget'], 'forget'],
    [['read'], 'read'],
    [['no-op'], 'no-op'],
  ])('%j is a %s', (actions, change) => {
    const { changes } = read([rawChange(at, { actions, before: { id: 'db-1' }, after: null })])
    expect(changes[0]?.change).toBe(change)
  })

  test('what is destroyed is recognised by its id', () => {
    const { changes } = read([
      rawChange(at, { actions: ['delete'], before: { id: 'db-1', size: 3 }, after: null }),
    ])
    expect(changes[0]?.lines).toEqual(['id: "db-1"'])
  })

  test('a very long value is cut for people but counts whole in the digest', () => {
    const plan = (end: string) =>
      read([
        rawChange(at, { actions: ['create'], before: null, after: { text: `${'x'.repeat(500)}${end}` } }),
      ])
    const [one, other] = [plan('1'), plan('2')]
    expect(one.changes[0]?.lines[0]?.length).toBeLessThan(220)
    expect(one.changes[0]?.digest).not.toBe(other.changes[0]?.digest)
  })
})

describe('what nobody is shown', () => {
  test('sensitive texts are gone from where terraform marks them and from where it does not', () => {
    const secret = 'pa"ss\nword-1'
    const reading = read(
      [
        rawChange(at, {
          actions: ['create'],
          before: null,
          after: { password: secret, tags: { all: `it is ${secret}` }, nested: [{ deep: secret }] },
          after_sensitive: { password: true },
        }),
      ],
      {
        variables: { word: { value: 'variable-secret' } },
        configuration: {
          root_module: {
            variables: { word: { sensitive: true, default: 'default-secret' } },
            module_calls: { a: {} },
          },
        },
        prior_state: {
          values: {
            root_module: {
              child_modules: [
                {
                  resources: [{ values: { key: 'state-secret' }, sensitive_values: { key: true } }],
                },
              ],
            },
          },
        },
        output_changes: {
          shown: { actions: ['create'], after: 'says variable-secret', after_sensitive: false },
        },
      },
    )
    expect(reading.secrets).toEqual(
      expect.arrayContaining([secret, 'variable-secret', 'default-secret', 'state-secret']),
    )
    const kept = JSON.stringify([reading.masked, reading.changes])
    for (const text of ['word-1', 'variable-secret', 'default-secret', 'state-secret'])
      expect(kept).not.toContain(text)
  })

  test('members with a secret’s name are masked though nobody marked them', () => {
    const { masked } = read([
      rawChange(at, {
        actions: ['create'],
        before: null,
        after: { master_password: 'plain', user_data: 'plain' },
      }),
    ])
    expect(JSON.stringify(masked)).not.toContain('"master_password":"plain"')
  })

  test('short and common words are masked where they are marked and are not hunted for elsewhere', () => {
    const reading = read([
      rawChange(at, {
        actions: ['create'],
        before: null,
        after: { flag: 'true', pin: 'abc', other: 'true abc' },
        after_sensitive: { flag: true, pin: true },
      }),
    ])
    expect(reading.changes[0]?.lines).toEqual([
      'flag: "(sensitive value)"',
      'other: "true abc"',
      'pin: "(sensitive value)"',
    ])
  })
})

test('the digest of an update does not depend on attributes that stay as they are', () => {
  const plan = (counter: number) =>
    read([
      rawChange(at, {
        actions: ['update'],
        before: { size: 1, counter },
        after: { size: 2, counter },
      }),
    ]).changes[0]?.digest
  expect(plan(1)).toBe(plan(2))
})

test('a text that is not a plan is not read', () => {
  expect(readPlan('{}')).toBeNull()
  expect(readPlan('')).toBeNull()
})
