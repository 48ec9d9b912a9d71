import { type Compiles, textValue } from '../../../compile/action.js'
import { SHARED_SNAPSHOT } from '../artifacts.js'
import { snapshotKind } from '../named-by-commands.js'

/** How a share is read from a checklist. */
export const compiles: Compiles = {
  role: 'share',
  produces: [{ artifact: SHARED_SNAPSHOT, name: (params) => textValue(params['snapshot_identifier']) }],
  commands: [
    'rds modify-db-snapshot-attribute',
    'rds modify-db-cluster-snapshot-attribute',
    'ec2 modify-snapshot-attribute',
  ],
  flags: {
    snapshot_identifier: ['--db-snapshot-identifier', '--db-cluster-snapshot-identifier', '--snapshot-id'],
    target_account_id: ['--values-to-add', '--user-ids'],
    snapshot_kind: [],
  },
  fromFacts: (ctx) => ({ snapshot_kind: snapshotKind(ctx) }),
  check(params, { facts, item }) {
    const account = textValue(params['target_account_id'])
    if (account === facts.target.accountId) return []
    return [
      `"${item.id}" shares with account ${account}, but the target account is ${facts.target.accountId}.`,
    ]
  },
}
