import { dynamodbExport } from './dynamodb/export/action.js'
import { dynamodbImport } from './dynamodb/import/action.js'
import { freezeWrites } from './freeze/begin/action.js'
import { releaseFreeze } from './freeze/release/action.js'
import type { ActionDefinition } from './kit/definition.js'
import { kmsGrant } from './kms/grant/action.js'
import { manualDecision } from './people/decision/action.js'
import { snapshotRestore } from './rds/restore/action.js'
import { route53Change } from './route53/change/action.js'
import { secretPutValue } from './secrets-manager/put-value/action.js'
import { snapshotCopy } from './snapshots/copy/action.js'
import { snapshotShare } from './snapshots/share/action.js'
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
