import type { AwsAccount } from '../../../aws/account.js'
import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import type { Side } from '../../../model/step.js'

export const SNAPSHOT_KINDS = ['db-instance', 'db-cluster', 'ebs'] as const
export type SnapshotKind = (typeof SNAPSHOT_KINDS)[number]

/** A snapshot of any kind, in one shape. */
export interface Snapshot {
  readonly kind: SnapshotKind
  readonly id: string
  readonly arn: string
  readonly ownerAccountId: string
  /** AWS's own word. */
  readonly status: string
  /** `manual`, `automated`, `awsbackup` …; EBS snapshots are all `manual`. */
  readonly origin: string
  readonly encrypted: boolean
  readonly kmsKeyArn: string | null
  readonly sizeGiB: number | null
  /** What it was taken of, and with which engine. */
  readonly takenOf: string
  readonly engine: string | null
  /** ISO time; tells a snapshot from a later one of the same name. */
  readonly createdAt: string | null
  /** ARN of the snapshot that this is a copy of. */
  readonly copyOf: string | null
  readonly percent: number | null
  readonly tags: Readonly<Record<string, string>>
}

export interface CopyRequest {
  readonly sourceArn: string
  readonly sourceRegion: string
  readonly targetIdentifier: string
  readonly targetKmsKeyArn: string
}

export type ShareChange = 'add' | 'remove'

/** The calls on one kind of snapshot, and their CLI and IAM equivalents. One file per kind. */
export interface SnapshotStore {
  readonly kind: SnapshotKind
  /** As AWS Config and CloudFormation name it. */
  readonly resourceType: string
  /** The quota of accounts that one snapshot can be shared with, or null when there is none to run into. */
  readonly maxSharedAccounts: number | null
  /** Accepts an identifier or an ARN. */
  arnOf(ref: string, at: { readonly region: string; readonly accountId: string }): string
  /** Accepts an identifier or an ARN. */
  idOf(ref: string): string

  /** Null when there is none, or none that the account may see. */
  describe(account: AwsAccount, ref: string, signal: AbortSignal): Promise<Snapshot | null>
  /** Account ids, and `all` for the public. */
  sharedWith(account: AwsAccount, id: string, signal: AbortSignal): Promise<readonly string[]>
  changeShare(
    account: AwsAccount,
    id: string,
    change: ShareChange,
    withAccountId: string,
    signal: AbortSignal,
  ): Promise<void>
  /** The account's own snapshots that carry the target identifier: at most one for RDS. */
  findCopies(account: AwsAccount, targetIdentifier: string, signal: AbortSignal): Promise<readonly Snapshot[]>
  copy(
    account: AwsAccount,
    request: CopyRequest,
    tags: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Snapshot>
  delete(account: AwsAccount, id: string, signal: AbortSignal): Promise<void>

  readonly cli: SnapshotCli
  readonly iam: SnapshotIam
}

export interface SnapshotCli {
  share(id: string, withAccountId: string, facts: StepFacts): CliEquivalents
  copy(request: CopyRequest, facts: StepFacts): CliEquivalents
  describe(side: Side, ref: string, facts: StepFacts): string
}

/** Resources are ARNs, or `*` where the service knows no finer. */
export interface SnapshotIam {
  share(arn: string): readonly IamRequirement[]
  copy(request: CopyRequest, targetArn: string): readonly IamRequirement[]
  describe(side: Side, arn: string): readonly IamRequirement[]
}

/** How far a snapshot is, over the words of all services. A word that nobody knows is not a success. */
export function readiness(snapshot: Pick<Snapshot, 'status'>): 'ready' | 'busy' | 'failed' {
  if (['available', 'completed'].includes(snapshot.status)) return 'ready'
  return ['creating', 'copying', 'pending', 'modifying', 'recovering', 'deleting'].includes(snapshot.status)
    ? 'busy'
    : 'failed'
}

/** One line for people. */
export function describeSnapshot(snapshot: Snapshot): string {
  const size = snapshot.sizeGiB === null ? '' : `, ${snapshot.sizeGiB} GiB`
  const engine = snapshot.engine === null ? '' : ` (${snapshot.engine})`
  const key = snapshot.encrypted
    ? `encrypted with ${snapshot.kmsKeyArn ?? 'an unknown key'}`
    : 'not encrypted'
  return `${snapshot.arn} of ${snapshot.takenOf}${engine}: ${snapshot.status}${size}, ${snapshot.origin}, ${key}`
}
