/** One statement, with every one-or-many member as a list. */
export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[] | undefined
  readonly notActions: readonly string[] | undefined
  readonly resources: readonly string[] | undefined
  readonly notResources: readonly string[] | undefined
  readonly principals: Principals | undefined
  readonly notPrincipals: Principals | undefined
  readonly conditions: readonly Condition[]
}

/** '*' for everybody; otherwise names by kind (`AWS`, `Service`, `Federated`). */
export type Principals = '*' | Readonly<Record<string, readonly string[]>>

/** `key` is in lower case: condition keys are compared without regard to case. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface PolicyDocument {
  readonly statements: readonly Statement[]
}

/** Thrown when a policy is not one; services turn it into `MalformedPolicyDocument` or the like. */
export class PolicySyntaxError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PolicySyntaxError'
  }
}

const parsed = new Map<string, PolicyDocument>()
const mostKept = 1000

/**
 * Reads a policy document. Texts are remembered, for the same policy is evaluated over and over.
 * @throws PolicySyntaxError when the text is no policy
 */
export function parsePolicy(text: string): PolicyDocument {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const document = readDocument(text)
  if (parsed.size >= mostKept) parsed.clear()
  parsed.set(text, document)
  return document
}

function readDocument(text: string): PolicyDocument {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new PolicySyntaxError('The policy is not valid JSON.')
  }
  if (!isObject(raw)) throw new PolicySyntaxError('The policy is not an object.')
  const version = raw.Version
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicySyntaxError(`The policy has the unknown version ${String(version)}.`)
  }
  const statements = [raw.Statement ?? []].flat()
  if (statements.length === 0) throw new PolicySyntaxError('The policy has no statement.')
  return { statements: statements.map(readStatement) }
}

function readStatement(raw: unknown): Statement {
  if (!isObject(raw)) throw new PolicySyntaxError('A statement is not an object.')
  const effect = raw.Effect
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError('Effect must be Allow or Deny.')
  if ((raw.Action === undefined) === (raw.NotAction === undefined)) {
    throw new PolicySyntaxError('A statement needs either Action or NotAction.')
  }
  const sid = raw.Sid
  return {
    sid: typeof sid === 'string' ? sid : undefined,
    effect,
    actions: texts(raw.Action),
    notActions: texts(raw.NotAction),
    resources: texts(raw.Resource),
    notResources: texts(raw.NotResource),
    principals: principalsOf(raw.Principal),
    notPrincipals: principalsOf(raw.NotPrincipal),
    conditions: conditionsOf(raw.Condition),
  }
}

function principalsOf(raw: unknown): Principals | undefined {
  if (raw === undefined) return undefined
  if (raw === '*') return '*'
  if (!isObject(raw)) throw new PolicySyntaxError('Principal must be "*" or an object.')
  return Object.fromEntries(Object.entries(raw).map(([kind, names]) => [kind, texts(names) ?? []]))
}

function conditionsOf(raw: unknown): Condition[] {
  if (raw === undefined) return []
  if (!isObject(raw)) throw new PolicySyntaxError('Condition must be an object.')
  return Object.entries(raw).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new PolicySyntaxError(`The condition ${operator} must be an object.`)
    return Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: [values].flat().map(String),
    }))
  })
}

function texts(raw: unknown): readonly string[] | undefined {
  if (raw === undefined) return undefined
  const list = [raw].flat()
  if (!list.every((item): item is string => typeof item === 'string')) {
    throw new PolicySyntaxError('A policy element that must be text is not.')
  }
  return list
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
