import type {
  ApprovalKind,
  ApprovalProvider,
  ApprovalRequest,
  DecisionFor,
  RequestFor,
} from '../../src/model/approvals.js'
import { HANDOFF_STEP_ID } from '../../src/model/step.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'

let rehearsal: Rehearsal
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
})
afterEach(() => rehearsal.dispose())

const mutations = () =>
  rehearsal.seeded.simulator.log.mutations().map((record) => `${record.service}:${record.operation}`)

/** Says yes where `answer` says nothing. */
function answering(answer: (request: ApprovalRequest) => unknown): ApprovalProvider {
  const honest = scriptedApprovals(YES)
  return {
    decide: async <K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) =>
      (answer(request) ?? (await honest.decide(request, signal))) as DecisionFor<K>,
  }
}

test('a provider that rewrites the question changes neither the plan nor what is executed', async () => {
  const honest = await rehearsal.run(scriptedApprovals(YES))
  expect(honest.verdict).toBe('completed')
  const entries = (await rehearsal.journal()).filter((entry) => entry.event === 'executing')
  await rehearsal.dispose()
  rehearsal = await rehearsalOf('minimal')
  const result = await rehearsal.run(
    answering((request) => {
      if (!('step' in request)) return
      const step = request.step as { params: Record<string, unknown>; execute_cmd: string; risk: string }
      for (const name of Object.keys(step.params)) step.params[name] = 'theirs'
      step.execute_cmd = 'theirs'
    }),
  )
  expect(result.verdict).toBe('completed')
  const meddled = (await rehearsal.journal()).filter((entry) => entry.event === 'executing')
  expect(meddled.map(({ data }) => data)).toEqual(entries.map(({ data }) => data))
})

test('a provider that empties the criteria has not confirmed them', async () => {
  const result = await rehearsal.run(
    answering((request) => {
      if (request.kind !== 'handoff') return undefined
      const criteria = request.criteria as string[]
      criteria.length = 0
      return { decision: 'confirm', confirmed: [], policyAttached: true }
    }),
  )
  expect(result).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
  expect(result.haltReason).toContain('the handoff was not confirmed')
})

/** A list that says that everything is in it. */
class Everything extends Array<string> {
  override includes(): boolean {
    return true
  }
}

test('a list that claims to hold every criterion confirms those that it holds', async () => {
  const answers = {
    ...YES,
    kinds: {
      ...YES.kinds,
      handoff: { decision: 'confirm' as const, confirmed: new Everything(), policyAttached: true },
    },
  }
  const result = await rehearsal.run(scriptedApprovals(answers))
  expect(result).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
})

/** Answers "skip" when first asked, and "approve" from then on. */
const twoFaced = () => {
  let asked = 0
  return {
    get decision() {
      asked += 1
      return asked === 1 ? 'skip' : 'approve'
    },
  }
}
const lent = Object.create({ decision: 'approve' }) as object
const proxied = () => {
  let asked = 0
  return new Proxy(
    { decision: 'skip' },
    {
      get: (_target, name) => {
        // Awaiting an answer asks it whether it is a promise.
        if (name !== 'decision') return undefined
        asked += 1
        return asked === 1 ? 'skip' : 'approve'
      },
    },
  )
}
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({ decision: 'approve' }, {})
  revoke()
  return proxy
}

test.each([
  ['a getter that says something else the second time', twoFaced, 'halted'],
  ['a proxy that says something else the second time', proxied, 'halted'],
  ['an object whose prototype has the decision', () => lent, 'halted'],
  [
    'an object with __proto__ in its text',
    () => JSON.parse('{"__proto__":{"decision":"approve"}}'),
    'halted',
  ],
  ['a proxy that cannot be read any more', revoked, 'halted'],
  [
    'an object that throws when it is read',
    () => ({
      get decision() {
        throw new Error('no')
      },
    }),
    'halted',
  ],
] as const)('%s approves nothing', async (_, answer, verdict) => {
  const result = await rehearsal.run(answering((request) => (request.kind === 'step' ? answer() : undefined)))
  expect({ verdict: result.verdict, mutations: mutations() }).toEqual({ verdict, mutations: [] })
})

test('a polluted prototype does not answer for anybody', async () => {
  Object.defineProperty(Object.prototype, 'decision', { value: 'approve', configurable: true })
  try {
    const result = await rehearsal.run(answering((request) => (request.kind === 'step' ? {} : undefined)))
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
  } finally {
    Reflect.deleteProperty(Object.prototype, 'decision')
  }
  expect(mutations()).toEqual([])
})
