import type { ApprovalKind, DecisionFor, RequestFor } from '../model/approvals.js'

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

/** An answer as it was checked: nothing of what the provider handed over is read a second time. */
export type CheckedAnswer =
  | { readonly kind: 'decision'; readonly decision: DecisionFor<ApprovalKind> }
  | { readonly kind: 'problem'; readonly why: string }

/**
 * Reads an answer once, member by member, into plain data, and says whether that is a decision of its request's
 * kind. Answers come from outside (a person's terminal, a host's code), so nothing about their shape is taken
 * for granted: getters and proxies may answer otherwise when they are asked again, prototypes may lend members.
 */
export function readDecision(request: RequestFor<ApprovalKind>, answer: unknown): CheckedAnswer {
  let fields: Fields
  try {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
      return { kind: 'problem', why: `expected an object with "decision", got ${describe(answer)}` }
    fields = membersOf(answer)
  } catch {
    return { kind: 'problem', why: 'the answer could not be read' }
  }
  const why = problemOf(request, fields)
  return why === null
    ? { kind: 'decision', decision: fields as unknown as DecisionFor<ApprovalKind> }
    : { kind: 'problem', why }
}

type Fields = Readonly<Record<string, unknown>>

/** What any decision may hold; nothing else of an answer is looked at, however much there is. */
const MEMBERS = [
  'decision',
  'note',
  'typed',
  'confirmed',
  'policyAttached',
  'path',
  'insist',
  'usePlanRollback',
] as const
/** More criteria than any checklist has: a list that says it is longer is not walked. */
const MAX_CONFIRMED = 10_000

/** Own members only, and no prototype to find others on. */
function membersOf(answer: object): Fields {
  const fields: Record<string, unknown> = Object.create(null)
  for (const name of MEMBERS)
    if (Object.hasOwn(answer, name)) fields[name] = (answer as Readonly<Record<string, unknown>>)[name]
  if (Array.isArray(fields.confirmed)) fields.confirmed = listOf(fields.confirmed)
  return fields
}

function listOf(list: readonly unknown[]): readonly unknown[] | undefined {
  const { length } = list
  if (!(length <= MAX_CONFIRMED)) return undefined
  return Array.from({ length }, (_, index) => list[index])
}

function problemOf(request: RequestFor<ApprovalKind>, fields: Fields): string | null {
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

function handoffProblem(fields: Fields): string | null {
  const { confirmed, policyAttached } = fields
  if (!Array.isArray(confirmed) || !confirmed.every((text) => typeof text === 'string'))
    return '"confirmed" must list the confirmed criteria'
  return typeof policyAttached === 'boolean' ? null : '"policyAttached" must be true or false'
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : typeof value
}
