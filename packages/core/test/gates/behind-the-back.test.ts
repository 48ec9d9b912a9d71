import type { JournalEntry } from '@cutover/journal'
import { actions } from '../../src/actions/registry.js'
import type { StepRequest } from '../../src/model/approvals.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { type ScriptedApprovals, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { fakeTerraform } from '../run/fake-terraform.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'
import { MEDDLING } from './behind-the-back.js'

test('every action has a row, and every row is of an action', () => {
  expect(Object.keys(MEDDLING).sort()).toEqual([...actions.names].sort())
})

/** Actions with something in AWS that could change. */
const MEDDLED = actions.names.flatMap((action) => {
  const row = MEDDLING[action]
  return row === undefined || typeof row === 'string' ? [] : [[action, row] as const]
})

/**
 * One run of the whole example. At the first yes to a step of each action, the next request finds the world
 * changed; when the step is asked about again, the change is put right, looked at again, and approved.
 */
describe('a change behind the operator’s back between yes and execution', () => {
  let rehearsal: Rehearsal
  let approvals: ScriptedApprovals
  let entries: readonly JournalEntry[]
  const victims = new Map<string, string>()
  const undo = new Map<string, () => void>()

  const answer = (request: StepRequest) => {
    const { step } = request
    const row = MEDDLING[step.action]
    if (row === undefined || typeof row === 'string') return { decision: 'approve' } as const
    const victim = victims.get(step.action)
    if (victim === undefined) {
      victims.set(step.action, step.step_id)
      rehearsal.seeded.simulator.faults.add({
        match: {},
        fault: {
          kind: 'change',
          change: (world) => undo.set(step.step_id, row.change(world, step, rehearsal.facts)),
        },
        times: 1,
      })
    }
    const putRight = undo.get(step.step_id)
    if (putRight === undefined) return { decision: 'approve' } as const
    undo.delete(step.step_id)
    putRight()
    return { decision: 'recheck' } as const
  }

  beforeAll(async () => {
    rehearsal = await rehearsalOf('orders-platform')
    const secret = await secretFile()
    approvals = scriptedApprovals({
      kinds: { ...YES.kinds, step: answer, 'secret-file': { decision: 'file', path: secret.path } },
    })
    const result = await rehearsal.run(approvals)
    expect({ verdict: result.verdict, why: result.haltReason }).toEqual({ verdict: 'completed', why: null })
    entries = await rehearsal.journal()
    await secret.remove()
  })
  afterAll(() => rehearsal.dispose())

  test.each(MEDDLED)('%s: is caught, shown and asked about again', (action, row) => {
    const stepId = victims.get(action)
    const asked = approvals.of('step').filter((request) => request.step.step_id === stepId)
    expect(asked).toHaveLength(3)
    const [first, second] = asked
    expect(first?.invalidated).toBeNull()
    expect(second?.invalidated).toContainEqual(expect.stringMatching(row.says))
    expect(second?.preview.observationHash).not.toBe(first?.preview.observationHash)
    const own = entries.filter((entry) => entry.step_id === stepId)
    const voided = own.find((entry) => entry.event === 'approval-invalidated')
    expect(voided?.data).toMatchObject({
      shown_hash: first?.preview.observationHash,
      found_hash: second?.preview.observationHash,
      difference: second?.invalidated,
    })
    // Nothing was sent on the strength of the first yes.
    const at = own.findIndex((entry) => entry.event === 'executing')
    expect(own.slice(0, at).filter((entry) => entry.event === 'approved')).toHaveLength(2)
    expect(own.findIndex((entry) => entry.event === 'approval-invalidated')).toBeLessThan(at)
  })
})

test('terraform-apply: a plan that is stale is not applied; the new one is shown and asked about', async () => {
  const rehearsal = await rehearsalOf('minimal')
  const real = fakeTerraform(rehearsal.terraformState, rehearsal.seeded.applyTargetShape)
  let meddled = false
  const terraform: TerraformRunner = {
    ...real,
    async plan(options, io) {
      const planned = await real.plan(options, io)
      if (!meddled || planned.kind !== 'planned') return planned
      // Somebody has made one of the module's resources by hand, which is now replaced.
      const changes = planned.changes.map((one) => ({ ...one, change: 'update', digest: 'theirs' }) as const)
      return { ...planned, changes }
    },
    async apply(planFile, io, approved) {
      if (meddled) return real.apply(planFile, io, approved)
      meddled = true
      return {
        kind: 'failed',
        reason: 'stale-plan',
        diagnostics: ['Saved plan is stale'],
        lock: null,
        exitCode: 1,
        stdoutTail: '',
        stderrTail: 'Saved plan is stale',
        command: 'terraform apply',
      }
    },
  }
  const approvals = scriptedApprovals({ kinds: { ...YES.kinds, failure: [{ decision: 'retry' }] } })
  const result = await rehearsal.run(approvals, { terraform: () => terraform })
  expect(result.verdict).toBe('completed')
  expect(approvals.of('failure')[0]?.failure.message).toContain('stale')
  const asked = approvals.of('step').filter((request) => request.step.action === 'terraform-apply')
  expect(asked).toHaveLength(2)
  expect(asked[1]?.invalidated?.join('\n')).toMatch(/changes\.module\.\w+\.thing\.x: .*create.* → .*update/)
  expect(asked[1]?.preview.observationHash).not.toBe(asked[0]?.preview.observationHash)
  await rehearsal.dispose()
})
