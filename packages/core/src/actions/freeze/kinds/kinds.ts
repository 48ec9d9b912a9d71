import type { DatastoreFreeze } from './datastore-freeze.js'
import { dynamodbTableFreeze } from './dynamodb-table.js'
import { rdsInstanceFreeze } from './rds-instance.js'
import { s3BucketFreeze } from './s3-bucket.js'

/** Every kind of datastore whose writes can be frozen. */
const KINDS: readonly DatastoreFreeze[] = [s3BucketFreeze, dynamodbTableFreeze, rdsInstanceFreeze]

/** What `freeze-writes` and `release-freeze` accept, as a schema pattern: the service part of the ARN decides. */
export const FREEZABLE_ARN_PATTERN =
  '^arn:aws[a-z-]*:(s3:::[a-z0-9.-]+|dynamodb:[a-z0-9-]+:[0-9]{12}:table/[^/]+|' +
  'rds:[a-z0-9-]+:[0-9]{12}:db:[A-Za-z][A-Za-z0-9-]*)$'

/** What to do with the others; part of the parameter's description, which "unresolved" tables show. */
export const FREEZABLE_WORDS =
  'an S3 bucket, a DynamoDB table, or a DB instance of PostgreSQL, MySQL or MariaDB with a parameter group of ' +
  'its own. Any other datastore (Aurora, Oracle, SQL Server) has to be frozen by hand: mark the item as ' +
  '{"manual": true, "reason": "…"} in step-inputs.json'

/**
 * @throws TypeError for an ARN that the schema pattern does not let through
 */
export function freezeKindOf(datastoreArn: string): DatastoreFreeze {
  const kind = KINDS.find((candidate) => candidate.handles(datastoreArn))
  if (kind === undefined) throw new TypeError(`no freeze is known for ${datastoreArn}: ${FREEZABLE_WORDS}`)
  return kind
}
