import type { AwsAccount } from '../../../aws/account.js'
import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import type { Tags } from '../../kit/ownership-tags.js'

/** A DB instance or DB cluster, in one shape. */
export interface Database {
  readonly id: string
  readonly arn: string
  /** AWS's own word. */
  readonly status: string
  /** Accepted changes that are not in force yet, by name. */
  readonly pendingChanges: readonly string[]
  readonly subnetGroup: string | null
  readonly securityGroupIds: readonly string[]
  readonly parameterGroup: string | null
  readonly instanceClass: string | null
  readonly multiAz: boolean | null
  readonly publiclyAccessible: boolean | null
  readonly kmsKeyArn: string | null
  readonly createdAt: string | null
  readonly percent: number | null
  readonly tags: Tags
}

/** What a restore is asked for, nothing left to a default. */
export interface RestoreRequest {
  readonly targetIdentifier: string
  /** Identifier in the target account, or ARN of a shared snapshot. */
  readonly snapshotRef: string
  readonly engine: string | null
  readonly instanceClass: string | null
  readonly subnetGroupName: string
  readonly securityGroupIds: readonly string[]
  readonly parameterGroupName: string
  readonly kmsKeyArn: string | null
  readonly multiAz: boolean | null
  readonly publiclyAccessible: boolean
}

/** The calls on instances or on clusters. One file per kind. */
export interface DatabaseStore {
  /** CloudFormation type name. */
  readonly resourceType: string
  readonly word: 'DB instance' | 'DB cluster'
  arnOf(id: string, at: { readonly region: string; readonly accountId: string }): string
  describe(account: AwsAccount, id: string, signal: AbortSignal): Promise<Database | null>
  parameterGroupExists(account: AwsAccount, name: string, signal: AbortSignal): Promise<boolean>
  restore(account: AwsAccount, request: RestoreRequest, tags: Tags, signal: AbortSignal): Promise<Database>
  /** @param finalSnapshotId null: none is taken */
  delete(account: AwsAccount, id: string, finalSnapshotId: string | null, signal: AbortSignal): Promise<void>
  /** Why a request does not fit this kind. */
  misfits(request: RestoreRequest): readonly string[]
  cli(request: RestoreRequest, facts: StepFacts): CliEquivalents
  iam(request: RestoreRequest, facts: StepFacts): readonly IamRequirement[]
}

/** How far a database is. A word that nobody knows is still under way: only known ends are ends. */
export function progressOf(
  database: Pick<Database, 'status' | 'pendingChanges'>,
): 'ready' | 'busy' | 'failed' {
  if (database.status === 'available') return database.pendingChanges.length === 0 ? 'ready' : 'busy'
  return FAILED.test(database.status) ? 'failed' : 'busy'
}

/** Ends of a restore that nobody can wait out. */
const FAILED =
  /^(incompatible-.*|failed|restore-error|storage-full|insufficient-capacity|inaccessible-encryption-credentials.*|cloning-failed|migration-failed|stopped|deleting)$/

/** States in which RDS refuses or cannot take a final snapshot: the database never came up. */
const NEVER_UP =
  /^(creating|failed|restore-error|incompatible-(restore|network)|inaccessible-encryption-credentials)$/

export function canTakeFinalSnapshot(database: Pick<Database, 'status'>): boolean {
  return !NEVER_UP.test(database.status)
}

/** The names of the members that are set. */
export function pendingNames(pending: object | undefined): readonly string[] {
  return Object.entries(pending ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name]) => name)
}
