import { type ApprovalKind, FAILURE_CHOICES, type RequestFor } from '../../src/model/approvals.js'
import { readDecision } from '../../src/run/decisions.js'

/** One request per kind, with what its answer is judged by. */
const REQUESTS: Readonly<Record<ApprovalKind, object>> = {
  plan: {},
  step: { choices: ['approve', 'recheck', 'skip', 'abort'] },
  irreversible: { typeToConfirm: 'orders' },
  handoff: { criteria: ['all is well'] },
  failure: { choices: FAILURE_CHOICES },
  'after-rollback': { choices: ['retry-rollback', 'continue', 'stop', 'abort'] },
  resume: { choices: ['retry', 'skip', 'abort'] },
  'poll-unknown': { cancellable: true },
  'secret-file': {},
}
const KINDS = Object.keys(REQUESTS) as ApprovalKind[]

/** A decision of each kind that is one. */
const GOOD: Readonly<Record<ApprovalKind, readonly object[]>> = {
  plan: [{ decision: 'go' }, { decision: 'no-go' }],
  step: [{ decision: 'approve' }, { decision: 'skip', note: 'why' }],
  irreversible: [{ decision: 'confirm', typed: 'orders' }, { decision: 'back' }],
  handoff: [{ decision: 'confirm', confirmed: ['all is well'], policyAttached: true }, { decision: 'stop' }],
  failure: FAILURE_CHOICES.map((decision) => ({ decision })),
  'after-rollback': [{ decision: 'retry-rollback' }, { decision: 'stop' }],
  resume: [{ decision: 'retry' }, { decision: 'abort' }],
  'poll-unknown': [{ decision: 'keep-waiting' }, { decision: 'cancel-job' }, { decision: 'stop' }],
  'secret-file': [{ decision: 'file', path: '/value' }, { decision: 'abort' }],
}

const problem = (kind: ApprovalKind, answer: unknown) => problemWith({ kind, ...REQUESTS[kind] }, answer)

function problemWith(request: object, answer: unknown): string | null {
  const read = readDecision(request as RequestFor<ApprovalKind>, answer)
  return read.kind === 'problem' ? read.why : null
}

test.each(KINDS)('"%s" takes its own decisions', (kind) => {
  for (const answer of GOOD[kind]) expect(problem(kind, answer)).toBeNull()
})

test.each(KINDS)('"%s" takes nothing that is not an object with a decision of its own', (kind) => {
  const shapes: readonly unknown[] = [
    undefined,
    null,
    true,
    0,
    '',
    'approve',
    [],
    [GOOD[kind][0]],
    () => GOOD[kind][0],
  ]
  const words = [
    'yes',
    'YES',
    ' approve',
    'Approve',
    '',
    true,
    1,
    null,
    undefined,
    ['approve'],
    { decision: 'approve' },
  ]
  for (const answer of [...shapes, {}, ...words.map((decision) => ({ decision }))])
    expect([answer, problem(kind, answer)]).toEqual([answer, expect.any(String)])
})

test('a choice that the request does not list is none, whatever the kind knows', () => {
  const ask = (kind: 'step' | 'failure' | 'resume', choices: readonly string[], decision: string) =>
    problemWith({ kind, choices }, { decision })
  expect(ask('step', ['recheck', 'skip', 'abort'], 'approve')).toEqual(expect.any(String))
  expect(ask('failure', ['stop', 'abort'], 'retry')).toEqual(expect.any(String))
  expect(ask('resume', ['stop'], 'continue')).toEqual(expect.any(String))
})

test.each([
  ['irreversible', { decision: 'confirm' }],
  ['irreversible', { decision: 'confirm', typed: true }],
  ['handoff', { decision: 'confirm' }],
  ['handoff', { decision: 'confirm', confirmed: 'all is well', policyAttached: true }],
  ['handoff', { decision: 'confirm', confirmed: [true], policyAttached: true }],
  ['handoff', { decision: 'confirm', confirmed: [], policyAttached: 1 }],
  ['secret-file', { decision: 'file' }],
  ['secret-file', { decision: 'file', path: '' }],
  ['secret-file', { decision: 'file', path: ['/value'] }],
  ['step', { decision: 'approve', note: 7 }],
] as const)('"%s" does not take %j, which lacks what the decision needs', (kind, answer) => {
  expect(problem(kind, answer)).toEqual(expect.any(String))
})
