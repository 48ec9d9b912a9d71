import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rehearsalTerraform } from '../../src/terraform/rehearsal-terraform.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { listen, planFileIn, put, removeWorkspaces, shown, workspace } from './workspace.js'

afterAll(removeWorkspaces)

const FILES = {
  'root/main.tf': 'module "a" {\n  source = "../modules/a"\n}\nmodule "b" {\n  source = "../modules/b"\n}\n',
  'modules/a/main.tf':
    'resource "aws_s3_bucket" "one" {\n  bucket = "one"\n}\nresource "aws_s3_bucket" "two" {\n  bucket = var.x\n}\n',
  'modules/b/main.tf': 'resource "aws_vpc" "v" {}\n',
}

function world(statePath?: string) {
  const directory = workspace(FILES)
  const account = new Map<string, unknown>()
  const start = () =>
    rehearsalTerraform({
      runDirectory: directory,
      statePath: statePath === undefined ? null : join(directory, statePath),
      onApplied: (resources) => {
        for (const { address, attributes } of resources) account.set(address, attributes)
      },
      onDestroyed: (resources) => {
        for (const { address } of resources) account.delete(address)
      },
    })
  return { directory, account, start, runner: start() }
}

async function plan(runner: TerraformRunner, directory: string, module = 'a', destroy = false) {
  return await runner.plan({ module, destroy, planFile: planFileIn(directory, `${module}.tfplan`) }, listen())
}

test('a plan creates what is declared and not there; after its apply nothing is left to do', async () => {
  const { directory, account, runner } = world()
  const planned = await plan(runner, directory)
  expect(planned).toMatchObject({
    kind: 'planned',
    changes: [
      { address: 'module.a.aws_s3_bucket.one', change: 'create', lines: ['bucket: "one"'] },
      { address: 'module.a.aws_s3_bucket.two', change: 'create' },
    ],
  })
  expect(account.size).toBe(0)
  const io = listen()
  expect(
    (await runner.apply(planFileIn(directory, 'a.tfplan'), io, shown(planFileIn(directory, 'a.tfplan'))))
      .kind,
  ).toBe('applied')
  expect(account.get('module.a.aws_s3_bucket.one')).toEqual({ bucket: 'one' })
  expect(await runner.stateList('a', io)).toHaveLength(2)
  expect(await runner.stateList('b', io)).toEqual([])
  expect(await plan(runner, directory)).toMatchObject({ changes: [] })
})

test('every line and command says that it is a rehearsal', async () => {
  const { directory, runner } = world()
  const io = listen()
  const planned = await runner.plan({ module: 'a', destroy: false, planFile: planFileIn(directory) }, io)
  const applied = await runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))
  const { diagnostics } = await runner.check(io.signal)
  const said = [...io.text().trim().split('\n'), ...diagnostics, planned.command, applied.command]
  for (const line of said) expect(line).toMatch(/^\[rehearsal\]/)
})

test('a destroy takes away what is in the state, and only the addresses that are named', async () => {
  const { directory, account, runner } = world()
  await plan(runner, directory)
  await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan')))
  const planFile = planFileIn(directory, 'destroy.tfplan')
  const addresses = ['module.a.aws_s3_bucket.two']
  await runner.plan({ module: 'a', destroy: true, planFile, addresses }, listen())
  await runner.apply(planFile, listen(), shown(planFile))
  expect([...account.keys()]).toEqual(['module.a.aws_s3_bucket.one'])
  await plan(runner, directory, 'a', true)
  await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan')))
  expect(await runner.stateList('a', listen())).toEqual([])
})

test('a plan is stale when the state or the module changed since', async () => {
  const { directory, account, runner } = world()
  await plan(runner, directory, 'a')
  await plan(runner, directory, 'b')
  await runner.apply(planFileIn(directory, 'b.tfplan'), listen(), shown(planFileIn(directory, 'b.tfplan')))
  const stale = { kind: 'failed', reason: 'stale-plan' }
  expect(
    await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan'))),
  ).toMatchObject(stale)
  await plan(runner, directory, 'a')
  put(
    join(directory, 'terraform/modules/a/main.tf'),
    'resource "aws_s3_bucket" "one" {\n  bucket = "other"\n}\n',
  )
  expect(
    await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan'))),
  ).toMatchObject(stale)
  expect([...account.keys()]).toEqual(['module.b.aws_vpc.v'])
})

test('a state in a file outlives the process, is private, and holds no attribute', async () => {
  const { directory, start, runner } = world('execution/rehearsal-state.json')
  await plan(runner, directory)
  await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan')))
  expect(await start().stateList('a', listen())).toHaveLength(2)
  const path = join(directory, 'execution/rehearsal-state.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).not.toContain('bucket": "one')
})

test('a changed module plans an update; an unknown one is invalid', async () => {
  const { directory, runner } = world()
  await plan(runner, directory)
  await runner.apply(planFileIn(directory, 'a.tfplan'), listen(), shown(planFileIn(directory, 'a.tfplan')))
  put(
    join(directory, 'terraform/modules/a/main.tf'),
    'resource "aws_s3_bucket" "one" {\n  bucket = "other"\n}\n',
  )
  expect(await plan(runner, directory)).toMatchObject({ changes: [{ change: 'update' }] })
  expect(await plan(runner, directory, 'absent')).toMatchObject({ kind: 'failed', reason: 'invalid' })
})

test('a file that is no plan of a rehearsal is not applied', async () => {
  const { directory, runner } = world()
  put(planFileIn(directory), 'PK a real plan')
  expect(await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))).toMatchObject({
    kind: 'failed',
    reason: 'other',
  })
})
