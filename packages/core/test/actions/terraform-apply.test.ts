import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Preview, ReadContext, WriteContext } from '../../src/actions/kit/definition.js'
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
    apply: (file, io) => stand.apply(file, io),
    stateList: (module, io) => stand.stateList(module, io),
    survivor: () => stand.survivor(),
    ...over(stand),
  }
  const bench = createBench()
  const step = stepFor(terraformApply, PARAMS)
  const artifactPath = (suffix: string) => join(directory, 'execution', `step${suffix}`)
  const files = { artifactPath, readInput: async () => new Uint8Array() }
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
      message: expect.stringContaining('not the plan that was approved'),
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

describe('proving', () => {
  const afterApply = (change: (plan: SavedPlan) => Partial<SavedPlan>) => {
    let applied = false
    return world((runner) => ({
      async plan(options, io) {
        const plan = await runner.plan(options, io)
        return plan.kind === 'planned' && applied ? { ...plan, ...change(plan) } : plan
      },
      async apply(file, io) {
        applied = true
        return await runner.apply(file, io)
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
      async apply(file, io) {
        await runner.apply(file, io)
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
  test('asks again, naming what it destroys; with no receipt it says so in words', () => {
    const { destroys } = rollback()
    expect(destroys?.(PARAMS, { created: ['module.a.aws_s3_bucket.one'] })).toContain(
      'module.a.aws_s3_bucket.one',
    )
    expect(destroys?.(PARAMS, null)).toContain('when it failed')
  })

  test('destroys what the step created, by a saved plan, and is verified', async () => {
    const w = world()
    const seen = await preview(w)
    const receipt = await execute(w, seen)
    const { run, verify: proveUndone } = rollback()
    expect(allOk((await proveUndone(PARAMS, receipt, w.read())).checks)).toBe(false)
    const outcome = await run(PARAMS, receipt, w.write(seen))
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
    await rollback().run(PARAMS, receipt, w.write(seen))
    expect([...w.account]).toEqual(['module.a.aws_s3_bucket.one'])
    expect(allOk((await rollback().verify(PARAMS, receipt, w.read())).checks)).toBe(true)
  })

  test('after an apply that failed half-way, destroys what it had created, without a receipt', async () => {
    const w = world((runner) => ({
      async apply(file, io) {
        await runner.apply(file, io)
        return failure('other')
      },
    }))
    const seen = await preview(w)
    await expect(execute(w, seen)).rejects.toMatchObject({ code: 'terraform/failed' })
    expect(w.account.size).toBe(2)
    await expect(rollback().run(PARAMS, null, w.write(seen))).rejects.toMatchObject({
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
    await expect(rollback().run(PARAMS, receipt, w.write(seen))).rejects.toMatchObject({
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
    const outcome = await rollback().run(PARAMS, null, w.write(await preview(w)))
    expect(outcome.remains).toContain('update module.a.aws_s3_bucket.x')
  })
})

test('the CLI equivalents name the profile and the module', () => {
  const { bench } = world()
  const cli = terraformApply.cli(PARAMS, bench.facts)
  expect(cli.preview).toBe(
    'AWS_PROFILE=$MIGRATION_TARGET_PROFILE terraform -chdir=terraform/root plan -input=false -target=module.a -out=<plan-file>',
  )
  expect(cli.rollback).toContain('plan -input=false -destroy -target=module.a')
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
