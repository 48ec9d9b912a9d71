import type { ActionDefinition } from './definition.js'
import { dynamodbExport } from './dynamodb-export.js'
import { dynamodbImport } from './dynamodb-import.js'
import { freezeWrites } from './freeze-writes.js'
import { kmsGrant } from './kms-grant.js'
import { manualDecision } from './manual-decision.js'
import { releaseFreeze } from './release-freeze.js'
import { route53Change } from './route53-change.js'
import { secretPutValue } from './secret-put-value.js'
import { snapshotCopy } from './snapshot-copy.js'
import { snapshotRestore } from './snapshot-restore.js'
import { snapshotShare } from './snapshot-share.js'
import { terraformApply } from './terraform-apply.js'

/** Every action that the product can execute. Adding one is one file and one line here. */
const DEFINITIONS: readonly ActionDefinition[] = [
  terraformApply,
  kmsGrant,
  snapshotShare,
  snapshotCopy,
  snapshotRestore,
  secretPutValue,
  dynamodbExport,
  dynamodbImport,
  freezeWrites,
  releaseFreeze,
  route53Change,
  manualDecision,
]

const BY_NAME: ReadonlyMap<string, ActionDefinition> = new Map(DEFINITIONS.map((d) => [d.name, d]))

/** The registry: what exists, by name, in catalogue order. */
export const actions = {
  names: DEFINITIONS.map((d) => d.name) as readonly string[],
  get: (name: string): ActionDefinition | undefined => BY_NAME.get(name),
  all: DEFINITIONS,
} as const
