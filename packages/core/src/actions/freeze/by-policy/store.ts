import type { ReadContext, WriteContext } from '../../kit/definition.js'

/** A resource policy as the service keeps it. */
export interface StoredPolicy {
  /** Null when the resource has none. */
  readonly text: string | null
  /** What a conditional write refers to; null where the service has no conditional writes. */
  readonly revision: string | null
}

/** One resource's policy. Writes are conditional on `expected` where the service can do that. */
export interface PolicyStore {
  read(ctx: ReadContext): Promise<StoredPolicy>
  put(text: string, expected: StoredPolicy, ctx: WriteContext): Promise<void>
  remove(expected: StoredPolicy, ctx: WriteContext): Promise<void>
}

/** What a service adds to the common flow. */
export interface PolicyFreezeTarget {
  readonly store: PolicyStore
  /** For people: `bucket orders-uploads`. */
  readonly label: string
  readonly deniedActions: readonly string[]
  readonly deniedResources: readonly string[]
  readonly maxPolicyBytes: number
  /** Writers that a policy cannot stop, one sentence each; part of what a yes depends on. */
  unstoppable(ctx: ReadContext): Promise<readonly string[]>
}
