import { snapshotRestore } from '../../../../src/actions/rds/restore/action.js'
import { type Bench, createBench, stepFor, TARGET_ACCOUNT } from '../../kit/bench.js'
import { type ConformanceCase, describeConformance } from '../../kit/conformance.js'
import {
  COPY_ID,
  copiedSnapshot,
  createKey,
  createNetwork,
  type DatabaseKind,
  deleteSnapshot,
  SECURITY_GROUP,
  SUBNET_GROUP,
  sharedArn,
} from '../orders-database.js'

const paramsFor = (kind: DatabaseKind, targetKey: string | null, parameterGroup: string) => ({
  snapshot_kind: kind,
  snapshot_identifier: COPY_ID,
  source_snapshot_arn: sharedArn(kind),
  target_identifier: 'orders-restored',
  ...(kind === 'db-instance'
    ? { instance_class: 'db.r6g.large', multi_az: true }
    : { engine: 'aurora-postgresql' }),
  subnet_group_name: SUBNET_GROUP,
  security_group_ids: [SECURITY_GROUP],
  parameter_group_name: parameterGroup,
  kms_key_arn: targetKey,
})

async function ready(bench: Bench, kind: DatabaseKind) {
  const { targetKey } = await copiedSnapshot(bench, kind)
  return paramsFor(kind, targetKey, await createNetwork(bench, kind))
}

function caseOf(kind: DatabaseKind): ConformanceCase<typeof snapshotRestore.params> {
  const operation =
    kind === 'db-instance' ? 'RestoreDBInstanceFromDBSnapshot' : 'RestoreDBClusterFromSnapshot'
  return {
    name: `the target account's own ${kind} snapshot`,
    arrange: async (bench) => ({
      params: await ready(bench, kind),
      behindTheBack: () => deleteSnapshot(bench.account('target'), kind, COPY_ID),
    }),
    jobFaults: [{ name: 'a restore that fails', service: 'rds', operation, status: 'incompatible-network' }],
    /** The final snapshot is kept on purpose. */
    forget(accounts) {
      const { rds } = accounts[TARGET_ACCOUNT] as { rds: Record<string, Record<string, unknown>> }
      for (const kept of [rds.snapshots, rds.clusterSnapshots]) {
        for (const arn of Object.keys(kept ?? {})) {
          if (arn.includes(':orders-restored-cutover-')) delete kept?.[arn]
        }
      }
    },
    blockers: [
      {
        name: 'says that there is no such snapshot',
        async arrange(bench) {
          return { params: { ...(await ready(bench, kind)), snapshot_identifier: 'another' } }
        },
        says: /There is no snapshot another/,
      },
      {
        name: 'says that a shared encrypted snapshot has to be copied first',
        async arrange(bench) {
          return { params: { ...(await ready(bench, kind)), snapshot_identifier: sharedArn(kind) } }
        },
        says: /restores only a copy/,
      },
      {
        name: 'says that the subnet group does not exist',
        async arrange(bench) {
          return { params: { ...(await ready(bench, kind)), subnet_group_name: 'another' } }
        },
        says: /no DB subnet group another/,
      },
      {
        name: 'says that the parameter group does not exist',
        async arrange(bench) {
          return { params: { ...(await ready(bench, kind)), parameter_group_name: 'another' } }
        },
        says: /no parameter group another/,
      },
      {
        name: 'says that encrypted data cannot be restored unencrypted',
        async arrange(bench) {
          return { params: { ...(await ready(bench, kind)), kms_key_arn: null } }
        },
        says: /but the step says that the data is not encrypted/,
      },
      {
        name: 'says that the snapshot comes from elsewhere',
        async arrange(bench) {
          const params = await ready(bench, kind)
          return { params: { ...params, source_snapshot_arn: `${sharedArn(kind)}-other` } }
        },
        says: /but the step wants the data of/,
      },
      {
        name: 'says that the name is taken by a database that another restored',
        async arrange(bench) {
          const params = await ready(bench, kind)
          const rds = await bench.account('target').service('rds')
          await (kind === 'db-instance'
            ? rds.restoreDBInstanceFromDBSnapshot({
                DBInstanceIdentifier: params.target_identifier,
                DBSnapshotIdentifier: COPY_ID,
              })
            : rds.restoreDBClusterFromSnapshot({
                DBClusterIdentifier: params.target_identifier,
                SnapshotIdentifier: COPY_ID,
                Engine: 'aurora-postgresql',
              }))
          return { params }
        },
        says: /of that name already/,
      },
    ],
  }
}

describeConformance(snapshotRestore, [caseOf('db-instance'), caseOf('db-cluster')])

test('an instance of another key than its snapshot is refused before RDS would ignore the key', async () => {
  const bench = createBench()
  const params = { ...(await ready(bench, 'db-instance')), kms_key_arn: await createKey(bench, 'target') }
  const seen = await snapshotRestore.preview(params, bench.read(stepFor(snapshotRestore, params)))
  expect(seen.blockers.join()).toMatch(/keeps the key of its snapshot/)
})

test('a database that another restored under the name is neither adopted nor deleted', async () => {
  const bench = createBench()
  const params = await ready(bench, 'db-instance')
  const step = stepFor(snapshotRestore, params)
  const approved = await snapshotRestore.preview(params, bench.read(step))
  const rds = await bench.account('target').service('rds')
  await rds.restoreDBInstanceFromDBSnapshot({
    DBInstanceIdentifier: params.target_identifier,
    DBSnapshotIdentifier: COPY_ID,
  })
  expect(await snapshotRestore.reconcile(params, bench.read(step))).toMatchObject({ kind: 'unknown' })
  const before = bench.state()
  if (typeof snapshotRestore.rollback === 'string') throw new Error('it has an inverse')
  const { remains } = await snapshotRestore.rollback.run(params, null, bench.write(step, approved))
  expect(remains).toMatch(/another has made it/)
  expect(bench.state()).toEqual(before)
})

test('the rollback of a restore that never came up takes no final snapshot', async () => {
  const bench = createBench()
  const params = await ready(bench, 'db-instance')
  const step = stepFor(snapshotRestore, params)
  const approved = await snapshotRestore.preview(params, bench.read(step))
  const receipt = await snapshotRestore.execute(params, bench.write(step, approved))
  if (typeof snapshotRestore.rollback === 'string') throw new Error('it has an inverse')
  const { receipt: undone } = await snapshotRestore.rollback.run(params, receipt, bench.write(step, approved))
  expect(undone).toMatchObject({ final_snapshot: null })
  expect(snapshotRestore.rollback.destroys?.(params, receipt)).toMatch(/is deleted/)
})
