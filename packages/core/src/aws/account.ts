import type { DatabaseMigrationService } from '@aws-sdk/client-database-migration-service'
import type { DataSync } from '@aws-sdk/client-datasync'
import type { DynamoDB } from '@aws-sdk/client-dynamodb'
import type { EC2 } from '@aws-sdk/client-ec2'
import type { IAM } from '@aws-sdk/client-iam'
import type { KMS } from '@aws-sdk/client-kms'
import type { RDS } from '@aws-sdk/client-rds'
import type { Route53 } from '@aws-sdk/client-route-53'
import type { S3 } from '@aws-sdk/client-s3'
import type { S3Control } from '@aws-sdk/client-s3-control'
import type { SecretsManager } from '@aws-sdk/client-secrets-manager'
import type { STS } from '@aws-sdk/client-sts'
import type { Side } from '../model/step.js'
import type { AwsCredentials } from './credentials.js'

/** Every AWS service that handlers may call. One line here and one in `aws/services.ts` adds a client. */
export interface AwsServices {
  dms: DatabaseMigrationService
  datasync: DataSync
  dynamodb: DynamoDB
  ec2: EC2
  iam: IAM
  kms: KMS
  rds: RDS
  route53: Route53
  s3: S3
  s3control: S3Control
  secretsmanager: SecretsManager
  sts: STS
}
export type AwsServiceName = keyof AwsServices

/** The answer of `sts:GetCallerIdentity`, with when it stops being true, where that is known. */
export interface AwsIdentity {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
  /** When the session's credentials expire (ms since the epoch); null when the provider does not say. */
  readonly expiresAtMs: number | null
  /** AWS's own clock at the answer (ms since the epoch), from the response's Date header. */
  readonly awsTimeMs: number | null
}

/**
 * One of the two accounts. Clients are loaded and built when first asked for, and kept.
 *
 * A1. A `read` account's clients refuse, before anything is sent, every operation that is not a read.
 * A2. No account's client sends anything unless STS said, for these very credentials, that they belong to
 *     `accountId`: what is shown is of the account that is changed. A `write` account's make exactly one attempt.
 */
export interface AwsAccount {
  readonly side: Side
  readonly accountId: string
  readonly profile: string
  readonly region: string
  readonly mode: 'read' | 'write'
  service<S extends AwsServiceName>(name: S): Promise<AwsServices[S]>
}

/** One request as it went to AWS, secrets already masked by the model's `sensitive` traits. */
export interface AwsCallRecord {
  readonly side: Side
  readonly service: string
  readonly operation: string
  readonly input: unknown
  readonly output?: unknown
  readonly error?: { readonly name: string; readonly message: string; readonly requestId: string | null }
}

/** How an operator gets working credentials for a side again. */
export interface Renewal {
  /** `command`: the text is one to type. `advice`: it is a sentence, with a command in it where one helps. */
  readonly kind: 'command' | 'advice'
  readonly text: string
}

/** Builds accounts. Injected: the default uses named profiles; rehearsals and tests bring their own. */
export interface AwsFactory {
  /** @param onCall told of every finished request; the run writes them to the step's logs */
  open(side: Side, mode: 'read' | 'write', onCall: (record: AwsCallRecord) => void): AwsAccount
  /** Asks STS with fresh credentials. Read-only. */
  identify(side: Side): Promise<AwsIdentity>
  /** Forgets cached clients and credentials of a side, so that the next call builds fresh ones. */
  refresh(side: Side): void
  /**
   * A session of a side that STS has attributed to its account (A2), for a program that signs by itself; renewed
   * shortly before its end. Without it terraform cannot be started.
   * @throws CutoverError `credentials/wrong-account`; the errors of the provider and of STS as they are
   */
  session?(side: Side): Promise<AwsCredentials>
  /** How the operator gets working credentials for a side, as far as its profile was read; else undefined. */
  renewal?(side: Side): Renewal | undefined
}
