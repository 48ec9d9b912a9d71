import { DescribeDBSnapshotAttributesCommand, RDSClient } from '@aws-sdk/client-rds'
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import type { SimulatedAccounts } from '../simulated-accounts.js'

/** The source account as a plain SDK client sees it, apart from everything that the run used. */
export function sourceAccount({ simulator, credentials }: SimulatedAccounts) {
  const settings = {
    region: 'us-east-1',
    credentials: credentials.source,
    requestHandler: simulator.requestHandler(),
  }
  return {
    /** The accounts that may restore a snapshot. */
    async sharedWith(snapshot: string): Promise<readonly string[]> {
      const { DBSnapshotAttributesResult: found } = await new RDSClient(settings).send(
        new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: snapshot }),
      )
      const restore = found?.DBSnapshotAttributes?.find(({ AttributeName }) => AttributeName === 'restore')
      return restore?.AttributeValues ?? []
    },
    /** A bucket's policy, or the name of the error that says that there is none. */
    async policyOf(bucket: string): Promise<string> {
      return await new S3Client({ ...settings, forcePathStyle: true })
        .send(new GetBucketPolicyCommand({ Bucket: bucket }))
        .then(
          ({ Policy }) => Policy ?? '',
          (error: unknown) => (error as Error).name,
        )
    },
  }
}
