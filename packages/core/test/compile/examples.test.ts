import { actions } from '../../src/actions/registry.js'
import { compile } from '../../src/compile/compile.js'
import { assertCompiled } from '../../src/compile/output/result.js'
import { serialiseSteps } from '../../src/compile/output/serialise.js'
import { shuffled } from './checklists.js'
import { loadExample } from './example.js'

test('the minimal example is five steps', () => {
  const { steps, ...rest } = compile(loadExample('minimal'), actions)
  expect(rest).toEqual({ unresolved: [], warnings: [], errors: [] })
  expect(steps.map((step) => step.step_id)).toEqual([
    'cp-phase0-001-globals-terraform-apply',
    'cp-phase6-999-handoff-to-data-plane',
    'dp-phase1-001-archive-db-final-snapshot-share',
    'dp-phase4-001-archive-invoices-freeze-writes',
    'dp-phase4-002-archive-invoices-release-freeze',
  ])
})

describe('the orders platform', () => {
  const input = loadExample('orders-platform')
  const compiled = compile(input, actions)
  const { steps } = compiled
  const of = (itemId: string) => steps.filter((step) => step.checklist_item_id === itemId)

  test('compiles with nothing open and nothing wrong', () => {
    expect(compiled.errors).toEqual([])
    expect(compiled.unresolved).toEqual([])
    expect(compiled.warnings).toEqual([])
    expect(assertCompiled(compiled)).toBe(steps)
  })

  test('loses no item', () => {
    const phases = [...input.controlPlane.phases, ...input.dataPlane.phases]
    const ids = phases.flatMap((p) =>
      [...p.pre_cutover, ...p.during_cutover, ...p.post_cutover].map((i) => i.id),
    )
    const traced = new Set(steps.flatMap((step) => step.checklist_item_ids))
    expect(ids.filter((id) => !traced.has(id))).toEqual([])
  })

  test.each<[string, readonly string[]]>([
    ['cp0-01', ['terraform-apply']],
    ['cp0-02', ['manual-decision']],
    ['cp1-02', ['manual-decision']],
    ['dp1-01', ['kms-grant']],
    ['dp1-04', ['snapshot-share']],
    ['dp2-01', ['snapshot-copy', 'snapshot-restore']],
    ['dp2-02', ['snapshot-copy', 'snapshot-restore']],
    ['dp2-03', ['manual-decision']],
    ['dp2-04', ['dynamodb-export']],
    ['dp2-05', ['dynamodb-import']],
    ['dp3-01', ['secret-put-value']],
    ['dp4-01', ['freeze-writes']],
    ['dp4-05', ['route53-change']],
    ['dp4-post-1', ['release-freeze']],
    ['dp5-post-1', ['release-freeze']],
  ])('%s becomes %j', (itemId, expected) => {
    expect(of(itemId).map((step) => step.action)).toEqual(expected)
  })

  test.each<[string, readonly string[]]>([
    ['dp2-01', ['cp3-01', 'dp1-01', 'dp1-03']],
    ['dp2-02', ['cp3-01', 'dp1-02', 'dp1-04']],
    ['dp2-05', ['cp3-01', 'dp2-04']],
    ['dp2-06', ['cp2-01', 'dp2-04', 'dp2-05']],
    ['dp4-05', ['dp4-01', 'dp4-02']],
    ['dp4-post-1', ['dp4-02']],
    ['dp5-post-1', ['dp4-01']],
  ])('%s requires %j', (itemId, expected) => {
    const byId = new Map(steps.map((step) => [step.step_id, step.checklist_item_id]))
    const required = new Set(of(itemId).flatMap((step) => step.requires.map((id) => byId.get(id) ?? null)))
    const items = [...required].filter((id): id is string => id !== null && id !== itemId)
    expect(items.sort()).toEqual(expected)
  })

  test('the DNS swap is high risk, irreversible, and needs a look at the allow-listed address', () => {
    const [swap] = of('dp4-05')
    expect(swap).toMatchObject({
      risk: 'high',
      irreversible: true,
      approval_required: true,
      owner_team: 'network',
    })
    expect(swap?.notes.join('\n')).toContain('Three partners allow-list this address')
  })

  test('a restore shows what the plan says about databases, not about buckets', () => {
    const words = of('dp2-01').flatMap((step) => step.plan_rollback)
    const databases = input.migrationPlan.phases.find((phase) => phase.name === 'Databases')
    expect(new Set(words)).toEqual(new Set(databases?.rollback.steps))
  })

  test('gives the same bytes over two compiles and over shuffled keys', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed
    }
    const text = serialiseSteps(steps)
    expect(serialiseSteps(compile(input, actions).steps)).toBe(text)
    expect(serialiseSteps(compile(shuffled(input, random), actions).steps)).toBe(text)
  })
})
