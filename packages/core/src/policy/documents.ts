import { uniqueSids } from './sid.js'
import type { PolicyStatement } from './statements.js'

/** What IAM stores: the JSON of one managed policy. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

/** The quota of a managed policy's size; white space is not counted (IAM User Guide, "IAM and STS quotas"). */
export const MAX_POLICY_CHARACTERS = 6_144

export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, '').length
}

/** As few documents as hold the statements in their order, each below the limit. */
export function documentsOf(
  statements: readonly PolicyStatement[],
  maxCharacters: number = MAX_POLICY_CHARACTERS,
): readonly PolicyDocument[] {
  const fits = (some: readonly PolicyStatement[]) => sizeOf(document(some)) <= maxCharacters
  const parts: PolicyStatement[][] = []
  for (const statement of statements.flatMap((one) => cut(one, fits))) {
    const current = parts.at(-1)
    if (current !== undefined && fits([...current, statement])) current.push(statement)
    else parts.push([statement])
  }
  return parts.map(document)
}

function document(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: uniqueSids(statements) }
}

/** A statement that is too long by itself, as several: by its resources, then by its actions. */
function cut(
  statement: PolicyStatement,
  fits: (some: readonly PolicyStatement[]) => boolean,
): readonly PolicyStatement[] {
  if (fits([statement])) return [statement]
  const { Resource, Action } = statement
  const halves =
    Resource.length > 1
      ? halved(Resource).map((part) => ({ ...statement, Resource: part }))
      : Action.length > 1
        ? halved(Action).map((part) => ({ ...statement, Action: part }))
        : null
  // One action on one resource is as small as it gets.
  return halves === null ? [statement] : halves.flatMap((half) => cut(half, fits))
}

function halved<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}
