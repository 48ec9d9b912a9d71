import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Preview, ReadContext, Receipt, WriteContext } from '../../src/actions/kit/definition.js'
import { terraformApply } from '../../src/actions/terraform-apply.js'
import { hashJson } from '../../src/model/json.js'
import { rehearsalTerraform } from '../../src/terraform/rehearsal-terraform.js'
import type {
  PlannedChange,
  PlanOptions,
  SavedPlan,
  TerraformFailure,
  TerraformIo,
  TerraformRunner,
} from '../../src/terraform/runner.js'
import { put, removeWorkspaces, workspace } from '../terraform/workspace.js'
import { createBench, type Overrides, stepFor } from './kit/bench.js'

afterAll(removeWorkspaces)

const MODULE = 'root/main.tf'
const BUCKET = (name: string) => `resource "aws_s3_bucket" "${name}" {\n  bucket = "${name}"\n}\n`
const PARAMS = { module: 'a' }

/** A run directory with one module, and the handler's contexts over the stand-in with an in-memory state. */
function world(over: (runner: TerraformRunner) => Partial<TerraformRunner> = () => ({})) {
  const directory = workspace({
    [MODULE]: 'module "a" {\n  source = "../modules/a"\n}\n',
    'modules/a/main.tf': BUCKET('one') + BUCKET('two'),
  })
  const account = new Set<string>()
  const stand = rehearsalTerraform({
    runDirectory: directory,
    onApplied: (made) => {
      for (const { address } of made) account.add(address)
    },
    onDestroyed: (gone) => {
      for (const { address } of gone) account.delete(address)
    },
  })
  const terraform: TerraformRunner = {
    check: (signal) => stand.check(signal),
    plan: (options, io) => stand.plan(options, io),
    apply: (file, io, approved) => stand.apply(file, io, approved),
    planAll: (file, io) => stand.planAll(file, io),
    stateList: (module, io) => stand.stateList(module, io),
    survivor: () => stand.survivor(),
    ...over(stand),
  }
  const bench = createBench()
  const step = stepFor(terraformApply, PARAMS)
  const artifactPath = (suffix: string) => join(directory, 'execution', `step${suffix}`)
  const files = { artifactPath, provisioners: async () => [], readInput: async () => new Uint8Array() }
  const read = (overrides: Overrides = {}): ReadContext =>
    bench.read(step, { terraform, files, ...overrides })
  const write = (approved: Preview): WriteContext => bench.write(step, approved, { terraform, files })
  const declare = (...names: readonly string[]) =>
    put(join(directory, 'terraform/modules/a/main.tf'), names.map(BUCKET).join(''))
  return { bench, account, artifactPath, read, write, declare }
}
type World = ReturnType<typeof world>

const preview = ({ read }: World) => terraformApply.preview(PARAMS, read())
const execute = ({ write }: World, approved: Preview) => terraformApply.execute(PARAMS, write(approved))
const verify = ({ read }: World) => terraformApply.verify(PARAMS, null, read())
const reconcile = ({ read }: World) => terraformApply.reconcile(PARAMS, read())
const rollback = () => {
  if (typeof terraformApply.rollback === 'string') throw new Error('no rollback')
  return terraformApply.rollback
}
const shownRollback = async ({ read }: World, receipt: Receipt | null) => {
  const { preview: previewed } = rollback()
  if (previewed === undefined) throw new Error('no preview')
  return await previewed(PARAMS, receipt, read())
}
const allOk = (checks: readonly { readonly ok: boolean }[]) =>
  checks.length > 0 && checks.every(({ ok }) => ok)

/** The stand-in's plan, told differently. */
function planning(change: (plan: SavedPlan, options: PlanOptions) => SavedPlan | TerraformFailure) {
  return (runner: TerraformRunner): Partial<TerraformRunner> => ({
    async plan(options: PlanOptions, io: TerraformIo) {
      const plan = await runner.plan(options, io)
      return plan.kind === 'planned' ? change(plan, options) : plan
    },
  })
}

function failure(reason: TerraformFailure['reason'], more: Partial<TerraformFailure> = {}): TerraformFailure {
  const outcome = { exitCode: 1, stdoutTail: '', stderrTail: '', command: 'terraform plan' }
  return { ...outcome, kind: 'failed', reason, diagnostics: [`it is ${reason}`], lock: null, ...more }
}

function changed(address: string, change: PlannedChange['change'], recurring = false): PlannedChange {
  return {
    address,
    type: 'aws_s3_bucket',
    change,
    lines: ['x: 1 → 2'],
    digest: `${address} ${change}`,
    recurring,
  }
}

describe('a module from preview to proof', () => {
  test('shows what it creates, applies it, and is verified by the state and a clean plan', async () => {
    const w = world()
    const seen = await preview(w)
    expect(seen).toMatchObject({ blockers: [], alreadyDone: false, destroys: null })
    expect(seen.after).toEqual([
      '2 to create, 0 to update, 0 to replace, 0 to destroy',
      '+ module.a.aws_s3_bucket.one',
      '    bucket: "one"',
      '+ module.a.aws_s3_bucket.two',
      '    bucket: "two"',
    ])
    expect(w.account.size).toBe(0)
    expect(allOk((await verify(w)).checks)).toBe(false)
    const receipt = await execute(w, seen)
    expect(receipt).toMatchObject({
      module: 'a',
      resources: 2,
      created: ['module.a.aws_s3_bucket.one', 'module.a.aws_s3_bucket.two'],
    })
    expect(w.account.size).toBe(2)
    expect(allOk((await verify(w)).checks)).toBe(true)
    expect(await preview(w)).toMatchObject({ alreadyDone: true, after: ['nothing changes'] })
  })

  test('planning again what is still the same keeps the approval; a changed module does not', async () => {
    const w = world()
    const first = hashJson((await preview(w)).observation)
    expect(hashJson((await preview(w)).observation)).toBe(first)
    w.declare('one', 'two', 'three')
    expect(hashJson((await preview(w)).observation)).not.toBe(first)
  })

  test('verifying and reconciling never touch the plan that may still be applied', async () => {
    const w = world()
    const seen = await preview(w)
    const before = readFileSync(w.artifactPath('.tfplan'))
    await verify(w)
    await reconcile(w)
    expect(readFileSync(w.artifactPath('.tfplan'))).toEqual(before)
    await execute(w, seen)
    expect(w.account.size).toBe(2)
  })
})

describe('what was approved is what is applied', () => {
  test('a plan file that is not the approved one is not applied', async () => {
    const w = world()
    const seen = await preview(w)
    w.declare('other')
    await preview(w)
    await expect(execute(w, seen)).rejects.toMatchObject({
      code: 'terraform/failed',
      message: expect.stringContaining('is not the plan that was shown'),
    })
    expect(w.account.size).toBe(0)
  })

  test('a stale plan says that a retry plans again', async () => {
    const w = world(() => ({ apply: async () => failure('stale-plan') }))
    const seen = await preview(w)
    await expect(execute(w, seen)).rejects.toMatchObject({
      code: 'terraform/failed',
      message: expect.stringMatching(/Nothing was applied.*retry.*planned again.*asked again/),
    })
  })

  test.each([{ errored: true }, { complete: false }])(
    'a plan with %j is a failure at exit 0',
    async (flags) => {
      const w = world(planning((plan) => ({ ...plan, ...flags })))
      await expect(preview(w)).rejects.toMatchObject({ code: 'terraform/failed' })
    },
  )

  test('expired credentials halt the run instead of failing the step', async () => {
    const w = world(() => ({ apply: async () => failure('credentials') }))
    await expect(execute(w, await preview(w))).rejects.toMatchObject({ code: 'credentials/expired' })
  })
})

describe('what the operator is told before a yes', () => {
  test('what is destroyed or replaced is named, to be confirmed a second time', async () => {
    const w = world(
      planning((plan) => ({
        ...plan,
        changes: [
          changed('module.a.aws_s3_bucket.one', 'replace'),
          changed('module.a.aws_s3_bucket.two', 'delete'),
        ],
      })),
    )
    expect((await preview(w)).destroys).toContain(
      'replace module.a.aws_s3_bucket.one, delete module.a.aws_s3_bucket.two',
    )
  })

  test('a change outside the module, which terraform makes for a dependency, is a warning', async () => {
    const w = world(planning((plan) => ({ ...plan, changes: [changed('module.net.aws_vpc.v', 'update')] })))
    expect((await preview(w)).warnings).toEqual([expect.stringContaining('update module.net.aws_vpc.v')])
  })

  test('a held lock is a blocker that shows the holder and warns of force-unlock', async () => {
    const lock = {
      ID: '3417',
      Who: 'ana@laptop',
      Operation: 'OperationTypeApply',
      Created: 'today',
      Info: '',
    }
    const w = world(planning(() => failure('state-locked', { lock })))
    const { blockers } = await preview(w)
    expect(blockers).toEqual([
      expect.stringMatching(
        /ID 3417, Who ana@laptop, Operation OperationTypeApply, Created today.*Never force-unlock/,
      ),
    ])
  })

  test('a state that could not be saved is a blocker that says state push', async () => {
    const w = world(planning(() => failure('errored-state')))
    expect((await preview(w)).blockers).toEqual([
      expect.stringContaining('terraform state push errored.tfstate'),
    ])
  })

  test('a terraform that outlived its session is a blocker that names the process', async () => {
    const w = world(() => ({ survivor: async () => 4711 }))
    expect((await preview(w)).blockers).toEqual([expect.stringContaining('process 4711')])
  })

  test('any other failed plan fails the step with what terraform said', async () => {
    const w = world(
      planning(() => failure('invalid', { diagnostics: ['main.tf:3: Unsupported argument', 'more'] })),
    )
    await expect(preview(w)).rejects.toMatchObject({
      code: 'terraform/failed',
      message: expect.stringContaining('main.tf:3: Unsupported argument (and 1 more'),
      details: ['terraform plan', 'main.tf:3: Unsupported argument', 'more'],
    })
  })
})

describe('what happens in the state alone', () => {
  const noOp = (address: string, more: Partial<PlannedChange>): PlannedChange => ({
    ...changed(address, 'no-op'),
    lines: [],
    ...more,
  })
  const IMPORT = noOp('module.a.aws_s3_bucket.old', { importing: 'orders-reports' })
  const MOVE = noOp('module.a.aws_s3_bucket.new["a.b \\"q\\""]', {
    movedFrom: 'module.a.aws_s3_bucket.prior',
  })

  test.each([
    ['an import', IMPORT, 'import module.a.aws_s3_bucket.old (id "orders-reports")', '1 to import'],
    [
      'a move',
      MOVE,
      'move module.a.aws_s3_bucket.prior to module.a.aws_s3_bucket.new["a.b \\"q\\""]',
      '1 to move',
    ],
    [
      'a forget',
      changed('module.a.aws_s3_bucket.old', 'forget'),
      'forget module.a.aws_s3_bucket.old',
      '1 to forget',
    ],
  ])(
    '%s alone is asked about, shown with its address, and never already done',
    async (_, change, line, sum) => {
      const w = world(planning((plan) => ({ ...plan, changes: [change] })))
      const seen = await preview(w)
      expect(seen.alreadyDone).toBe(false)
      expect(seen.after.join('\n')).toContain(line)
      expect(seen.after[0]).toContain(sum)
      expect(JSON.stringify(seen.observation)).toContain(change.address.slice(0, 20))
    },
  )

  test('what terraform wants targeted because it moves is planned with the module, and shown', async () => {
    const asked: (readonly string[] | undefined)[] = []
    const w = world((runner) => ({
      async plan(options, io) {
        asked.push(options.further)
        if (options.further !== undefined) return await runner.plan(options, io)
        const said =
          'Moved resource instances excluded by targeting: … add the following additional target options: -target="module.b.aws_s3_bucket.x[\\"k\\"]" Note that'
        return failure('other', { diagnostics: [said] })
      },
    }))
    const seen = await preview(w)
    expect(asked).toEqual([undefined, ['module.b.aws_s3_bucket.x["k"]']])
    expect(seen.warnings.join('\n')).toContain('module.b.aws_s3_bucket.x["k"]')
    expect(seen.observation).toMatchObject({ further: ['module.b.aws_s3_bucket.x["k"]'] })
  })

  test('a rollback destroys neither what was imported nor what was moved', async () => {
    const w = world((runner) => ({
      ...planning((plan, { destroy }) =>
        destroy ? plan : { ...plan, changes: [...plan.changes, IMPORT, MOVE] },
      )(runner),
      stateList: async (module, io) => [
        ...(await runner.stateList(module, io)),
        ...(w.account.size === 0 ? [] : [IMPORT.address, MOVE.address]),
      ],
    }))
    const receipt = await execute(w, await preview(w))
    expect(receipt.created).toEqual(['module.a.aws_s3_bucket.one', 'module.a.aws_s3_bucket.two'])
    expect(receipt.adopted).toEqual([MOVE.address, IMPORT.address])
    const { approved } = await shownRollback(w, receipt)
    expect(approved.addresses).toEqual(['module.a.aws_s3_bucket.one', 'module.a.aws_s3_bucket.two'])
  })

  test('a receipt that does not tell creations from what was taken over destroys nothing by itself', async () => {
    const w = world()
    await execute(w, await preview(w))
    rmSync(w.artifactPath('.before.json'))
    const old = { module: 'a', resources: 2, created: ['module.a.aws_s3_bucket.one'] }
    expect(await shownRollback(w, old)).toMatchObject({ destroys: null })
    const outcome = await rollback().run(PARAMS, old, w.write(await preview(w)), await shownRollback(w, old))
    expect(outcome.remains).toContain('not known what this step created')
    expect(w.account.size).toBe(2)
  })

  test('a module without resources is verified by its clean plan, and it is said that nothing is proven', async () => {
    const w = world(planning((plan) => ({ ...plan, changes: [], resourceless: true })))
    const { checks } = await verify(w)
    expect(allOk(checks)).toBe(true)
    expect(checks[0]?.found).toContain('nothing of it can be proven')
  })
})

describe('proving', () => {
  const afterApply = (change: (plan: SavedPlan) => Partial<SavedPlan>) => {
    let applied = false
    return world((runner) => ({
      async plan(options, io) {
        const plan = await runner.plan(options, io)
        return plan.kind === 'planned' && applied ? { ...plan, ...change(plan) } : plan
      },
      async apply(file, io, approved) {
        applied = true
        return await runner.apply(file, io, approved)
      },
    }))
  }

  test('a module that is not clean after its apply is not verified, and what is left is named', async () => {
    const w = afterApply(() => ({ changes: [changed('module.a.aws_s3_bucket.one', 'update')] }))
    await execute(w, await preview(w))
    const { checks } = await verify(w)
    expect(checks).toContainEqual({
      name: 'a fresh plan of module.a',
      ok: false,
      expected: 'no changes',
      found: 'update module.a.aws_s3_bucket.one',
    })
  })

  test('what moves by itself, drifts, or belongs to another module is reported and not failed', async () => {
    const w = afterApply(() => ({
      changes: [
        changed('module.a.aws_s3_bucket.one', 'update', true),
        changed('module.net.aws_vpc.v', 'update'),
      ],
      drift: [changed('module.a.aws_s3_bucket.two', 'update')],
    }))
    await execute(w, await preview(w))
    const { checks, observed } = await verify(w)
    expect(allOk(checks)).toBe(true)
    expect(observed?.drift).toHaveLength(3)
    expect(w.bench.lines.join('\n')).toContain('module.net.aws_vpc.v')
  })
})

describe('after a crash', () => {
  test('an apply that never began is not done', async () => {
    const w = world()
    await preview(w)
    expect(await reconcile(w)).toMatchObject({
      kind: 'not-done',
      evidence: expect.arrayContaining([expect.stringContaining('create module.a.aws_s3_bucket.one')]),
    })
  })

  test('an apply whose answer was lost is done, with a receipt of what it created', async () => {
    const w = world((runner) => ({
      async apply(file, io, approved) {
        await runner.apply(file, io, approved)
        throw new Error('the process died')
      },
    }))
    const seen = await preview(w)
    await expect(execute(w, seen)).rejects.toThrow('died')
    const found = await reconcile(w)
    expect(found).toMatchObject({
      kind: 'done',
      receipt: { created: ['module.a.aws_s3_bucket.one', 'module.a.aws_s3_bucket.two'] },
    })
  })

  test('a terraform that still works is waited for', async () => {
    let looks = 0
    const w = world(() => ({ survivor: async () => (++looks < 4 ? 4711 : null) }))
    const beganMs = w.bench.clock.nowMs()
    expect((await reconcile(w)).kind).toBe('not-done')
    expect(w.bench.clock.nowMs()).toBeGreaterThan(beganMs)
    expect(w.bench.lines.join('\n')).toContain('waiting for terraform (process 4711)')
  })

  test('one that does not end leaves it unknown, with its process named', async () => {
    const w = world(() => ({ survivor: async () => 4711 }))
    expect(await reconcile(w)).toMatchObject({
      kind: 'unknown',
      evidence: [expect.stringContaining('process 4711')],
    })
  })

  test('a held lock or an unsaved state leaves it unknown', async () => {
    for (const reason of ['state-locked', 'errored-state'] as const) {
      const w = world(planning(() => failure(reason)))
      expect((await reconcile(w)).kind).toBe('unknown')
    }
  })
})

describe('rolling back', () => {
  test('shows the plan that it applies, names what may hold data by now, and wants those names typed', async () => {
    const w = world()
    const receipt = await execute(w, await preview(w))
    const seen = await shownRollback(w, receipt)
    expect(seen).toMatchObject({
      destroys: expect.stringMatching(
        /these 2 resource\(s\).*module\.a\.aws_s3_bucket\.one, module\.a\.aws_s3_bucket\.two.*may be in/,
      ),
      typeToConfirm: 'module.a.aws_s3_bucket.one, module.a.aws_s3_bucket.two',
      approved: { plan_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(w.account.size).toBe(2)
  })

  test('without a plan that was shown, or with another one in its place, destroys nothing', async () => {
    const w = world()
    const seen = await preview(w)
    const receipt = await execute(w, seen)
    await expect(rollback().run(PARAMS, receipt, w.write(seen))).rejects.toMatchObject({
      message: expect.stringContaining('no destroy plan was shown'),
    })
    const destroying = await shownRollback(w, receipt)
    put(w.artifactPath('.destroy.tfplan'), 'another one')
    await expect(rollback().run(PARAMS, receipt, w.write(seen), destroying)).rejects.toMatchObject({
      message: expect.stringContaining('is not the plan that was shown'),
    })
    expect(w.account.size).toBe(2)
  })

  test('destroys what the step created, by a saved plan, and is verified', async () => {
    const w = world()
    const seen = await preview(w)
    const receipt = await execute(w, seen)
    const { run, verify: proveUndone } = rollback()
    expect(allOk((await proveUndone(PARAMS, receipt, w.read())).checks)).toBe(false)
    const outcome = await run(PARAMS, receipt, w.write(seen), await shownRollback(w, receipt))
    expect(outcome.remains).toBeNull()
    expect(w.account.size).toBe(0)
    expect(allOk((await proveUndone(PARAMS, receipt, w.read())).checks)).toBe(true)
    expect(readFileSync(w.artifactPath('.destroy.tfplan'), 'utf8')).toContain('module.a.aws_s3_bucket.one')
  })

  test('leaves alone what the module had before the step', async () => {
    const w = world()
    w.declare('one')
    const earlier = await preview(w)
    await execute(w, earlier)
    // The next run's step begins with what is there: its own artifacts know nothing of the earlier one.
    put(w.artifactPath('.before.json'), JSON.stringify({ existed: [...w.account], touched: [] }))
    w.declare('one', 'two')
    const seen = await preview(w)
    expect(seen.warnings).toEqual([expect.stringContaining('exists already')])
    const receipt = await execute(w, seen)
    expect(receipt.created).toEqual(['module.a.aws_s3_bucket.two'])
    await rollback().run(PARAMS, receipt, w.write(seen), await shownRollback(w, receipt))
    expect([...w.account]).toEqual(['module.a.aws_s3_bucket.one'])
    expect(allOk((await rollback().verify(PARAMS, receipt, w.read())).checks)).toBe(true)
  })

  test('after an apply that failed half-way, destroys what it had created, without a receipt', async () => {
    const w = world((runner) => ({
      async apply(file, io, approved) {
        await runner.apply(file, io, approved)
        return failure('other')
      },
    }))
    const seen = await preview(w)
    await expect(execute(w, seen)).rejects.toMatchObject({ code: 'terraform/failed' })
    expect(w.account.size).toBe(2)
    const destroying = await shownRollback(w, null)
    await expect(rollback().run(PARAMS, null, w.write(seen), destroying)).rejects.toMatchObject({
      code: 'terraform/failed',
    })
    expect(w.account.size).toBe(0)
    expect(allOk((await rollback().verify(PARAMS, null, w.read())).checks)).toBe(true)
  })

  test('refuses when the plan would destroy what another step created', async () => {
    const foreign = changed('module.b.aws_db_instance.db', 'delete')
    const w = world(
      planning((plan, { destroy }) => (destroy ? { ...plan, changes: [...plan.changes, foreign] } : plan)),
    )
    const seen = await preview(w)
    const receipt = await execute(w, seen)
    await expect(shownRollback(w, receipt)).rejects.toMatchObject({
      message: expect.stringMatching(/Nothing was destroyed.*delete module\.b\.aws_db_instance\.db/),
    })
    expect(w.account.size).toBe(2)
  })

  test('of a step that never applied anything destroys nothing', async () => {
    const w = world()
    const seen = await preview(w)
    expect(await rollback().run(PARAMS, null, w.write(seen))).toEqual({
      receipt: { module: 'a', destroyed: [] },
      remains: null,
    })
  })

  test('says what it cannot bring back', async () => {
    const w = world()
    await execute(w, await preview(w))
    put(
      w.artifactPath('.before.json'),
      JSON.stringify({ existed: [], touched: ['update module.a.aws_s3_bucket.x'] }),
    )
    const destroying = await shownRollback(w, null)
    const outcome = await rollback().run(PARAMS, null, w.write(await preview(w)), destroying)
    expect(outcome.remains).toContain('update module.a.aws_s3_bucket.x')
  })
})

test('the CLI equivalents name the profile and the module', () => {
  const { bench } = world()
  const cli = terraformApply.cli(PARAMS, bench.facts)
  expect(cli.preview).toBe(
    'AWS_PROFILE=$MIGRATION_TARGET_PROFILE terraform -chdir=terraform/root plan -input=false -target=module.a -out=<plan-file>',
  )
  expect(cli.rollback).toContain(
    "plan -input=false -destroy '-target=<each resource that this step created>'",
  )
})

test('no permission is guessed when nothing is known of the module', () => {
  const { bench } = world()
  expect(terraformApply.iamActions(PARAMS, bench.facts)).toEqual([])
  const declared = [{ type: 'aws_s3_bucket_versioning', name: 'orders' }]
  expect(terraformApply.iamActions({ ...PARAMS, declared }, bench.facts)).toEqual([
    { side: 'target', action: 's3:GetBucketVersioning', resources: ['arn:aws:s3:::orders'], access: 'read' },
    { side: 'target', action: 's3:PutBucketVersioning', resources: ['arn:aws:s3:::orders'], access: 'write' },
  ])
})
