import type { ServiceBehaviour } from '../../kernel/service.js'
import { arnOf } from './find.js'

/** Exports and imports also act on the bucket in the caller's name; batches name their tables in a map. */
export const permissions: NonNullable<ServiceBehaviour['permissions']> = (operation, input, call) => {
  switch (operation) {
    case 'ExportTableToPointInTime': {
      const { TableArn, S3Bucket, S3Prefix } = input
      const folder =
        typeof S3Prefix === 'string' && S3Prefix !== '' ? `${S3Prefix}/AWSDynamoDB` : 'AWSDynamoDB'
      return [
        { action: 'dynamodb:ExportTableToPointInTime', resource: String(TableArn) },
        {
          action: 's3:PutObject',
          resource: `arn:aws:s3:::${String(S3Bucket)}/${folder}/manifest-summary.json`,
        },
      ]
    }
    case 'ImportTable': {
      const creation = input.TableCreationParameters as { TableName?: string } | undefined
      const source = input.S3BucketSource as { S3Bucket?: string; S3KeyPrefix?: string } | undefined
      const bucket = `arn:aws:s3:::${source?.S3Bucket ?? ''}`
      return [
        { action: 'dynamodb:ImportTable', resource: arnOf(call, creation?.TableName ?? '') },
        { action: 's3:ListBucket', resource: bucket },
        { action: 's3:GetObject', resource: `${bucket}/${source?.S3KeyPrefix ?? ''}` },
      ]
    }
    case 'BatchWriteItem':
      return Object.keys((input.RequestItems ?? {}) as object).map((name) => ({
        action: 'dynamodb:BatchWriteItem',
        resource: arnOf(call, name),
      }))
    default:
      return undefined
  }
}
