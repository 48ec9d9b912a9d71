import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../src/model/json.js'
import { changedInputs } from '../../src/rundir/digests.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import { withRunCopy } from '../bad-input/run-copy.js'

test('every input has a digest of its bytes', async () => {
  await withRunCopy(async (copy) => {
    const { digests } = await loadRunDirectory(copy.path)
    expect(Object.keys(digests).sort()).toEqual([
      'cutover-checklist-control-plane.json',
      'cutover-checklist-control-plane.md',
      'cutover-checklist-data-plane.json',
      'cutover-checklist-data-plane.md',
      'data-migration-plan.json',
      'dependency-graph.json',
      'hardcoded-values.json',
      'migration-plan.json',
      'resource-ownership.json',
      'step-inputs.json',
      'terraform/modules/globals/main.tf',
      'terraform/root/main.tf',
    ])
    expect(digests['step-inputs.json']).toBe(sha256(await copy.text('step-inputs.json')))
  })
})

test('a changed, a lost and a new input are named; what terraform writes itself is none', async () => {
  await withRunCopy(async (copy) => {
    const before = (await loadRunDirectory(copy.path)).digests
    await copy.edit('cutover-checklist-data-plane.md', (text) => `${text}\n`)
    await copy.remove('step-inputs.json')
    await copy.write('terraform/root/extra.tf', '')
    await mkdir(join(copy.path, 'terraform/root/.terraform'))
    for (const own of [
      '.terraform/x.json',
      '.terraform.lock.hcl',
      'terraform.tfstate',
      'terraform.tfstate.backup',
    ])
      await copy.write(`terraform/root/${own}`, '{}')
    const after = (await loadRunDirectory(copy.path)).digests
    expect(changedInputs(before, after)).toEqual([
      { kind: 'changed', file: 'cutover-checklist-data-plane.md' },
      { kind: 'missing', file: 'step-inputs.json' },
      { kind: 'added', file: 'terraform/root/extra.tf' },
    ])
    expect(changedInputs(after, after)).toEqual([])
  })
})

test('configuration cannot hide from the digests by its name or behind a link', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('shared.tf', 'locals {}')
    await copy.write('other.tf', 'locals {}')
    await copy.link('terraform/root/shared.tf', join(copy.path, 'shared.tf'))
    const before = (await loadRunDirectory(copy.path)).digests
    await copy.write('terraform/root/terraform.tfstate.tf', 'locals {}')
    await copy.edit('shared.tf', (text) => `${text} # changed`)
    expect(changedInputs(before, (await loadRunDirectory(copy.path)).digests)).toEqual([
      { kind: 'changed', file: 'terraform/root/shared.tf' },
      { kind: 'added', file: 'terraform/root/terraform.tfstate.tf' },
    ])
    await copy.edit('shared.tf', () => 'locals {}')
    await copy.remove('terraform/root/shared.tf')
    await copy.link('terraform/root/shared.tf', join(copy.path, 'other.tf'))
    expect(changedInputs(before, (await loadRunDirectory(copy.path)).digests)).toContainEqual({
      kind: 'changed',
      file: 'terraform/root/shared.tf',
    })
    await copy.link('terraform/modules/all', copy.path)
    await expect(loadRunDirectory(copy.path)).rejects.toMatchObject({ code: 'input/unreadable' })
  })
})

test('a folder called like a state is an input, and no link leads to a folder that is none', async () => {
  await withRunCopy(async (copy) => {
    const before = (await loadRunDirectory(copy.path)).digests
    for (const folder of ['crash-x.log', 'y.tfstate', 'terraform.tfstate.d']) {
      await mkdir(join(copy.path, 'terraform/modules', folder))
      await copy.write(`terraform/modules/${folder}/main.tf`, 'locals {}')
    }
    await copy.link('terraform/modules/crash-z.log', join(copy.path, 'terraform/modules/y.tfstate'))
    expect(changedInputs(before, (await loadRunDirectory(copy.path)).digests)).toEqual([
      { kind: 'added', file: 'terraform/modules/crash-x.log/main.tf' },
      { kind: 'added', file: 'terraform/modules/crash-z.log' },
      { kind: 'added', file: 'terraform/modules/y.tfstate/main.tf' },
    ])
    await mkdir(join(copy.path, 'terraform/root/.terraform/modules/m'), { recursive: true })
    await copy.link('terraform/modules/m', join(copy.path, 'terraform/root/.terraform/modules/m'))
    await expect(loadRunDirectory(copy.path)).rejects.toMatchObject({
      details: [
        expect.stringContaining('terraform/modules/m: refused: it is a symbolic link to what no digest'),
      ],
    })
  })
})

test('a file below terraform that leads out of the run directory is refused', async () => {
  await withRunCopy(async (copy) => {
    await copy.link('terraform/modules/globals/policy.json', '/etc/hostname')
    await expect(loadRunDirectory(copy.path)).rejects.toMatchObject({
      code: 'input/unreadable',
      details: [expect.stringContaining('terraform/modules/globals/policy.json: refused')],
    })
  })
})
