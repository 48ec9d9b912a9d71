import { parseArn } from './ids.js'

/** Who asks, as the `Principal` of a resource policy names them. */
export interface PolicyPrincipal {
  readonly accountId: string
  /** `arn:aws:iam::…:role/x`, `…:user/x` or `…:root`. */
  readonly principalArn: string
}

export interface PolicyRequest {
  readonly principal: PolicyPrincipal
  /** For example `kms:Decrypt`. */
  readonly action: string
  readonly resourceArn: string
  /** Condition keys in lower case; a key that is absent here is absent from the request. */
  readonly context?: Readonly<Record<string, string>>
}

/**
 * What a resource policy says. `allow-account` means that it names the whole account: the identity policies of
 * that account then decide who in it may. `silent` is neither allow nor deny.
 */
export type PolicyVerdict = 'deny' | 'allow' | 'allow-account' | 'silent'

interface Statement {
  readonly Effect?: string
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
  readonly Action?: unknown
  readonly NotAction?: unknown
  readonly Resource?: unknown
  readonly NotResource?: unknown
  readonly Condition?: Record<string, Record<string, unknown>>
}

/**
 * Evaluates one resource policy. An explicit deny wins over every allow.
 * @throws SyntaxError when `policyText` is not JSON (services refuse such policies when they are put)
 */
export function evaluateResourcePolicy(policyText: string, request: PolicyRequest): PolicyVerdict {
  let verdict: PolicyVerdict = 'silent'
  for (const statement of statementsOf(policyText)) {
    const reach = principalReach(statement, request.principal)
    if (reach === undefined || !applies(statement, request)) continue
    if (statement.Effect === 'Deny') return 'deny'
    if (reach === 'principal') verdict = 'allow'
    else if (verdict === 'silent') verdict = 'allow-account'
  }
  return verdict
}

/** The statements of a policy document; a single statement need not be in a list. */
export function statementsOf(policyText: string): Statement[] {
  const document = JSON.parse(policyText) as { Statement?: Statement | Statement[] }
  return list(document.Statement) as Statement[]
}

function applies(statement: Statement, request: PolicyRequest): boolean {
  const action =
    statement.NotAction === undefined
      ? matchesAny(statement.Action, request.action, true)
      : !matchesAny(statement.NotAction, request.action, true)
  // Key policies and secret policies may leave the resource out: they are attached to it.
  const resource =
    statement.NotResource !== undefined
      ? !matchesAny(statement.NotResource, request.resourceArn, false)
      : statement.Resource === undefined || matchesAny(statement.Resource, request.resourceArn, false)
  return action && resource && conditionsHold(statement.Condition, request)
}

function principalReach(statement: Statement, who: PolicyPrincipal): 'principal' | 'account' | undefined {
  if (statement.NotPrincipal !== undefined) {
    return namesPrincipal(statement.NotPrincipal, who) === undefined ? 'principal' : undefined
  }
  return namesPrincipal(statement.Principal, who)
}

function namesPrincipal(principal: unknown, who: PolicyPrincipal): 'principal' | 'account' | undefined {
  if (principal === '*') return 'principal'
  if (typeof principal !== 'object' || principal === null) return undefined
  const names = list((principal as { AWS?: unknown }).AWS)
  if (names.includes('*') || names.includes(who.principalArn)) return 'principal'
  const root = names.some((name) => name === who.accountId || isRootOf(name, who.accountId))
  return root ? 'account' : undefined
}

function isRootOf(name: unknown, accountId: string): boolean {
  const arn = typeof name === 'string' ? parseArn(name) : undefined
  return arn?.service === 'iam' && arn.accountId === accountId && arn.resource === 'root'
}

function conditionsHold(conditions: Statement['Condition'], request: PolicyRequest): boolean {
  const context: Record<string, string> = {
    'aws:principalarn': request.principal.principalArn,
    'aws:principalaccount': request.principal.accountId,
    'kms:calleraccount': request.principal.accountId,
    ...request.context,
  }
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, context[key.toLowerCase()], list(wanted))),
  )
}

/** An operator that is not known here never holds: a grant is then not given by accident. */
function holds(operator: string, actual: string | undefined, wanted: unknown[]): boolean {
  const ifExists = operator.endsWith('IfExists')
  const name = ifExists ? operator.slice(0, -'IfExists'.length) : operator
  const values = wanted.map(String)
  if (name === 'Null') return values.includes(String(actual === undefined))
  const negated = name.includes('Not')
  if (actual === undefined) return ifExists || negated
  switch (name) {
    case 'StringEquals':
    case 'ArnEquals':
      return values.includes(actual)
    case 'StringNotEquals':
    case 'ArnNotEquals':
      return !values.includes(actual)
    case 'StringEqualsIgnoreCase':
    case 'Bool':
      return values.some((value) => value.toLowerCase() === actual.toLowerCase())
    case 'StringLike':
    case 'ArnLike':
      return matchesAny(values, actual, false)
    case 'StringNotLike':
    case 'ArnNotLike':
      return !matchesAny(values, actual, false)
    default:
      return false
  }
}

function matchesAny(patterns: unknown, text: string, ignoreCase: boolean): boolean {
  return list(patterns).some(
    (pattern) => typeof pattern === 'string' && wildcard(pattern, ignoreCase).test(text),
  )
}

function wildcard(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
}

function list(value: unknown): unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}
