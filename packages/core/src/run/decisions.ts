import type { ApprovalKind, RequestFor } from '../model/approvals.js'

/** What is allowed as `decision`, per kind of request. `null`: the request itself lists its choices. */
const ALLOWED: Readonly<Record<ApprovalKind, readonly string[] | null>> = {
  plan: ['go', 'no-go'],
  step: null,
  irreversible: ['confirm', 'back', 'abort'],
  handoff: ['confirm', 'recheck', 'stop'],
  failure: null,
  'after-rollback': null,
  resume: null,
  'poll-unknown': ['keep-waiting', 'cancel-job', 'stop'],
  'secret-file': ['file', 'skip', 'abort'],
}

/**
 * Why an answer is not a decision of its request's kind, or null when it is one. Answers come from outside
 * (a person's terminal, a host's code), so nothing about their shape is taken for granted.
 */
export function decisionProblem(request: RequestFor<ApprovalKind>, answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return `expected an object with "decision", got ${describe(answer)}`
  const fields = answer as Readonly<Record<string, unknown>>
  const allowed = ALLOWED[request.kind] ?? ('choices' in request ? request.choices : [])
  const { decision } = fields
  if (typeof decision !== 'string' || !(allowed as readonly string[]).includes(decision))
    return `"decision" must be one of ${allowed.join(', ')}; got ${describe(decision)}`
  switch (request.kind) {
    case 'irreversible':
      return decision === 'confirm' && typeof fields.typed !== 'string' ? '"typed" must be a text' : null
    case 'handoff':
      return decision === 'confirm' ? handoffProblem(fields) : null
    case 'poll-unknown':
      return decision === 'cancel-job' && !request.cancellable ? 'this job cannot be cancelled' : null
    case 'secret-file':
      return decision === 'file' && (typeof fields.path !== 'string' || fields.path === '')
        ? '"path" must be a text'
        : null
    case 'step':
      return fields.note === undefined || typeof fields.note === 'string' ? null : '"note" must be a text'
    default:
      return null
  }
}

function handoffProblem(fields: Readonly<Record<string, unknown>>): string | null {
  const { confirmed, policyAttached } = fields
  if (!Array.isArray(confirmed) || !confirmed.every((text) => typeof text === 'string'))
    return '"confirmed" must list the confirmed criteria'
  return typeof policyAttached === 'boolean' ? null : '"policyAttached" must be true or false'
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : typeof value
}
