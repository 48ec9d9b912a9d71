import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { planSha256 } from '../../src/terraform/plan-file.js'
import type { SavedPlan, TerraformRunner } from '../../src/terraform/runner.js'
import { type Moto, motoEnvironment, requireTools, startMoto, terraformCliConfig } from '../support/tools.js'
import { motoCredentials } from './moto-credentials.js'
import { listen, planFileIn, put, removeWorkspaces, runnerFor, shown, workspace } from './workspace.js'

afterAll(removeWorkspaces)

const never = new AbortController().signal

/** Terraform's built-in resource: no provider to start, so these take well under a second each. */
const BUILT_IN = {
  'root/main.tf':
    'module "a" {\n  source = "../modules/a"\n  size   = var.size\n}\nvariable "size" { default = 1 }\n',
  'modules/a/main.tf': 'variable "size" {}\nresource "terraform_data" "one" {\n  input = var.size\n}\n',
}

async function checked(
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TerraformRunner> {
  const runner = runnerFor(directory, { env, credentials: motoCredentials(env) })
  expect(await runner.check(never)).toEqual({ ok: true, diagnostics: [] })
  return runner
}

async function planned(runner: TerraformRunner, directory: string, name?: string): Promise<SavedPlan> {
  const plan = await runner.plan(
    { module: 'a', destroy: false, planFile: planFileIn(directory, name) },
    listen(),
  )
  if (plan.kind !== 'planned') throw new Error(plan.diagnostics.join('\n'))
  return plan
}

async function applied(runner: TerraformRunner, plan: SavedPlan) {
  return await runner.apply(plan.planFile, listen(), { ...plan, needsMs: 0 })
}

requireTools('terraform')('the real terraform', () => {
  test('plans, applies exactly the saved plan, lists the state, and destroys by a saved plan', async () => {
    const directory = workspace(BUILT_IN)
    const runner = await checked(directory)
    expect(await runner.stateList('a', listen())).toEqual([])
    const plan = await planned(runner, directory)
    expect(plan.changes).toMatchObject([{ address: 'module.a.terraform_data.one', change: 'create' }])
    expect(plan.planSha256).toBe(await planSha256(plan.planFile))
    const io = listen()
    expect((await runner.apply(plan.planFile, io, shown(plan.planFile))).kind).toBe('applied')
    expect(io.text()).toContain('module.a.terraform_data.one: Creation complete')
    expect(await runner.stateList('a', listen())).toEqual(['module.a.terraform_data.one'])
    const again = await planned(runner, directory, 'again.tfplan')
    expect(again.changes).toMatchObject([{ change: 'no-op' }])
    const destroy = await runner.plan(
      { module: 'a', destroy: true, planFile: planFileIn(directory, 'destroy.tfplan') },
      listen(),
    )
    expect(destroy).toMatchObject({ kind: 'planned', changes: [{ change: 'delete' }] })
    await runner.apply(
      planFileIn(directory, 'destroy.tfplan'),
      listen(),
      shown(planFileIn(directory, 'destroy.tfplan')),
    )
    expect(await runner.stateList('a', listen())).toEqual([])
  })

  test('everything that it creates is private', async () => {
    const directory = workspace(BUILT_IN)
    const runner = await checked(directory)
    await applied(runner, await planned(runner, directory))
    for (const path of ['execution/step.tfplan', 'terraform/root/terraform.tfstate'])
      expect(statSync(join(directory, path)).mode & 0o077).toBe(0)
  })

  test('two plans that say the same have the same digests, one that says something else has not', async () => {
    const directory = workspace(BUILT_IN)
    const runner = await checked(directory)
    const first = await planned(runner, directory)
    const second = await planned(runner, directory)
    expect(second.changes.map(({ digest }) => digest)).toEqual(first.changes.map(({ digest }) => digest))
    put(join(directory, 'terraform/root/terraform.tfvars'), 'size = 2\n')
    const third = await planned(runner, directory)
    expect(third.changes[0]?.digest).not.toBe(first.changes[0]?.digest)
  })

  test('a saved plan is stale once the state has changed', async () => {
    const directory = workspace(BUILT_IN)
    const runner = await checked(directory)
    const first = await planned(runner, directory, 'first.tfplan')
    const second = await planned(runner, directory, 'second.tfplan')
    await runner.apply(second.planFile, listen(), shown(second.planFile))
    expect(await runner.apply(first.planFile, listen(), shown(first.planFile))).toMatchObject({
      kind: 'failed',
      reason: 'stale-plan',
    })
  })

  test('a replacement is told from an update', async () => {
    const directory = workspace({
      ...BUILT_IN,
      'modules/a/main.tf':
        'variable "size" {}\nresource "terraform_data" "one" {\n  triggers_replace = var.size\n}\n',
    })
    const runner = await checked(directory)
    await applied(runner, await planned(runner, directory))
    put(join(directory, 'terraform/root/terraform.tfvars'), 'size = 2\n')
    const plan = await planned(runner, directory)
    expect(plan.changes).toMatchObject([
      {
        change: 'replace',
        lines: expect.arrayContaining([
          expect.stringMatching(/^triggers_replace: 1 → 2 {2}# forces replacement/),
        ]),
      },
    ])
  })

  test('a value that is made anew at each apply is known to be never clean', async () => {
    const directory = workspace({
      ...BUILT_IN,
      'modules/a/main.tf':
        'variable "size" {}\nresource "terraform_data" "one" {\n  input = { at = timestamp(), size = var.size }\n}\n',
    })
    const runner = await checked(directory)
    await applied(runner, await planned(runner, directory))
    expect((await planned(runner, directory)).changes).toMatchObject([{ change: 'update', recurring: true }])
    put(join(directory, 'terraform/root/terraform.tfvars'), 'size = 2\n')
    expect((await planned(runner, directory)).changes).toMatchObject([{ change: 'update', recurring: false }])
  })

  test('a module that is wrong is reported with file and line', async () => {
    const directory = workspace({
      ...BUILT_IN,
      'modules/a/main.tf': 'variable "size" {}\nresource "terraform_data" "one" {\n  inputs = var.size\n}\n',
    })
    const { ok, diagnostics } = await runnerFor(directory).check(never)
    expect(ok).toBe(false)
    expect(diagnostics).toEqual([expect.stringContaining('../modules/a/main.tf:3: Unsupported argument')])
  })

  test('a module block without a folder is reported by init', async () => {
    const directory = workspace({ 'root/main.tf': 'module "a" {\n  source = "../modules/absent"\n}\n' })
    const { ok, diagnostics } = await runnerFor(directory).check(never)
    expect(ok).toBe(false)
    expect(diagnostics.join('\n')).toContain('main.tf:1')
  })

  test('a sensitive variable is in no output and in no file but the plan and the state', async () => {
    const canary = 'canary-5f1d9c'
    const directory = workspace({
      'root/main.tf': `module "a" {\n  source = "../modules/a"\n  word   = var.word\n}\nvariable "word" {\n  default   = "${canary}"\n  sensitive = true\n}\n`,
      'modules/a/main.tf': `variable "word" {}\nresource "terraform_data" "one" {\n  input = "x-\${var.word}"\n}\nresource "terraform_data" "two" {\n  input = "y"\n  provisioner "local-exec" {\n    command = "echo \${nonsensitive(var.word)} said"\n  }\n}\n`,
    })
    const runner = await checked(directory)
    const io = listen()
    const plan = await runner.plan({ module: 'a', destroy: false, planFile: planFileIn(directory) }, io)
    const applied = await runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))
    expect(applied.kind).toBe('applied')
    expect(io.text()).toContain('*** said')
    expect(`${io.text()}${JSON.stringify([plan, applied])}`).not.toContain(canary)
    for (const name of readdirSync(join(directory, 'execution')).filter((name) => name !== 'step.tfplan'))
      expect(readFileSync(join(directory, 'execution', name), 'utf8')).not.toContain(canary)
  })
})

const SLOW = {
  'root/main.tf': 'module "a" {\n  source = "../modules/a"\n}\n',
  'modules/a/main.tf':
    'resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "while [ ! -e go ]; do sleep 0.05; done; echo one; sleep 0.1; echo two"\n  }\n}\n',
}

requireTools('terraform')('the real terraform beside another', () => {
  test('names the holder of the lock while another one works', async () => {
    const directory = workspace(SLOW)
    const runner = await checked(directory)
    const plan = await planned(runner, directory)
    const applying = runner.apply(plan.planFile, listen(), shown(plan.planFile))
    await until(async () =>
      readdirSync(join(directory, 'terraform/root')).some((name) => name.includes('.lock.info')),
    )
    // As another session on another machine sees it: the state's lock, and no pid of its own.
    rmSync(join(directory, 'execution/terraform.pid'))
    const other = await runner.plan(
      { module: 'a', destroy: false, planFile: planFileIn(directory, 'o.tfplan') },
      listen(),
    )
    expect(other).toMatchObject({
      kind: 'failed',
      reason: 'state-locked',
      lock: { Operation: 'OperationTypeApply', ID: expect.any(String), Who: expect.any(String) },
    })
    put(join(directory, 'terraform/root/go'), '')
    expect((await applying).kind).toBe('applied')
  })

  test('outlives a parent that is killed, is found by its pid, and ends its work', async () => {
    const directory = workspace(SLOW)
    const runner = await checked(directory)
    const plan = await planned(runner, directory)
    const parent = spawn(
      process.execPath,
      [
        '--conditions=@cutover/source',
        '--import',
        'tsx',
        resolve('packages/core/test/terraform/apply-and-wait.ts'),
        directory,
        plan.planFile,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await new Promise<void>((heard) => parent.stdout.on('data', () => heard()))
    parent.kill('SIGKILL')
    await new Promise((ended) => parent.once('exit', ended))
    const pid = await runner.survivor()
    expect(pid).toEqual(expect.any(Number))
    expect(pid).not.toBe(parent.pid)
    put(join(directory, 'terraform/root/go'), '')
    await until(async () => (await runner.survivor()) === null)
    expect(await runner.stateList('a', listen())).toEqual(['module.a.terraform_data.slow'])
    expect((await planned(runner, directory, 'after.tfplan')).changes).toMatchObject([{ change: 'no-op' }])
  })
})

requireTools(
  'terraform',
  'terraform-aws-provider',
  'moto',
)('the real terraform against moto', () => {
  let moto: Moto
  let folder: string
  /** One folder for both tests: installing and starting the provider is what takes the time. */
  let directory: string
  let env: Readonly<Record<string, string>>
  beforeAll(async () => {
    moto = await startMoto()
    folder = mkdtempSync(join(tmpdir(), 'cutover-moto-'))
    env = {
      ...motoEnvironment(moto.url, folder, { target: '222222222222', source: '111111111111' }),
      TF_CLI_CONFIG_FILE: terraformCliConfig() ?? '',
    }
    directory = workspace(files)
    await checked(directory, env)
  }, 180_000)
  afterAll(async () => {
    await moto.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const files = {
    'root/main.tf': `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "s3_use_path_style" { default = false }
variable "account" { default = "222222222222" }
variable "owner" {
  default   = "canary-owner-77"
  sensitive = true
}
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = [var.account]
  s3_use_path_style   = var.s3_use_path_style
}
module "a" {
  source = "../modules/a"
  owner  = var.owner
}
`,
    'modules/a/main.tf': `variable "owner" {}
resource "aws_s3_bucket" "reports" {
  bucket = "orders-reports"
  tags   = { owner = var.owner }
}
resource "aws_cloudwatch_log_group" "services" {
  name              = "/orders/services"
  retention_in_days = 90
}
`,
  }

  test('creates real resources in the target account, and keeps what the provider leaks to itself', async () => {
    const runner = runnerFor(directory, { env, credentials: motoCredentials(env) })
    const io = listen()
    const planFile = planFileIn(directory)
    const plan = await runner.plan({ module: 'a', destroy: false, planFile }, io)
    expect(plan).toMatchObject({
      kind: 'planned',
      complete: true,
      changes: [{ change: 'create' }, { change: 'create' }],
    })
    const applied = await runner.apply(planFile, io, shown(planFile))
    expect(applied.kind).toBe('applied')
    expect(await runner.stateList('a', io)).toEqual([
      'module.a.aws_cloudwatch_log_group.services',
      'module.a.aws_s3_bucket.reports',
    ])
    // The provider copies the tag into tags_all, which terraform does not mark, and would print.
    const kept = readFileSync(`${planFile}.json`, 'utf8')
    expect(`${io.text()}${kept}${JSON.stringify([plan, applied])}`).not.toContain('canary-owner-77')
    expect(kept).toContain('(sensitive value)')
    const world = await (await fetch(`${moto.url}/moto-api/data.json`)).text()
    expect(world).toContain('orders-reports')
  }, 180_000)

  test('stops when the profile leads into another account', async () => {
    const other = { ...env, TF_VAR_account: '333333333333' }
    const runner = runnerFor(directory, { env: other, credentials: motoCredentials(env) })
    const plan = await runner.plan({ module: 'a', destroy: false, planFile: planFileIn(directory) }, listen())
    expect(plan).toMatchObject({ kind: 'failed', diagnostics: [expect.stringContaining('222222222222')] })
  }, 180_000)
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((turn) => setImmediate(turn))
}
