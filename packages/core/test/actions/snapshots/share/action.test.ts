import { snapshotShare } from '../../../../src/actions/snapshots/share/action.js'
import { type Bench, createBench, stepFor, TARGET_ACCOUNT } from '../../kit/bench.js'
import { type ConformanceCase, describeConformance } from '../../kit/conformance.js'
import {
  createDatabase,
  createKey,
  type DatabaseKind,
  deleteSnapshot,
  SNAPSHOT_ID,
  shareSnapshot,
  takeSnapshot,
} from '../../rds/orders-database.js'

const paramsFor = (kind: DatabaseKind, id = SNAPSHOT_ID) => ({
  snapshot_identifier: id,
  snapshot_kind: kind,
  target_account_id: TARGET_ACCOUNT,
})

async function encryptedSnapshot(bench: Bench, kind: DatabaseKind): Promise<string> {
  const key = await createKey(bench, 'source')
  await createDatabase(bench, kind, key)
  await takeSnapshot(bench, kind)
  return key
}

function caseOf(kind: DatabaseKind): ConformanceCase<typeof snapshotShare.params> {
  return {
    name: `an encrypted ${kind} snapshot`,
    async arrange(bench) {
      await encryptedSnapshot(bench, kind)
      return {
        params: paramsFor(kind),
        async behindTheBack() {
          await deleteSnapshot(bench.account('source'), kind, SNAPSHOT_ID)
          bench.clock.advance(60_000)
          await takeSnapshot(bench, kind)
        },
      }
    },
    blockers: [
      {
        name: 'says that there is no such snapshot',
        arrange: async () => ({ params: paramsFor(kind, 'another') }),
        says: /There is no .* snapshot another in the source account/,
      },
      {
        name: "says that the service's default key cannot be shared",
        async arrange(bench) {
          await createDatabase(bench, kind, 'default')
          await takeSnapshot(bench, kind)
          return { params: paramsFor(kind) }
        },
        says: /default key .* no other account can use/,
      },
      {
        name: 'says that the snapshot is not complete yet',
        async arrange(bench) {
          await createDatabase(bench, kind, null)
          await takeSnapshot(bench, kind, true)
          return { params: paramsFor(kind) }
        },
        says: /is creating\. Wait/,
      },
      {
        name: 'says that twenty accounts are the most',
        async arrange(bench) {
          await encryptedSnapshot(bench, kind)
          const others = Array.from({ length: 20 }, (_, n) => String(300_000_000_000 + n))
          await shareSnapshot(bench, kind, others)
          return { params: paramsFor(kind) }
        },
        says: /already shared with 20 accounts/,
      },
    ],
  }
}

describeConformance(snapshotShare, [caseOf('db-instance'), caseOf('db-cluster')])

test('what others shared before the step stays shared after its rollback', async () => {
  const bench = createBench()
  await encryptedSnapshot(bench, 'db-instance')
  await shareSnapshot(bench, 'db-instance')
  const params = paramsFor('db-instance')
  const step = stepFor(snapshotShare, params)
  const approved = await snapshotShare.preview(params, bench.read(step))
  expect(approved.alreadyDone).toBe(true)
  const before = bench.state()
  if (typeof snapshotShare.rollback === 'string') throw new Error('it has an inverse')
  const { remains } = await snapshotShare.rollback.run(params, null, bench.write(step, approved))
  expect(remains).toMatch(/shared before this step/)
  expect(bench.state()).toEqual(before)
})
