import { type Compiles, type ParamContext, textValue, type Values } from '../../../compile/action.js'
import { arnName } from '../../../compile/read/arn.js'
import type { JsonObject } from '../../../model/json.js'
import { COPIED_SNAPSHOT, SHARED_SNAPSHOT, takesSharedSnapshot } from '../../snapshots/artifacts.js'
import {
  RESTORE_COMMANDS,
  sharedArn,
  sharedArnFlag,
  snapshotKind,
  targetKey,
} from '../../snapshots/named-by-commands.js'

/** How a restore is read from a checklist. What is shared and encrypted has to be copied before. */
export const compiles: Compiles = {
  role: 'restore',
  consumes: [takesSharedSnapshot],
  keys: (params) => [textValue(params['kms_key_arn'])],
  helper: {
    role: 'copy',
    artifact: SHARED_SNAPSHOT,
    when: 'datastore-is-encrypted',
    description: (item) =>
      `Copy the shared encrypted snapshot into the target account, for: ${item.description}`,
  },
  commands: RESTORE_COMMANDS,
  flags: {
    snapshot_kind: [],
    source_snapshot_arn: [],
    snapshot_identifier: ['--db-snapshot-identifier', '--snapshot-identifier', '--snapshot-id'],
    target_identifier: ['--db-instance-identifier', '--db-cluster-identifier'],
    engine: ['--engine'],
    instance_class: ['--db-instance-class'],
    subnet_group_name: ['--db-subnet-group-name'],
    security_group_ids: ['--vpc-security-group-ids'],
    parameter_group_name: ['--db-parameter-group-name', '--db-cluster-parameter-group-name'],
    kms_key_arn: ['--kms-key-id'],
    multi_az: ['--multi-az'],
  },
  fromCommand(ctx): Values {
    const copy = copyFor(ctx)
    if (copy === undefined) return { source_snapshot_arn: sharedArnFlag(ctx) }
    // With a copy in between, the snapshot that the command names is the shared one, not the one to restore.
    return {
      snapshot_identifier: copy['target_snapshot_identifier'],
      source_snapshot_arn: copy['source_snapshot_arn'],
    }
  },
  fromFacts(ctx) {
    const shared = sharedArnFlag(ctx) ?? sharedArn(ctx)
    return {
      snapshot_kind: snapshotKind(ctx),
      snapshot_identifier: shared,
      source_snapshot_arn: shared,
      target_identifier: identifierOf(ctx),
      kms_key_arn: plannedKey(ctx),
    }
  },
  adapt: { kms_key_arn: targetKey },
  needs: (params) => {
    switch (params['snapshot_kind']) {
      case 'db-cluster':
        return ['engine']
      case 'db-instance':
        return ['instance_class']
      default:
        return []
    }
  },
  check(params, ctx) {
    const made = textValue(copyFor(ctx)?.['target_snapshot_identifier'])
    const used = textValue(params['snapshot_identifier'])
    if (made === undefined || used === undefined || made === used) return []
    return [`"${ctx.item.id}" restores from "${used}", but the copy made for it is called "${made}".`]
  },
}

/** The copy that was made for the same item, or for the same datastore. */
function copyFor(ctx: ParamContext): JsonObject | undefined {
  return ctx.earlier(COPIED_SNAPSHOT).at(-1)
}

/** The data plan's name, where it can be an identifier. */
function identifierOf({ datastore, datastoreArn }: ParamContext): string | undefined {
  const names = [datastore?.name, datastoreArn === null ? undefined : arnName(datastoreArn)]
  return names.find((name) => name !== undefined && /^[a-z][a-z0-9-]{0,62}$/i.test(name))
}

/** Null says that the data is not encrypted, which the plan has to state. */
function plannedKey({ datastore }: ParamContext): string | null | undefined {
  if (datastore === null) return undefined
  return datastore.encryption.target_kms_key_arn ?? (datastore.encryption.at_rest ? undefined : null)
}
