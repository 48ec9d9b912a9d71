import { conditionHolds, type RequestContext, substitute } from './conditions.js'
import type { PolicyDocument, Principals, Statement } from './document.js'
import { matchesPattern } from './wildcard.js'

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** A policy with the name under which results mention it. */
export interface NamedPolicy {
  readonly id: string
  readonly document: PolicyDocument
}

export interface PolicyRequest {
  /** `service:Operation`; compared without regard to case. */
  readonly action: string
  /** An ARN, or `*` where the operation has no resource. */
  readonly resource: string
  readonly context: RequestContext
  /** Needed for resource policies alone: identity policies name no principal. */
  readonly principal?: RequestPrincipal
}

export interface RequestPrincipal {
  readonly accountId: string
  /** IAM ARN of the user, role or root. */
  readonly principalArn: string
  /** STS ARN of the session, for an assumed role. */
  readonly sessionArn?: string
}

export interface Evaluation {
  readonly decision: Decision
  /** The statements that decided: the denying ones, or else the allowing ones. */
  readonly matched: readonly { readonly policyId: string; readonly statement: Statement }[]
  /** Condition keys that statements for this action and resource ask for and the request lacks. */
  readonly missingContextKeys: readonly string[]
}

/** Evaluates policies as IAM does: an explicit deny wins, then an allow, and silence denies. */
export function evaluatePolicies(policies: readonly NamedPolicy[], request: PolicyRequest): Evaluation {
  const allowing: Evaluation['matched'][number][] = []
  const denying: Evaluation['matched'][number][] = []
  const missing = new Set<string>()
  for (const { id, document } of policies) {
    for (const statement of document.statements) {
      if (!covers(statement, request)) continue
      for (const { key } of statement.conditions) if (request.context[key] === undefined) missing.add(key)
      if (!statement.conditions.every((condition) => conditionHolds(condition, request.context))) continue
      const matched = statement.effect === 'Deny' ? denying : allowing
      matched.push({ policyId: id, statement })
    }
  }
  const missingContextKeys = [...missing]
  if (denying.length > 0) return { decision: 'explicitDeny', matched: denying, missingContextKeys }
  if (allowing.length > 0) return { decision: 'allowed', matched: allowing, missingContextKeys }
  return { decision: 'implicitDeny', matched: [], missingContextKeys }
}

/** Whether a statement is about this principal, action and resource, its conditions aside. */
function covers(statement: Statement, request: PolicyRequest): boolean {
  return (
    coversPrincipal(statement, request.principal) &&
    coversAction(statement, request.action) &&
    coversResource(statement, request)
  )
}

function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const among = (patterns: readonly string[]) =>
    patterns.some((pattern) => matchesPattern(pattern, action, true))
  if (actions !== undefined) return among(actions)
  return notActions !== undefined && !among(notActions)
}

/** Policies attached to one resource may leave the resource out. */
function coversResource(
  { resources, notResources }: Statement,
  { resource, context }: PolicyRequest,
): boolean {
  const among = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      const filled = substitute(pattern, context)
      return filled !== undefined && matchesPattern(filled, resource)
    })
  if (resources !== undefined) return among(resources)
  return notResources === undefined || !among(notResources)
}

function coversPrincipal(statement: Statement, who: RequestPrincipal | undefined): boolean {
  if (who === undefined) return true
  if (statement.notPrincipals !== undefined) return !namesPrincipal(statement.notPrincipals, who)
  return statement.principals !== undefined && namesPrincipal(statement.principals, who)
}

/**
 * Whether a resource policy's principal element takes in the caller. An account (`arn:aws:iam::…:root` or its
 * number) stands for everybody in it.
 */
function namesPrincipal(principals: Principals, who: RequestPrincipal): boolean {
  if (principals === '*') return true
  return (principals.AWS ?? []).some(
    (name) =>
      name === '*' ||
      name === who.accountId ||
      name === `arn:aws:iam::${who.accountId}:root` ||
      name === who.principalArn ||
      name === who.sessionArn,
  )
}
