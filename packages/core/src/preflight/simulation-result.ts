import type { EvaluationResult, Statement } from '@aws-sdk/client-iam'
import type { HandoffRequest } from '../model/approvals.js'
import type { Side } from '../model/step.js'

/** A missing permission, as the handoff shows it. */
export type Denied = NonNullable<HandoffRequest['denied']>[number]

/** What was asked. */
export interface Question {
  readonly side: Side
  /** The principal's account. */
  readonly accountId: string
  readonly action: string
  readonly resource: string
}

export type Finding =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly denied: Denied }
  | { readonly kind: 'unjudged'; readonly what: string }

interface Verdict {
  readonly decision: string
  readonly statements: readonly Statement[]
  readonly missingContext: readonly string[]
  readonly details: Readonly<Record<string, string>>
  readonly allowedByOrganization: boolean | undefined
  readonly allowedByBoundary: boolean | undefined
}

/**
 * Reads the decision for one resource. With resources given, IAM puts it under `ResourceSpecificResults`; the
 * top level is then the union, and its `EvalResourceName` a template.
 * @param asked every resource that the answers are about
 */
export function readResult(
  question: Question,
  answers: readonly EvaluationResult[],
  asked: readonly string[] = [question.resource],
): Finding {
  const verdict = verdictFor(question.resource, answers, asked)
  if (verdict === null) return denied(question, 'IAM gave no answer for it', [])
  if (verdict.decision === 'allowed') return { kind: 'allowed' }
  if (decidedElsewhere(question, verdict))
    return {
      kind: 'unjudged',
      what: `${question.side}: ${question.action} on ${question.resource} is allowed by the principal's own policies; the other account's resource policy or grant decides.`,
    }
  return denied(question, reason(verdict), verdict.missingContext)
}

function denied(question: Question, why: string, missingContext: readonly string[]): Finding {
  const { side, action, resource } = question
  return { kind: 'denied', denied: { side, action, resource, reason: why, missingContext } }
}

function verdictFor(
  resource: string,
  answers: readonly EvaluationResult[],
  asked: readonly string[],
): Verdict | null {
  for (const answer of answers) {
    const specific = answer.ResourceSpecificResults?.find((one) => one.EvalResourceName === resource)
    if (specific)
      return {
        decision: specific.EvalResourceDecision ?? 'implicitDeny',
        statements: specific.MatchedStatements ?? [],
        missingContext: specific.MissingContextValues ?? [],
        details: specific.EvalDecisionDetails ?? {},
        allowedByOrganization: answer.OrganizationsDecisionDetail?.AllowedByOrganizations,
        allowedByBoundary: specific.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
      }
  }
  const unspecific = answers.filter((answer) => (answer.ResourceSpecificResults ?? []).length === 0)
  // What is said of one of the other resources says nothing about this one.
  const whole =
    unspecific.find(({ EvalResourceName }) => EvalResourceName === resource) ??
    unspecific.find(({ EvalResourceName = '' }) => !asked.includes(EvalResourceName))
  if (!whole) return null
  return {
    decision: whole.EvalDecision ?? 'implicitDeny',
    statements: whole.MatchedStatements ?? [],
    missingContext: whole.MissingContextValues ?? [],
    details: whole.EvalDecisionDetails ?? {},
    allowedByOrganization: whole.OrganizationsDecisionDetail?.AllowedByOrganizations,
    allowedByBoundary: whole.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
  }
}

/**
 * Across accounts both sides have to allow. The simulation does not fetch the other account's resource policy,
 * so an allowed identity side with an implicit denial overall says nothing about the real call. How AWS names
 * the parts of the decision is not documented; any name that speaks of IAM or identity is the identity side.
 */
function decidedElsewhere(question: Question, verdict: Verdict): boolean {
  const owner = question.resource.split(':')[4] ?? ''
  if (!/^\d{12}$/.test(owner) || owner === question.accountId || verdict.decision !== 'implicitDeny')
    return false
  return Object.entries(verdict.details).some(
    ([part, decision]) => /iam|identity/i.test(part) && decision === 'allowed',
  )
}

function reason(verdict: Verdict): string {
  if (verdict.allowedByOrganization === false)
    return 'a service control policy of the organization forbids it'
  if (verdict.decision === 'explicitDeny') {
    const policies = [...new Set(verdict.statements.flatMap((one) => one.SourcePolicyId ?? []))]
    return policies.length === 0 ? 'explicitly denied' : `explicitly denied by ${policies.join(', ')}`
  }
  if (verdict.allowedByBoundary === false) return 'the permissions boundary does not allow it'
  return 'no attached policy allows it'
}
