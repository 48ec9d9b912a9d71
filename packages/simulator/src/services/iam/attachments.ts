import { AwsError } from '../../kernel/error.js'
import type { CallContext, Operation } from '../../kernel/service.js'
import { type PageInput, page } from './paging.js'
import { checkedDocument, managedDocument, type Principal, principalNamed } from './state.js'

/** Roles and users take policies in the same way; only the name of the name differs. */
interface Named {
  readonly RoleName?: string
  readonly UserName?: string
}

type Kind = 'role' | 'user'

const principalOf = (kind: Kind, input: Named, call: CallContext): Principal =>
  principalNamed(
    call.world,
    call.caller.accountId,
    kind,
    (kind === 'role' ? input.RoleName : input.UserName) ?? '',
  )

export const attachPolicy =
  (kind: Kind): Operation<Named & { PolicyArn: string }> =>
  (input, call) => {
    const principal = principalOf(kind, input, call)
    managedDocument(call.world, call.caller.accountId, input.PolicyArn)
    if (!principal.attached.includes(input.PolicyArn)) principal.attached.push(input.PolicyArn)
    return {}
  }

export const detachPolicy =
  (kind: Kind): Operation<Named & { PolicyArn: string }> =>
  (input, call) => {
    const principal = principalOf(kind, input, call)
    if (!principal.attached.includes(input.PolicyArn)) {
      throw new AwsError('NoSuchEntity', `Policy ${input.PolicyArn} was not found.`, 404)
    }
    principal.attached = principal.attached.filter((arn) => arn !== input.PolicyArn)
    return {}
  }

export const listAttachedPolicies =
  (kind: Kind): Operation<Named & PageInput> =>
  (input, call) => {
    const { items, ...rest } = page(principalOf(kind, input, call).attached, input)
    const AttachedPolicies = items.map((PolicyArn) => ({
      PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
      PolicyArn,
    }))
    return { AttachedPolicies, ...rest }
  }

export const putInlinePolicy =
  (kind: Kind): Operation<Named & { PolicyName: string; PolicyDocument: string }> =>
  (input, call) => {
    principalOf(kind, input, call).inline.set(input.PolicyName, checkedDocument(input.PolicyDocument))
    return {}
  }

export const getInlinePolicy =
  (kind: Kind): Operation<Named & { PolicyName: string }> =>
  (input, call) => {
    const principal = principalOf(kind, input, call)
    const document = inlineOf(principal, input.PolicyName)
    return {
      ...(kind === 'role' ? { RoleName: principal.name } : { UserName: principal.name }),
      PolicyName: input.PolicyName,
      PolicyDocument: encodeURIComponent(document),
    }
  }

export const listInlinePolicies =
  (kind: Kind): Operation<Named & PageInput> =>
  (input, call) => {
    const { items, ...rest } = page([...principalOf(kind, input, call).inline.keys()].sort(), input)
    return { PolicyNames: items, ...rest }
  }

export const deleteInlinePolicy =
  (kind: Kind): Operation<Named & { PolicyName: string }> =>
  (input, call) => {
    const principal = principalOf(kind, input, call)
    inlineOf(principal, input.PolicyName)
    principal.inline.delete(input.PolicyName)
    return {}
  }

function inlineOf(principal: Principal, name: string): string {
  const document = principal.inline.get(name)
  if (document === undefined) {
    const title = principal.kind === 'role' ? 'role' : 'user'
    throw new AwsError('NoSuchEntity', `The ${title} policy with name ${name} cannot be found.`, 404)
  }
  return document
}
