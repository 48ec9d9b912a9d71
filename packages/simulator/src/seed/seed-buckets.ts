import type { WorldState } from '../kernel/world.js'
import { etagOf } from '../services/s3/objects/checksum.js'
import { addBucket, buckets, writeVersion } from '../services/s3/state.js'
import { arnParts, frozenDatastores, type SeedPlan, stepsWith, text } from './plan.js'

const OBJECTS_PER_BUCKET = 3

/** Every S3 bucket of the source that the plan freezes or moves, with a few objects in it. */
export function seedSourceBuckets(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId, region } = plan.facts.source
  const frozen = frozenDatastores(plan)
  const planned = plan.datastores.map((store) => store.resource_arn)
  for (const arn of [...frozen, ...planned]) {
    const parts = arnParts(arn)
    if (parts?.service !== 's3') continue
    const name = parts.resource
    if (buckets(world).has(name)) continue
    const bucket = addBucket(world, { name, ownerId: accountId, region, createdMs: nowMs })
    for (let n = 1; n <= OBJECTS_PER_BUCKET; n += 1) {
      const body = Buffer.from(`object ${n} of ${name}\n`)
      writeVersion(world, bucket, `2026/object-${n}.txt`, {
        lastModifiedMs: nowMs,
        content: {
          body,
          etag: etagOf(body),
          headers: { ContentType: 'text/plain' },
          metadata: {},
          storageClass: 'STANDARD',
          checksums: {},
          encryption: { algorithm: 'AES256' },
          parts: 0,
          tags: {},
        },
      })
    }
  }
}

/** The buckets that exports are written to, owned by the target and open to the source account's exports. */
export function seedTargetBuckets(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { source, target } = plan.facts
  for (const step of stepsWith(plan, 'table_arn', 's3_bucket')) {
    const name = text(step, 's3_bucket')
    if (name === null || buckets(world).has(name)) continue
    const ownerId = text(step, 's3_bucket_owner') ?? target.accountId
    const bucket = addBucket(world, { name, ownerId, region: target.region, createdMs: nowMs })
    bucket.policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${source.accountId}:root` },
          Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:PutObjectAcl', 's3:GetBucketLocation'],
          Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        },
      ],
    })
  }
}
