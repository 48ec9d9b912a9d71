import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashJson } from '../../src/model/json.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { requireTools } from '../support/tools.js'
import { realModule } from './real-module.js'
import { put, removeWorkspaces, runnerFor, workspace } from './workspace.js'

afterAll(removeWorkspaces)

const never = new AbortController().signal
const ROOT = 'module "a" {\n  source = "../modules/a"\n}\n'
const MODULE = 'terraform/modules/a/main.tf'

async function world(module: string, root = ROOT) {
  const directory = workspace({ 'root/main.tf': root, 'modules/a/main.tf': module })
  const runner = runnerFor(directory)
  expect(await runner.check(never)).toEqual({ ok: true, diagnostics: [] })
  const declare = async (text: string, inRoot = root) => {
    put(join(directory, MODULE), text)
    put(join(directory, 'terraform/root/main.tf'), inRoot)
    expect((await runner.check(never)).ok).toBe(true)
  }
  return { directory, runner, declare, module: realModule(directory, runner) }
}

const data = (name: string, body = '') => `resource "terraform_data" "${name}" {\n${body}}\n`
const state = async (runner: TerraformRunner) =>
  [...(await runner.stateList(null, { signal: never, onOutput: () => undefined }))].sort()

/** The step that came before: what it made belongs to it, and the next step's artifacts know nothing of it. */
async function appliedBefore({ directory, runner }: Awaited<ReturnType<typeof world>>) {
  const earlier = realModule(join(directory, 'earlier'), runner)
  await earlier.execute(await earlier.preview())
}

requireTools('terraform')('what the real terraform does to the state', () => {
  test('a moved resource is shown with both addresses, and a rollback destroys only what was created', async () => {
    const w = await world(data('old', '  for_each = toset(["x"])\n'))
    await appliedBefore(w)
    const renamed = `${data('renamed', '  for_each = toset(["a.b \\"q\\""])\n')}moved {
  from = terraform_data.old["x"]
  to   = terraform_data.renamed["a.b \\"q\\""]
}
`
    const nested = 'module "deep" {\n  source   = "./deep"\n  for_each = toset(["k.1 \\"z\\""])\n}\n'
    put(join(w.directory, 'terraform/modules/a/deep/main.tf'), data('inner', '  count = 2\n'))
    await w.declare(renamed + nested)
    const seen = await w.module.preview()
    const moved = 'module.a.terraform_data.renamed["a.b \\"q\\""]'
    expect(seen.after).toContain(`move module.a.terraform_data.old["x"] to ${moved}`)
    const receipt = await w.module.execute(seen)
    const inner = 'module.a.module.deep["k.1 \\"z\\""].terraform_data.inner'
    expect(receipt).toMatchObject({ created: [`${inner}[0]`, `${inner}[1]`], adopted: [moved] })
    const shown = await w.module.shownRollback(receipt)
    expect(shown.destroys).toContain(`${inner}[1]`)
    expect(shown.destroys).not.toContain('renamed')
    const { remains } = await w.module.rollBack(receipt, shown)
    expect(remains).toContain(`move ${moved}`)
    expect(await state(w.runner)).toEqual([moved])
    expect(await w.module.undone(receipt)).toBe(true)
  })

  test('a rollback that would also destroy what another step made is refused with its address', async () => {
    const root =
      'module "a" {\n  source = "../modules/a"\n}\nmodule "b" {\n  source = "../modules/b"\n  id     = module.a.id\n}\n'
    const text = `${data('one')}output "id" {\n  value = terraform_data.one.id\n}\n`
    const directory = workspace({
      'root/main.tf': root,
      'modules/a/main.tf': text,
      'modules/b/main.tf': `variable "id" {}\n${data('dependent', '  input = var.id\n')}`,
    })
    const runner = runnerFor(directory)
    expect((await runner.check(never)).ok).toBe(true)
    const module = realModule(directory, runner)
    const receipt = await module.execute(await module.preview())
    const planFile = join(directory, 'execution', 'b.tfplan')
    const other = await runner.plan(
      { module: 'b', destroy: false, planFile },
      { signal: never, onOutput: () => undefined },
    )
    if (other.kind !== 'planned') throw new Error(other.diagnostics.join())
    await runner.apply(planFile, { signal: never, onOutput: () => undefined }, { ...other, needsMs: 0 })
    await expect(module.shownRollback(receipt)).rejects.toMatchObject({
      message: expect.stringContaining('delete module.b.terraform_data.dependent'),
    })
    expect(await state(runner)).toHaveLength(2)
  })

  test('what is forgotten is asked about, stays, and is nothing that a rollback destroys', async () => {
    const w = await world(data('kept') + data('gone'))
    await appliedBefore(w)
    await w.declare(`${data('kept')}removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}
`)
    const seen = await w.module.preview()
    expect(seen).toMatchObject({ alreadyDone: false })
    expect(seen.after).toContain('forget module.a.terraform_data.gone')
    const receipt = await w.module.execute(seen)
    expect(await w.module.shownRollback(receipt)).toMatchObject({ destroys: null })
  })

  test('a module with outputs only is verified, and it is said that nothing of it can be proven', async () => {
    const w = await world('output "x" {\n  value = 1\n}\n')
    const seen = await w.module.preview()
    expect(seen.alreadyDone).toBe(true)
    expect(await w.module.verified()).toBe(true)
    expect(await w.module.reconciled()).toBe('done')
  })
})

requireTools('terraform')('what was approved is what the real terraform applies', () => {
  /** Does something at the first look into the state, which comes after the intent was journaled. */
  const between = (runner: TerraformRunner, act: () => void): TerraformRunner => ({
    check: (signal) => runner.check(signal),
    plan: (options, io) => runner.plan(options, io),
    apply: (file, io, approved) => runner.apply(file, io, approved),
    planAll: (planFile, io) => runner.planAll(planFile, io),
    survivor: () => runner.survivor(),
    async stateList(module, io) {
      const found = await runner.stateList(module, io)
      act()
      return found
    },
  })

  test('a plan file that is swapped after the yes is not applied', async () => {
    const w = await world(data('one'))
    await w.declare(data('one') + data('hostile'))
    await w.module.preview()
    const hostile = join(w.directory, 'hostile.tfplan')
    copyFileSync(w.module.artifactPath('.tfplan'), hostile)
    await w.declare(data('one'))
    const seen = await w.module.preview()
    const swapped = realModule(
      w.directory,
      between(w.runner, () => copyFileSync(hostile, w.module.artifactPath('.tfplan'))),
    )
    await expect(swapped.execute(seen)).rejects.toMatchObject({
      code: 'terraform/failed',
      message: expect.stringContaining('is not the plan that was shown'),
    })
    expect(await state(w.runner)).toEqual([])
  })

  test('a destroy plan that is swapped after it was confirmed destroys nothing', async () => {
    const w = await world(data('one') + data('two'))
    const receipt = await w.module.execute(await w.module.preview())
    const shown = await w.module.shownRollback(receipt)
    put(w.module.artifactPath('.destroy.tfplan'), readFileSync(w.module.artifactPath('.tfplan'), 'latin1'))
    await expect(w.module.rollBack(receipt, shown)).rejects.toMatchObject({ code: 'terraform/failed' })
    expect(await state(w.runner)).toHaveLength(2)
  })

  test('a script that changed since the plan was shown does not run, and the next look differs', async () => {
    const script = (said: string) => `#!/bin/sh\necho ${said} > "$1"\n`
    const body =
      '  provisioner "local-exec" {\n    command = "sh ${path.module}/run.sh ${path.root}/ran.tfstate"\n  }\n'
    const w = await world(data('one', body))
    const path = join(w.directory, 'terraform/modules/a/run.sh')
    put(path, script('good'))
    const seen = await w.module.preview()
    put(path, script('evil'))
    await expect(w.module.execute(seen)).rejects.toMatchObject({
      message: expect.stringContaining('files below terraform/ are not what they were'),
    })
    expect(existsSync(join(w.directory, 'terraform/root/ran.tfstate'))).toBe(false)
    const again = await w.module.preview()
    expect(hashJson(again.observation)).not.toBe(hashJson(seen.observation))
    await w.module.execute(again)
    expect(readFileSync(join(w.directory, 'terraform/root/ran.tfstate'), 'utf8')).toBe('evil\n')
  })
})
