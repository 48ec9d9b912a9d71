import { byCodeUnit } from '../../../model/json.js'
import type { Check, ReadContext } from '../../kit/definition.js'
import type { KeyFacts } from '../../kms/key.js'
import { type Database, progressOf } from '../kinds/database.js'
import { databaseKind } from '../kinds/kinds.js'
import { SNAPSHOT_TAG } from '../kinds/words.js'
import { type RestoreParams, wasRestoredByUs } from './look.js'

interface KeyScene {
  readonly key: KeyFacts | null
}

/** Everything that the step promised about the database, compared with what AWS says. */
export function checksOf(
  params: RestoreParams,
  database: Database | null,
  { key }: KeyScene,
  ctx: ReadContext,
): readonly Check[] {
  const { databases } = databaseKind(params.snapshot_kind)
  if (database === null) {
    const name = `the ${databases.word} exists`
    return [{ name, ok: false, expected: params.target_identifier, found: `no such ${databases.word}` }]
  }
  const optional: Check[] = []
  if (params.instance_class !== undefined) {
    optional.push(same('instance class', params.instance_class, database.instanceClass))
  }
  if (params.multi_az !== undefined) {
    optional.push(same('Multi-AZ', String(params.multi_az), String(database.multiAz)))
  }
  // An Aurora cluster has no address of its own to be public or not.
  if (params.snapshot_kind === 'db-instance') {
    const wanted = String(params.publicly_accessible ?? false)
    optional.push(same('publicly accessible', wanted, String(database.publiclyAccessible)))
  }
  return [
    {
      name: 'it is available, with no change pending',
      ok: progressOf(database) === 'ready',
      expected: 'available',
      found: [database.status, ...database.pendingChanges].join(', pending '),
    },
    {
      name: 'it was restored by this step from the snapshot',
      ok: wasRestoredByUs(params, database, ctx),
      expected: params.snapshot_identifier,
      found: database.tags[SNAPSHOT_TAG] ?? 'not tagged by this step',
    },
    same('subnet group', params.subnet_group_name.toLowerCase(), database.subnetGroup),
    same('security groups', list(params.security_group_ids), list(database.securityGroupIds)),
    same('parameter group', params.parameter_group_name.toLowerCase(), database.parameterGroup),
    same('key', key?.arn ?? params.kms_key_arn ?? 'none', database.kmsKeyArn ?? 'none'),
    ...optional,
  ]
}

/** True when nothing is left to do. */
export function isRestored(
  params: RestoreParams,
  database: Database,
  scene: KeyScene,
  ctx: ReadContext,
): boolean {
  return checksOf(params, database, scene, ctx).every((check) => check.ok)
}

function same(name: string, expected: string, found: string | null): Check {
  return { name, ok: expected === found, expected, found: found ?? 'none' }
}

function list(ids: readonly string[]): string {
  return [...ids].sort(byCodeUnit).join(', ')
}
