import type { Static, TObject } from 'typebox'
import type { Bench, Overrides } from './bench.js'

/** A world in which the action can be carried out. */
export interface Arranged<P extends TObject> {
  readonly params: Static<P>
  /** The secret's bytes, for actions that need the operator's file. */
  readonly secret?: Uint8Array
  /** History, files, resolver … that the contexts should have. */
  readonly overrides?: Overrides
  /** Changes something that a yes depends on, as another person would. */
  behindTheBack(): Promise<void>
}

export interface ConformanceCase<P extends TObject> {
  readonly name: string
  arrange(bench: Bench): Promise<Arranged<P>>
  /** Virtual time until AWS shows an effect (KMS grants); 0 where it does at once. */
  readonly consistencyMs?: number
  /** Worlds in which the preview has to object. */
  readonly blockers: readonly {
    readonly name: string
    arrange(bench: Bench): Promise<Pick<Arranged<P>, 'params' | 'overrides'>>
    readonly says: RegExp
  }[]
  /** Jobs that end badly: `operation` starts them, `status` is their end. */
  readonly jobFaults?: readonly {
    readonly name: string
    readonly service: string
    readonly operation: string
    readonly status: string
  }[]
  /**
   * Removes from a copy of the accounts' state what the action documents to stay after a rollback, and what
   * the simulator only brings up to date when somebody looks.
   */
  forget?(accounts: Record<string, unknown>): void
  /** `service:Operation` → IAM action, where the two differ (`s3:HeadBucket` → `s3:ListBucket`). */
  readonly iamNames?: Readonly<Record<string, string>>
  /** Set when the action has no inverse of its own, or one that cannot be compared by state. */
  readonly skipRollback?: string
}
