import { parsePolicy } from '../iam/policy/document.js'
import { evaluatePolicies } from '../iam/policy/evaluate.js'

/** Who asks, as the `Principal` of a resource policy names them. */
export interface PolicyPrincipal {
  readonly accountId: string
  /** `arn:aws:iam::…:role/x`, `…:user/x` or `…:root`. */
  readonly principalArn: string
}

export interface PolicyQuestion {
  readonly principal: PolicyPrincipal
  /** For example `kms:Decrypt`. */
  readonly action: string
  readonly resourceArn: string
  /** Further condition keys in lower case. */
  readonly context?: Readonly<Record<string, string>>
}

/**
 * What one resource policy says. An allow to a whole account counts as allow: its identity policies are asked
 * elsewhere. `silent` is neither allow nor deny.
 * @throws PolicySyntaxError when the text is no policy
 */
export function askResourcePolicy(policyText: string, question: PolicyQuestion): 'allow' | 'deny' | 'silent' {
  const { principal } = question
  const context = {
    'aws:principalarn': principal.principalArn,
    'aws:principalaccount': principal.accountId,
    'kms:calleraccount': principal.accountId,
    ...question.context,
  }
  const { decision } = evaluatePolicies([{ id: 'resource', document: parsePolicy(policyText) }], {
    action: question.action,
    resource: question.resourceArn,
    context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, [value]])),
    principal,
  })
  switch (decision) {
    case 'allowed':
      return 'allow'
    case 'explicitDeny':
      return 'deny'
    case 'implicitDeny':
      return 'silent'
  }
}
