import type { HandoffRequest } from '../../src/model/approvals.js'
import type { CutoverPolicy } from '../../src/policy/policies.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'
import { policiesOfRun, textsOf } from './run-policies.js'

/**
 * Real runs, with identity policies enforced on every request: those of the control plane from the start, those
 * of the data plane from the moment in which the handoff is confirmed.
 */
describe('with exactly the printed policies', () => {
  let rehearsal: Rehearsal
  let secret: Awaited<ReturnType<typeof secretFile>>
  beforeEach(async () => {
    secret = await secretFile()
  })
  afterEach(async () => {
    await rehearsal.dispose()
    await secret.remove()
  })

  const attach = (policies: readonly CutoverPolicy[], data: boolean) => {
    const planes = data ? (['control', 'data'] as const) : (['control'] as const)
    for (const side of ['source', 'target'] as const)
      rehearsal.seeded.setPolicies(side, textsOf(policies, side, planes))
  }

  /** Confirms the handoff after attaching, and stops when that did not do. */
  const script = (policies: readonly CutoverPolicy[]): ScriptedAnswers => ({
    kinds: {
      ...YES.kinds,
      'secret-file': { decision: 'file', path: secret.path },
      failure: { decision: 'stop' },
      handoff: (request: HandoffRequest) => {
        if (request.denied !== null && request.denied.length > 0) return { decision: 'stop' }
        attach(policies, true)
        return { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
      },
    },
  })

  const without = (policies: readonly CutoverPolicy[], action: string): readonly CutoverPolicy[] =>
    policies.map((policy) => ({
      ...policy,
      document: {
        ...policy.document,
        Statement: policy.document.Statement.filter(({ Action }) => !Action.includes(action)),
      },
    }))

  test('the orders platform runs from pre-flight to completed', async () => {
    rehearsal = await rehearsalOf('orders-platform', { enforceIam: true })
    const policies = await policiesOfRun(rehearsal)
    attach(policies, false)
    const result = await rehearsal.run(scriptedApprovals(script(policies)))
    expect({ verdict: result.verdict, reason: result.haltReason }).toEqual({
      verdict: 'completed',
      reason: null,
    })
    const refused = rehearsal.seeded.simulator.log.records.filter(({ outcome }) => /denied/i.test(outcome))
    expect(refused).toEqual([])
  })

  test.each([
    ['acm:RequestCertificate', 'target'],
    ['rds:CreateDBSubnetGroup', 'target'],
  ])('without %s of the control plane it ends at pre-flight, which names it', async (action, side) => {
    rehearsal = await rehearsalOf('orders-platform', { enforceIam: true })
    const policies = without(await policiesOfRun(rehearsal), action)
    attach(policies, false)
    const error = await rehearsal.run(scriptedApprovals(script(policies))).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'preflight/failed' })
    expect((error as { details: string[] }).details.join('\n')).toContain(`${side}: ${action} on `)
  })

  test.each([
    ['s3:PutBucketPolicy', 'source'],
    ['rds:ModifyDBSnapshotAttribute', 'source'],
  ])('without %s of the data plane it ends at the handoff, which names it', async (action, side) => {
    rehearsal = await rehearsalOf('minimal', { enforceIam: true })
    const policies = without(await policiesOfRun(rehearsal), action)
    attach(policies, false)
    const approvals = scriptedApprovals(script(policies))
    const result = await rehearsal.run(approvals)
    expect(result).toMatchObject({ verdict: 'halted', haltStepId: 'cp-phase6-999-handoff-to-data-plane' })
    expect(approvals.of('handoff').at(-1)?.denied).toContainEqual(expect.objectContaining({ side, action }))
  })

  test('a permission that is taken away after the handoff is a refused step, which names it', async () => {
    rehearsal = await rehearsalOf('minimal', { enforceIam: true })
    const policies = await policiesOfRun(rehearsal)
    attach(policies, false)
    const { kinds } = script(policies)
    const approvals = scriptedApprovals({
      kinds: {
        ...kinds,
        step: (request) => {
          if (request.step.action === 'snapshot-share')
            attach(without(policies, 'rds:ModifyDBSnapshotAttribute'), true)
          return { decision: 'approve' }
        },
      },
    })
    expect(await rehearsal.run(approvals)).toMatchObject({ verdict: 'halted' })
    expect(approvals.of('failure')[0]?.failure.message).toMatch(
      /is not authorized to perform: rds:(ModifyDBSnapshotAttribute|DescribeDBSnapshot)/,
    )
  })
})
