import { AwsError } from '../../kernel/error.js'
import { slice, type WorldState } from '../../kernel/world.js'
import { nextBase36 } from '../common/ids.js'
import { awsManagedPolicies } from './managed.js'
import { PolicySyntaxError, parsePolicy } from './policy/document.js'
import type { NamedPolicy } from './policy/evaluate.js'

/** A role or a user: both carry inline and attached policies. */
export interface Principal {
  readonly kind: 'role' | 'user'
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly id: string
  readonly createdMs: number
  /** Inline policies, name → document text. */
  readonly inline: Map<string, string>
  /** ARNs of attached managed policies, in the order of attachment. */
  attached: string[]
  readonly tags: Map<string, string>
  description?: string
  /** Roles: who may assume it. */
  trust?: string
  maxSessionSeconds: number
}

export interface ManagedPolicy {
  readonly arn: string
  readonly name: string
  readonly path: string
  readonly id: string
  readonly createdMs: number
  description?: string
  defaultVersion: string
  /** `v1` → document text. */
  readonly versions: Map<string, { readonly document: string; readonly createdMs: number }>
  lastVersion: number
}

export interface IamState {
  /** By lower-case name: names differ in more than case. */
  readonly roles: Map<string, Principal>
  readonly users: Map<string, Principal>
  /** By ARN. */
  readonly policies: Map<string, ManagedPolicy>
}

export const iamState = slice<IamState>('iam', () => ({
  roles: new Map(),
  users: new Map(),
  policies: new Map(),
}))

export interface NewPrincipal {
  readonly kind: 'role' | 'user'
  readonly name: string
  readonly path?: string
  readonly description?: string
  readonly trust?: string
  readonly maxSessionSeconds?: number
  readonly tags?: Readonly<Record<string, string>>
  readonly createdMs: number
}

/**
 * Creates a role or user in an account.
 * @throws AwsError EntityAlreadyExists
 */
export function addPrincipal(world: WorldState, accountId: string, wanted: NewPrincipal): Principal {
  const table = tableOf(world, accountId, wanted.kind)
  const key = wanted.name.toLowerCase()
  if (table.has(key)) {
    const title = wanted.kind === 'role' ? 'Role' : 'User'
    throw new AwsError('EntityAlreadyExists', `${title} with name ${wanted.name} already exists.`, 409)
  }
  const path = wanted.path ?? '/'
  const principal: Principal = {
    kind: wanted.kind,
    name: wanted.name,
    path,
    arn: `arn:aws:iam::${accountId}:${wanted.kind}${path}${wanted.name}`,
    id: `${wanted.kind === 'role' ? 'AROA' : 'AIDA'}${nextBase36(world, 17)}`,
    createdMs: wanted.createdMs,
    inline: new Map(),
    attached: [],
    tags: new Map(Object.entries(wanted.tags ?? {})),
    maxSessionSeconds: wanted.maxSessionSeconds ?? 3600,
    ...(wanted.description === undefined ? {} : { description: wanted.description }),
    ...(wanted.trust === undefined ? {} : { trust: wanted.trust }),
  }
  table.set(key, principal)
  return principal
}

/** @throws AwsError NoSuchEntity */
export function principalNamed(
  world: WorldState,
  accountId: string,
  kind: 'role' | 'user',
  name: string,
): Principal {
  const found = tableOf(world, accountId, kind).get(name.toLowerCase())
  if (found === undefined) {
    throw new AwsError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`, 404)
  }
  return found
}

/** The role or user of an IAM ARN, in whatever account; undefined for others, and for those that are not there. */
export function principalOfArn(world: WorldState, arn: string): Principal | undefined {
  const match = /^arn:aws[\w-]*:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(arn)
  const [, accountId, kind, name] = match ?? []
  if (accountId === undefined || name === undefined) return undefined
  const found = tableOf(world, accountId, kind === 'role' ? 'role' : 'user').get(name.toLowerCase())
  return found?.arn === arn ? found : undefined
}

export function tableOf(world: WorldState, accountId: string, kind: 'role' | 'user'): Map<string, Principal> {
  const state = iamState.of(world, accountId)
  return kind === 'role' ? state.roles : state.users
}

/** The document of a managed policy's default version. @throws AwsError NoSuchEntity */
export function managedDocument(world: WorldState, accountId: string, arn: string): string {
  const aws = awsManagedPolicies[arn]
  if (aws !== undefined) return aws
  const policy = policyOfArn(world, accountId, arn)
  return policy.versions.get(policy.defaultVersion)?.document ?? ''
}

/** @throws AwsError NoSuchEntity */
export function policyOfArn(world: WorldState, accountId: string, arn: string): ManagedPolicy {
  const found = iamState.of(world, accountId).policies.get(arn)
  if (found === undefined) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404)
  return found
}

/** All identity policies of a principal, ready to be evaluated. */
export function policiesOf(world: WorldState, accountId: string, principal: Principal): NamedPolicy[] {
  const inline = [...principal.inline].map(([id, document]) => ({ id, document: parsePolicy(document) }))
  const attached = principal.attached.map((arn) => ({
    id: arn.slice(arn.lastIndexOf('/') + 1),
    document: parsePolicy(managedDocument(world, accountId, arn)),
  }))
  return [...inline, ...attached]
}

/** @throws AwsError MalformedPolicyDocument */
export function checkedDocument(document: string): string {
  try {
    parsePolicy(document)
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw new AwsError('MalformedPolicyDocument', error.message, 400)
  }
  return document
}
