import { canonicalJson, type Json, type JsonObject } from '../../../model/json.js'

/** A resource policy as parsed: every member that AWS returned is kept, also those we do not know. */
export interface PolicyDocument extends JsonObject {
  readonly Version?: string
  readonly Statement: readonly JsonObject[]
}

/** What the Sid of every freeze statement begins with: how a freeze is recognised, also one of another run. */
export const FREEZE_SID_PREFIX = 'CutoverFreeze'

/** The Sid of the freeze with this token. Letters and digits only, as IAM demands of a Sid. */
export function freezeSid(token: string): string {
  return `${FREEZE_SID_PREFIX}${token.slice(0, 32)}`
}

/** What a freeze statement forbids, to whom it does not apply. */
export interface DenyWrites {
  readonly sid: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly exemptPrincipalArns: readonly string[]
}

/**
 * The Deny statement of a freeze.
 *
 * The exempt are named by `aws:PrincipalArn`, never by `NotPrincipal`: a role's session carries the ARN of its
 * role in that key (path included), whereas `NotPrincipal` with Deny also needs the account and each session
 * listed, and always denies principals that have a permissions boundary
 * (IAM User Guide, "AWS JSON policy elements: NotPrincipal"). `ArnNotLike` holds when the key is absent, so
 * anonymous callers and AWS services writing in their own name are denied too.
 */
export function denyStatement(deny: DenyWrites): JsonObject {
  return {
    Sid: deny.sid,
    Effect: 'Deny',
    Principal: '*',
    Action: [...deny.actions],
    Resource: [...deny.resources],
    ...(deny.exemptPrincipalArns.length === 0
      ? {}
      : { Condition: { ArnNotLike: { 'aws:PrincipalArn': [...deny.exemptPrincipalArns] } } }),
  }
}

/**
 * @param text the policy as the service returned it; null when there is none
 * @throws SyntaxError or TypeError when the text is not a policy document
 */
export function parsePolicy(text: string | null): PolicyDocument | null {
  if (text === null) return null
  const parsed = JSON.parse(text) as Json
  if (!isObject(parsed)) throw new TypeError('a resource policy is a JSON object')
  const statement = parsed.Statement
  const statements = statement === undefined ? [] : Array.isArray(statement) ? statement : [statement]
  if (!statements.every(isObject)) throw new TypeError('every policy statement is a JSON object')
  return { ...parsed, Statement: statements as JsonObject[] }
}

/** The document with one more statement; a new document when there was none. All else stays as it is. */
export function withStatement(document: PolicyDocument | null, statement: JsonObject): PolicyDocument {
  if (document === null) return { Version: '2012-10-17', Statement: [statement] }
  return { ...document, Statement: [...document.Statement, statement] }
}

/** The document without the statement of this Sid; null when no statement is left. */
export function withoutStatement(document: PolicyDocument | null, sid: string): PolicyDocument | null {
  if (document === null) return null
  const rest = document.Statement.filter((statement) => statement.Sid !== sid)
  return rest.length === 0 ? null : { ...document, Statement: rest }
}

/** Statements that some freeze of ours added, whichever run it was. */
export function freezeStatements(document: PolicyDocument | null): readonly JsonObject[] {
  return (document?.Statement ?? []).filter((statement) => sidOf(statement).startsWith(FREEZE_SID_PREFIX))
}

/** Finds a statement by Sid. */
export function findStatement(document: PolicyDocument | null, sid: string): JsonObject | null {
  return document?.Statement.find((statement) => statement.Sid === sid) ?? null
}

/** The statement's Sid, or an empty text. */
export function sidOf(statement: JsonObject): string {
  const sid = statement.Sid
  return typeof sid === 'string' ? sid : ''
}

/** Whether two statements mean the same, however the service wrote them down. */
export function sameStatement(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(normalised(a)) === canonicalJson(normalised(b))
}

/** Whether two documents mean the same. The order of statements has no meaning. */
export function samePolicy(a: PolicyDocument | null, b: PolicyDocument | null): boolean {
  return canonicalJson(comparable(a)) === canonicalJson(comparable(b))
}

/** Statements of `before` that `after` does not hold any more. */
export function lostStatements(
  before: PolicyDocument | null,
  after: PolicyDocument | null,
): readonly JsonObject[] {
  const kept = after?.Statement ?? []
  return (before?.Statement ?? []).filter((old) => !kept.some((statement) => sameStatement(old, statement)))
}

function comparable(document: PolicyDocument | null): Json {
  if (document === null) return null
  const statements = document.Statement.map((statement) => canonicalJson(normalised(statement))).sort()
  return { ...document, Statement: statements }
}

/**
 * Services give `"x"` back where `["x"]` was stored, and lists in another order; in a policy both mean the
 * same: a list of alternatives, or a single one.
 */
function normalised(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, normalised(member ?? null)]),
    ) as JsonObject
  }
  const members = value.map(normalised)
  const [only] = members
  if (members.length === 1 && only !== undefined) return only
  return members
    .map((member) => [canonicalJson(member), member] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, member]) => member)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
