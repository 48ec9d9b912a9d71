import { AwsError } from '../../kernel/error.js'
import type { CallContext, Operation } from '../../kernel/service.js'
import { type PageInput, page } from './paging.js'
import type { RequestContext } from './policy/conditions.js'
import { parsePolicy } from './policy/document.js'
import { type Decision, type Evaluation, evaluatePolicies, type NamedPolicy } from './policy/evaluate.js'
import { checkedDocument, policiesOf, principalOfArn } from './state.js'

interface ContextEntry {
  readonly ContextKeyName?: string
  readonly ContextKeyValues?: readonly string[]
}

interface SimulateInput extends PageInput {
  readonly ActionNames: readonly string[]
  readonly ResourceArns?: readonly string[]
  readonly ContextEntries?: readonly ContextEntry[]
  /** Policies that are tried in addition to those attached. */
  readonly PolicyInputList?: readonly string[]
  readonly PermissionsBoundaryPolicyInputList?: readonly string[]
}

export const simulatePrincipalPolicy: Operation<SimulateInput & { PolicySourceArn: string }> = (
  input,
  call,
) => simulate(input, [...attachedTo(input.PolicySourceArn, call), ...given(input)])

export const simulateCustomPolicy: Operation<SimulateInput> = (input) => simulate(input, given(input))

export const getContextKeysForPrincipalPolicy: Operation<{
  PolicySourceArn: string
  PolicyInputList?: readonly string[]
}> = (input, call) => {
  const keys = [...attachedTo(input.PolicySourceArn, call), ...given(input)].flatMap(({ document }) =>
    document.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  )
  return { ContextKeyNames: [...new Set(keys)].sort() }
}

function attachedTo(arn: string, call: CallContext): NamedPolicy[] {
  if (!/^arn:aws[\w-]*:iam::\d{12}:(?:user|role|group)\//.test(arn)) {
    throw new AwsError(
      'InvalidInput',
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
      400,
    )
  }
  const accountId = arn.split(':')[4] ?? ''
  const principal = principalOfArn(call.world, arn)
  if (principal === undefined || accountId !== call.caller.accountId) {
    throw new AwsError('NoSuchEntity', `The entity ${arn} cannot be found.`, 404)
  }
  return policiesOf(call.world, accountId, principal)
}

function given(input: { readonly PolicyInputList?: readonly string[] }): NamedPolicy[] {
  return (input.PolicyInputList ?? []).map((text, index) => ({
    id: `PolicyInputList.${index + 1}`,
    document: parsePolicy(checkedDocument(text)),
  }))
}

function simulate(input: SimulateInput, policies: readonly NamedPolicy[]): Record<string, unknown> {
  const context = contextOf(input.ContextEntries ?? [])
  const boundary = (input.PermissionsBoundaryPolicyInputList ?? []).map((text, index) => ({
    id: `PermissionsBoundaryPolicyInputList.${index + 1}`,
    document: parsePolicy(checkedDocument(text)),
  }))
  const evaluate = (action: string, resource: string): Evaluation => {
    const own = evaluatePolicies(policies, { action, resource, context })
    if (boundary.length === 0 || own.decision !== 'allowed') return own
    const limit = evaluatePolicies(boundary, { action, resource, context })
    return limit.decision === 'allowed' ? own : limit
  }
  const { items, ...rest } = page(input.ActionNames, { MaxItems: 1000, ...input })
  return {
    EvaluationResults: items.map((action) => resultOf(action, input.ResourceArns ?? [], evaluate)),
    ...rest,
  }
}

/** One result per action; with resources given, the details are told for each resource below it. */
function resultOf(
  action: string,
  resources: readonly string[],
  evaluate: (action: string, resource: string) => Evaluation,
): Record<string, unknown> {
  if (resources.length === 0) {
    const evaluation = evaluate(action, '*')
    return {
      EvalActionName: action,
      EvalResourceName: '*',
      EvalDecision: evaluation.decision,
      MatchedStatements: statementsOf(evaluation),
      MissingContextValues: evaluation.missingContextKeys,
    }
  }
  const each = resources.map((resource) => ({ resource, evaluation: evaluate(action, resource) }))
  return {
    EvalActionName: action,
    EvalResourceName: resources[0],
    EvalDecision: strictest(each.map(({ evaluation }) => evaluation.decision)),
    MatchedStatements: each.flatMap(({ evaluation }) => statementsOf(evaluation)),
    MissingContextValues: [],
    ResourceSpecificResults: each.map(({ resource, evaluation }) => ({
      EvalResourceName: resource,
      EvalResourceDecision: evaluation.decision,
      MatchedStatements: statementsOf(evaluation),
      MissingContextValues: evaluation.missingContextKeys,
    })),
  }
}

function strictest(decisions: readonly Decision[]): Decision {
  if (decisions.includes('explicitDeny')) return 'explicitDeny'
  return decisions.includes('implicitDeny') ? 'implicitDeny' : 'allowed'
}

function statementsOf(evaluation: Evaluation): Record<string, unknown>[] {
  return evaluation.matched.map(({ policyId }) => ({
    SourcePolicyId: policyId,
    SourcePolicyType: 'IAM Policy',
  }))
}

function contextOf(entries: readonly ContextEntry[]): RequestContext {
  return Object.fromEntries(
    entries.map(({ ContextKeyName, ContextKeyValues }) => [
      (ContextKeyName ?? '').toLowerCase(),
      ContextKeyValues ?? [],
    ]),
  )
}
