import { type Compiles, textValue } from '../../../compile/action.js'
import { kebab } from '../../../compile/order/slug.js'
import { arnName } from '../../../compile/read/arn.js'
import { COPIED_SNAPSHOT, takesSharedSnapshot } from '../artifacts.js'
import { RESTORE_COMMANDS, sharedArn, sharedArnFlag, snapshotKind, targetKey } from '../named-by-commands.js'

/** How a copy is read from a checklist: from its own command, or from the restore that it is made for. */
export const compiles: Compiles = {
  role: 'copy',
  produces: [{ artifact: COPIED_SNAPSHOT }],
  consumes: [takesSharedSnapshot],
  keys: (params) => [textValue(params['target_kms_key_arn'])],
  commands: [
    'rds copy-db-snapshot',
    'rds copy-db-cluster-snapshot',
    'ec2 copy-snapshot',
    ...RESTORE_COMMANDS,
  ],
  flags: {
    snapshot_kind: [],
    source_snapshot_arn: [],
    target_snapshot_identifier: [
      '--target-db-snapshot-identifier',
      '--target-db-cluster-snapshot-identifier',
    ],
    target_kms_key_arn: ['--kms-key-id'],
    source_region: ['--source-region'],
  },
  fromCommand: (ctx) => ({ source_snapshot_arn: sharedArnFlag(ctx) }),
  fromFacts(ctx) {
    const source = textValue(ctx.input('source_snapshot_arn')) ?? sharedArnFlag(ctx) ?? sharedArn(ctx)
    const { source: from, target } = ctx.facts
    return {
      snapshot_kind: snapshotKind(ctx),
      source_snapshot_arn: source,
      target_snapshot_identifier: textValue(ctx.input('snapshot_identifier')) ?? copyName(source),
      target_kms_key_arn:
        textValue(ctx.input('kms_key_arn')) ?? ctx.datastore?.encryption.target_kms_key_arn ?? undefined,
      source_region: from.region === target.region ? undefined : from.region,
    }
  },
  adapt: { target_kms_key_arn: targetKey },
}

/** Our own name for the copy; nothing else in the target account is called that. */
function copyName(sourceArn: string | undefined): string | undefined {
  if (sourceArn === undefined) return undefined
  return `cutover-${kebab(arnName(sourceArn))}`.slice(0, 200).replace(/-+$/, '')
}
