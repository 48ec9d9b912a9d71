import { snapshotCopy } from '../../../../src/actions/snapshots/copy/action.js'
import { createBench, stepFor } from '../../kit/bench.js'
import { type ConformanceCase, describeConformance } from '../../kit/conformance.js'
import {
  COPY_ID,
  copiedSnapshot,
  createDatabase,
  createKey,
  type DatabaseKind,
  deleteSnapshot,
  SNAPSHOT_ID,
  sharedArn,
  sharedSnapshot,
  takeSnapshot,
} from '../../rds/orders-database.js'

const paramsFor = (kind: DatabaseKind, targetKey: string) => ({
  source_snapshot_arn: sharedArn(kind),
  snapshot_kind: kind,
  target_snapshot_identifier: COPY_ID,
  target_kms_key_arn: targetKey,
})

function caseOf(kind: DatabaseKind): ConformanceCase<typeof snapshotCopy.params> {
  const operation = kind === 'db-instance' ? 'CopyDBSnapshot' : 'CopyDBClusterSnapshot'
  return {
    name: `a shared, encrypted ${kind} snapshot`,
    async arrange(bench) {
      const { targetKey } = await sharedSnapshot(bench, kind)
      return {
        params: paramsFor(kind, targetKey),
        behindTheBack: () => deleteSnapshot(bench.account('source'), kind, SNAPSHOT_ID),
      }
    },
    jobFaults: [{ name: 'a copy that fails', service: 'rds', operation, status: 'failed' }],
    blockers: [
      {
        name: 'says that the snapshot is not shared',
        async arrange(bench) {
          await createDatabase(bench, kind, await createKey(bench, 'source'))
          await takeSnapshot(bench, kind)
          return { params: paramsFor(kind, await createKey(bench, 'target')) }
        },
        says: /does not exist or is not shared/,
      },
      {
        name: 'says that the target key is disabled',
        async arrange(bench) {
          const { targetKey } = await sharedSnapshot(bench, kind)
          await (await bench.account('target').service('kms')).disableKey({ KeyId: targetKey })
          return { params: paramsFor(kind, targetKey) }
        },
        says: /is Disabled/,
      },
      {
        name: 'says that the identifier is taken by a copy with another key',
        async arrange(bench) {
          await copiedSnapshot(bench, kind)
          return { params: paramsFor(kind, await createKey(bench, 'target')) }
        },
        says: /There is a snapshot .* already/,
      },
    ],
  }
}

describeConformance(snapshotCopy, [caseOf('db-instance'), caseOf('db-cluster')])

test('a copy that another has made is seen as done, and is never deleted by a rollback', async () => {
  const bench = createBench()
  const { targetKey } = await copiedSnapshot(bench, 'db-instance')
  const params = paramsFor('db-instance', targetKey)
  const step = stepFor(snapshotCopy, params)
  const approved = await snapshotCopy.preview(params, bench.read(step))
  expect(approved).toMatchObject({ alreadyDone: true, blockers: [] })
  const found = await snapshotCopy.reconcile(params, bench.read(step))
  expect(found).toMatchObject({ kind: 'done', receipt: { created_by_this_step: false } })
  const before = bench.state()
  if (typeof snapshotCopy.rollback === 'string') throw new Error('it has an inverse')
  const { remains } = await snapshotCopy.rollback.run(params, null, bench.write(step, approved))
  expect(remains).toMatch(/not made by this step/)
  expect(bench.state()).toEqual(before)
})

test('a copy under way that AWS does not let go of is left as it is, and AWS says why', async () => {
  const bench = createBench()
  const { targetKey } = await sharedSnapshot(bench, 'db-instance')
  const params = paramsFor('db-instance', targetKey)
  const step = stepFor(snapshotCopy, params)
  const approved = await snapshotCopy.preview(params, bench.read(step))
  const receipt = await snapshotCopy.execute(params, bench.write(step, approved))
  expect(await snapshotCopy.poll?.(params, receipt, bench.read(step))).toMatchObject({ outcome: 'running' })
  const before = bench.state()
  const cancelled = snapshotCopy.cancel?.(params, receipt, bench.write(step, approved))
  await expect(cancelled).rejects.toThrow(/in state creating/)
  expect(bench.state()).toEqual(before)
})

test('cancelling never deletes a copy that another has made', async () => {
  const bench = createBench()
  const { targetKey } = await copiedSnapshot(bench, 'db-cluster')
  const params = paramsFor('db-cluster', targetKey)
  const step = stepFor(snapshotCopy, params)
  const approved = await snapshotCopy.preview(params, bench.read(step))
  const before = bench.state()
  await snapshotCopy.cancel?.(params, { snapshot_id: COPY_ID }, bench.write(step, approved))
  expect(bench.state()).toEqual(before)
})

test('progress is told in percent', async () => {
  const bench = createBench()
  const { targetKey } = await sharedSnapshot(bench, 'db-cluster')
  const params = paramsFor('db-cluster', targetKey)
  const step = stepFor(snapshotCopy, params)
  const approved = await snapshotCopy.preview(params, bench.read(step))
  const receipt = await snapshotCopy.execute(params, bench.write(step, approved))
  bench.clock.advance(30_000)
  const { progress } = (await snapshotCopy.poll?.(params, receipt, bench.read(step))) ?? {}
  expect(progress).toMatchObject({ unit: 'percent', percent: expect.any(Number) })
})
