import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import type {
  Preview,
  ReadContext,
  Receipt,
  Reconciliation,
  Verification,
  WriteContext,
} from '../../kit/definition.js'

/** What a freeze is asked for. */
export interface FreezeRequest {
  readonly datastoreArn: string
  /** Who may still write: roles and users, by IAM ARN. */
  readonly exemptPrincipalArns: readonly string[]
}

/** How writes to one kind of datastore are stopped and allowed again. One file per kind, one line in `kinds.ts`. */
export interface DatastoreFreeze {
  /** CloudFormation type name. */
  readonly resourceType: string
  handles(datastoreArn: string): boolean
  /** The short name that people use. */
  nameOf(datastoreArn: string): string

  freezeCli(request: FreezeRequest, facts: StepFacts): CliEquivalents
  releaseCli(datastoreArn: string, facts: StepFacts): CliEquivalents
  /** The same calls serve both directions: a rollback of one is the other. */
  iamActions(datastoreArn: string, facts: StepFacts): readonly IamRequirement[]

  previewFreeze(request: FreezeRequest, ctx: ReadContext): Promise<Preview>
  freeze(request: FreezeRequest, ctx: WriteContext): Promise<Receipt>
  reconcileFreeze(request: FreezeRequest, ctx: ReadContext): Promise<Reconciliation>
  /** The receipt of what this very step did, however far it came, or null: enough to undo it. */
  tracesOf(request: FreezeRequest, ctx: ReadContext): Promise<Receipt | null>
  verifyFrozen(request: FreezeRequest, receipt: Receipt | null, ctx: ReadContext): Promise<Verification>

  /** @param frozen the freeze step's receipt */
  previewRelease(datastoreArn: string, frozen: Receipt, ctx: ReadContext): Promise<Preview>
  /** Releases only what is still as the preview of this very step showed it. */
  releaseApproved(datastoreArn: string, frozen: Receipt, ctx: WriteContext): Promise<Release>
  /** Releases whatever else changed: the rollback of a freeze. */
  release(datastoreArn: string, frozen: Receipt, ctx: WriteContext): Promise<Release>
  /** @param released the release's own receipt, where there is one */
  verifyReleased(
    datastoreArn: string,
    frozen: Receipt,
    released: Receipt | null,
    ctx: ReadContext,
  ): Promise<Verification>
  /** Puts a released freeze back: the rollback of a release. */
  freezeAgain(datastoreArn: string, frozen: Receipt, ctx: WriteContext): Promise<void>
  /** Whether the freeze of this receipt is in force. */
  isFrozen(datastoreArn: string, frozen: Receipt, ctx: ReadContext): Promise<boolean>
  /** Whether nothing of it is left, so that a release has happened to its end. */
  isReleased(datastoreArn: string, frozen: Receipt, ctx: ReadContext): Promise<boolean>
}

export interface Release {
  readonly receipt: Receipt
  /** What differs from the time before the freeze, in a sentence, or null. */
  readonly remains: string | null
}
