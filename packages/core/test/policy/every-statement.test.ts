import { actions } from '../../src/actions/registry.js'
import { staticAwsFactory } from '../../src/aws/static-factory.js'
import { stepFacts } from '../../src/compile/read/step-facts.js'
import type { StepFacts } from '../../src/model/action-facts.js'
import type { Side } from '../../src/model/step.js'
import { type CutoverPolicy, policiesFor } from '../../src/policy/policies.js'
import type { PolicyStatement } from '../../src/policy/statements.js'
import { requirementsOf } from '../../src/preflight/requirements.js'
import {
  type SimulationOutcome,
  type SimulationSide,
  simulatePermissions,
} from '../../src/preflight/simulate-permissions.js'
import { loadRunDirectory } from '../../src/rundir/load.js'
import { type Rehearsal, rehearsalOf } from '../run/rehearsal.js'
import { textsOf } from './run-policies.js'

/**
 * The gate of each plane, made as a run makes it, with the plane's policies attached but for one statement. A
 * gate that still passes would mean that the statement allows what no step needs.
 */
describe('every statement of the orders platform’s policies', () => {
  let rehearsal: Rehearsal
  let facts: StepFacts
  let policies: readonly CutoverPolicy[]
  let sides: Readonly<Record<Side, SimulationSide>>
  beforeAll(async () => {
    rehearsal = await rehearsalOf('orders-platform', { enforceIam: true })
    facts = stepFacts((await loadRunDirectory(rehearsal.directory)).artifacts).facts
    policies = policiesFor(rehearsal.steps, facts, actions)
    sides = await openSides()
  })

  async function openSides(): Promise<typeof sides> {
    const { simulator, credentials } = rehearsal.seeded
    const settings = (name: Side) => ({ ...facts[name], credentials: credentials[name] })
    const aws = staticAwsFactory({
      source: settings('source'),
      target: settings('target'),
      address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
      readAttempts: 1,
    })
    const open = async (name: Side) => ({
      account: aws.open(name, 'read', () => undefined),
      callerArn: (await aws.identify(name)).arn,
    })
    return { source: await open('source'), target: await open('target') }
  }
  afterAll(() => rehearsal.dispose())

  /** @param concerned only what needs one of these actions is asked: nothing else can change with a statement */
  async function gate(
    side: Side,
    plane: CutoverPolicy['plane'],
    concerned?: readonly string[],
  ): Promise<SimulationOutcome> {
    const needed = requirementsOf(
      rehearsal.steps.filter((step) => step.plane === plane),
      facts,
    ).filter((requirement) => requirement.side === side)
    const asked = needed.filter(({ action }) => concerned?.includes(action) ?? true)
    return simulatePermissions(asked.length > 0 ? asked : needed.slice(0, 1), sides)
  }

  const attach = (side: Side, plane: CutoverPolicy['plane'], some: readonly CutoverPolicy[]) =>
    rehearsal.seeded.setPolicies(
      side,
      textsOf(some, side, plane === 'control' ? ['control'] : ['control', 'data']),
    )

  const missing = (outcome: SimulationOutcome): readonly string[] => {
    if (outcome.kind === 'not-permitted') return [outcome.permission]
    return outcome.kind === 'checked' ? outcome.denied.map(({ action }) => action) : []
  }

  const without = (policy: CutoverPolicy, statement: PolicyStatement) =>
    policies.map((one) =>
      one === policy
        ? {
            ...one,
            document: {
              ...one.document,
              Statement: one.document.Statement.filter((other) => other !== statement),
            },
          }
        : one,
    )

  test('is needed: without it the gate before its plane names one of its actions', async () => {
    const idle: string[] = []
    for (const policy of policies)
      for (const statement of policy.document.Statement) {
        const { side, plane } = policy
        attach(side, plane, without(policy, statement).filter(hasStatements))
        const denied = missing(await gate(side, plane, statement.Action))
        if (!denied.some((action) => statement.Action.includes(action)))
          idle.push(`${policy.name}/${statement.Sid}`)
      }
    expect(idle).toEqual([])
    expect(policies.flatMap((policy) => policy.document.Statement).length).toBeGreaterThan(30)
  })

  test.each([
    ['target', 'control'],
    ['source', 'data'],
    ['target', 'data'],
  ] as const)('is there: with all of them the gate of the %s’s %s plane passes', async (side, plane) => {
    attach(side, plane, policies)
    const outcome = await gate(side, plane)
    expect(outcome).toMatchObject({ kind: 'checked', denied: [] })
  })
})

function hasStatements(policy: CutoverPolicy): boolean {
  return policy.document.Statement.length > 0
}
