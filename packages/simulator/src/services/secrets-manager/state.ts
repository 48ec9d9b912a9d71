/**
 * Secrets of one account, in every Region.
 *
 * S1. Values are kept encrypted under their KMS key: a dump of the world holds none in clear.
 * S2. A staging label is attached to at most one version of a secret.
 * S3. A version is never changed: another value needs another version id.
 */
import { nextHex, slice, type WorldState } from '../../kernel/world.js'
import type { Tags } from '../common/tags.js'
import { seal } from '../kms/crypto.js'
import type { Key } from '../kms/state.js'

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'

export type SecretValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }

export interface Version {
  readonly id: string
  readonly createdMs: number
  readonly kind: SecretValue['kind']
  readonly keyArn: string
  readonly sealed: Uint8Array
  /** In the order in which they were attached. */
  stages: string[]
}

export interface Secret {
  readonly arn: string
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly createdMs: number
  changedMs: number
  description: string | undefined
  /** As it was given; undefined for the account's `aws/secretsmanager` key. */
  kmsKeyId: string | undefined
  policy: string | undefined
  tags: Tags
  versions: Record<string, Version>
  /** When it is gone for good; undefined while it is not marked for deletion. */
  deletion: { readonly markedMs: number; readonly goneMs: number } | undefined
}

export interface SecretsState {
  secrets: Record<string, Secret>
}

export const secretsManager = slice<SecretsState>('secretsmanager', () => ({ secrets: {} }))

export interface NewSecret {
  readonly accountId: string
  readonly region: string
  readonly name: string
  /** Fixed by a seed that must keep an ARN from its input; else six characters are made up. */
  readonly suffix?: string
  readonly nowMs: number
  readonly description?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly tags?: Tags
}

/** Puts a secret without any version into an account. */
export function putSecret(world: WorldState, wanted: NewSecret): Secret {
  const suffix = wanted.suffix ?? nextHex(world, 6)
  const arn = `arn:aws:secretsmanager:${wanted.region}:${wanted.accountId}:secret:${wanted.name}-${suffix}`
  const secret: Secret = {
    arn,
    name: wanted.name,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    changedMs: wanted.nowMs,
    description: wanted.description,
    kmsKeyId: wanted.kmsKeyId,
    policy: undefined,
    tags: wanted.tags ?? {},
    versions: {},
    deletion: undefined,
  }
  secretsManager.of(world, wanted.accountId).secrets[arn] = secret
  return secret
}

export interface NewVersion {
  readonly id: string
  readonly value: SecretValue
  readonly nowMs: number
  readonly stages: readonly string[]
}

/** Adds a version and moves its labels to it; AWSPREVIOUS follows AWSCURRENT. */
export function addVersion(world: WorldState, secret: Secret, key: Key, wanted: NewVersion): Version {
  const { value } = wanted
  const bytes = value.kind === 'text' ? new TextEncoder().encode(value.text) : value.bytes
  const version: Version = {
    id: wanted.id,
    createdMs: wanted.nowMs,
    kind: value.kind,
    keyArn: key.arn,
    sealed: seal(world, key, bytes, sealContext(secret)),
    stages: [],
  }
  secret.versions[version.id] = version
  secret.changedMs = wanted.nowMs
  for (const stage of wanted.stages) moveStage(secret, stage, version)
  return version
}

/** Attaches a label to a version, off whichever had it. */
export function moveStage(secret: Secret, stage: string, to: Version | undefined): void {
  const from = holderOf(secret, stage)
  if (from === to) return
  if (from !== undefined) from.stages = from.stages.filter((label) => label !== stage)
  to?.stages.push(stage)
  if (stage !== CURRENT || from === undefined) return
  const previous = holderOf(secret, PREVIOUS)
  if (previous !== undefined) previous.stages = previous.stages.filter((label) => label !== PREVIOUS)
  from.stages.push(PREVIOUS)
}

/** The version that a label is attached to. */
export function holderOf(secret: Secret, stage: string): Version | undefined {
  return Object.values(secret.versions).find((version) => version.stages.includes(stage))
}

/** Secrets Manager encrypts under the ARN of the secret, so that a value cannot be moved to another one. */
export function sealContext(secret: Secret): Record<string, string> {
  return { SecretARN: secret.arn }
}
