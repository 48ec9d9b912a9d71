import { guardedTerraform } from '../../src/run/terraform-guard.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { fakeTerraform } from '../run/fake-terraform.js'
import { rehearsalOf } from '../run/rehearsal.js'

const io = { onOutput: () => undefined, signal: new AbortController().signal }

test('terraform neither plans nor applies with a profile that leads into another account', async () => {
  const rehearsal = await rehearsalOf('minimal')
  const { credentials } = rehearsal.seeded
  const fake = fakeTerraform(rehearsal.terraformState, rehearsal.seeded.applyTargetShape)
  const started: string[] = []
  const runner: TerraformRunner = {
    ...fake,
    plan: (options, toIo) => {
      started.push('plan')
      return fake.plan(options, toIo)
    },
    apply: (planFile, toIo, approved) => {
      started.push('apply')
      return fake.apply(planFile, toIo, approved)
    },
  }
  let behind = credentials.target
  const target = { get: async () => behind, forget: () => undefined }
  const aws = rehearsal.aws({ target }).aws?.(rehearsal.facts)
  if (aws === undefined) throw new Error('no accounts')
  const guarded = guardedTerraform(runner, aws, { accountId: '222222222222', profile: 'new prod' })
  const plan = { module: 'storage', destroy: false, planFile: `${rehearsal.directory}/p.tfplan` }
  await guarded.plan(plan, io)
  // Somebody edits the profile between the look and the yes.
  behind = credentials.source
  const refusal = {
    code: 'credentials/wrong-account',
    message: expect.stringContaining('it belongs to 111111111111'),
    next: "aws sts get-caller-identity --profile 'new prod'",
  }
  await expect(
    guarded.apply(plan.planFile, io, { planSha256: '', filesSha256: null, needsMs: 0 }),
  ).rejects.toMatchObject(refusal)
  await expect(guarded.plan(plan, io)).rejects.toMatchObject(refusal)
  expect(started).toEqual(['plan'])
  await rehearsal.dispose()
})
