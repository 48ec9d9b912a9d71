import { awsApiCall } from './api-call.js'
import { dynamodbExport, dynamodbImport } from './dynamodb.js'
import { kmsGrant } from './kms-grant.js'
import { route53Change } from './route53.js'
import { secretPutValue } from './secret.js'
import { snapshotCopy, snapshotRestore, snapshotShare } from './snapshots.js'
import type { ActionSource } from './source.js'

/** Where each action's parameters come from. What is not here uses flags of the parameter's own name. */
const SOURCES: Readonly<Record<string, ActionSource>> = {
  'aws-api-call': awsApiCall,
  'dynamodb-export': dynamodbExport,
  'dynamodb-import': dynamodbImport,
  'kms-grant': kmsGrant,
  'route53-change': route53Change,
  'secret-put-value': secretPutValue,
  'snapshot-copy': snapshotCopy,
  'snapshot-restore': snapshotRestore,
  'snapshot-share': snapshotShare,
}

const NONE: ActionSource = {}

export function sourceOf(action: string): ActionSource {
  return Object.hasOwn(SOURCES, action) ? (SOURCES[action] ?? NONE) : NONE
}
