import type { S3 } from '@aws-sdk/client-s3'
import { freezeWrites } from '../../../../src/actions/freeze/begin/action.js'
import { releaseFreeze } from '../../../../src/actions/freeze/release/action.js'
import type { Receipt } from '../../../../src/actions/kit/definition.js'
import { type Bench, SOURCE_ACCOUNT as SOURCE, stepFor } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'
import { mark, mutations, passed as ok, play, type Stage, stage } from '../../kit/stage.js'

const BUCKET = 'orders-uploads'
const ARN = `arn:aws:s3:::${BUCKET}`
const params = {
  datastore_arn: ARN,
  duration_minutes: 45,
  exempt_principal_arns: [`arn:aws:iam::${SOURCE}:role/cutover/executor`],
}
const API = `arn:aws:iam::${SOURCE}:role/orders-api`
const OTHERS = {
  Version: '2012-10-17',
  Id: 'kept',
  Statement: [
    {
      Sid: 'ReadByApi',
      Effect: 'Allow',
      Principal: { AWS: API },
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${ARN}/*`,
    },
  ],
}
// Spaces tell whether the text that goes back is the old one, letter for letter.
const OLD_TEXT = JSON.stringify(OTHERS, null, 1)

let on: Stage
let console: S3
let api: S3

beforeEach(async () => {
  on = stage()
  console = await on.bench.account('source').service('s3')
  api = await on.as('source', 'role/orders-api').service('s3')
  await console.createBucket({ Bucket: BUCKET })
})

async function policy(): Promise<string | null> {
  try {
    return (await console.getBucketPolicy({ Bucket: BUCKET })).Policy ?? null
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucketPolicy') return null
    throw error
  }
}

const setPolicy = (text: string) => console.putBucketPolicy({ Bucket: BUCKET, Policy: text })
const put = (client: S3) => client.putObject({ Bucket: BUCKET, Key: 'a', Body: 'x' })

function frozen(receipt: Receipt, active = true): void {
  on.freezes.set(ARN, { beganAtMs: on.bench.clock.nowMs(), receipt, active })
}

describe('freezing a bucket', () => {
  it('stops writes of the application, leaves reads and the exempt role alone', async () => {
    await setPolicy(OLD_TEXT)
    await put(api)
    await play(on, freezeWrites, params)
    await expect(put(api)).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(api.deleteObject({ Bucket: BUCKET, Key: 'a' })).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    await expect(api.getObject({ Bucket: BUCKET, Key: 'a' })).resolves.toBeDefined()
    const executor = await on.as('source', 'role/cutover/executor').service('s3')
    await expect(put(executor)).resolves.toBeDefined()
  })

  it('keeps every other statement and says so when verified', async () => {
    await setPolicy(OLD_TEXT)
    const receipt = await play(on, freezeWrites, params)
    const now = JSON.parse((await policy()) ?? '')
    expect(now.Id).toBe('kept')
    expect(now.Statement[0]).toEqual(OTHERS.Statement[0])
    expect(now.Statement).toHaveLength(2)
    expect(await ok(freezeWrites.verify(params, receipt, on.read()))).toBe(true)
    expect(await ok(freezeWrites.verify(params, null, on.read()))).toBe(true)
  })

  it('adds nothing a second time, neither with the same token nor on a retry', async () => {
    const receipt = await play(on, freezeWrites, params)
    const text = await policy()
    const since = mark(on)
    expect(await play(on, freezeWrites, params)).toEqual(receipt)
    expect(await play(on, freezeWrites, params, 2)).toEqual(receipt)
    expect(mutations(on, since)).toEqual([])
    expect(await policy()).toBe(text)
  })

  it('is found again after a crash, with a receipt that can undo it', async () => {
    await setPolicy(OLD_TEXT)
    expect(await freezeWrites.reconcile(params, on.read())).toMatchObject({ kind: 'not-done' })
    await play(on, freezeWrites, params)
    const found = await freezeWrites.reconcile(params, on.read())
    if (found.kind !== 'done') throw new Error(found.kind)
    frozen(found.receipt)
    await play(on, releaseFreeze, { datastore_arn: ARN })
    expect(JSON.parse((await policy()) ?? '')).toEqual(OTHERS)
  })

  it('is refused while another freeze is in force', async () => {
    const receipt = await play(on, freezeWrites, params)
    const foreign = JSON.parse((await policy()) ?? '')
    foreign.Statement[0].Sid = 'CutoverFreezeofanotherrun'
    await setPolicy(JSON.stringify(foreign))
    expect((await freezeWrites.preview(params, on.read())).blockers).toEqual([
      expect.stringContaining('CutoverFreezeofanotherrun'),
    ])
    await console.deleteBucketPolicy({ Bucket: BUCKET })
    frozen(receipt)
    expect((await freezeWrites.preview(params, on.read())).blockers).toEqual([
      expect.stringContaining('frozen by an earlier step'),
    ])
  })

  it('sends nothing when the policy changed after the approval', async () => {
    const approved = await freezeWrites.preview(params, on.read())
    await setPolicy(OLD_TEXT)
    const since = mark(on)
    await expect(freezeWrites.execute(params, on.write(approved))).rejects.toMatchObject({
      code: 'aws/refused',
    })
    expect(mutations(on, since)).toEqual([])
  })

  it('is not verified when the statement was weakened or an old one lost', async () => {
    await setPolicy(OLD_TEXT)
    const receipt = await play(on, freezeWrites, params)
    const document = JSON.parse((await policy()) ?? '')
    const [, deny] = document.Statement
    await setPolicy(JSON.stringify({ ...document, Statement: [deny] }))
    expect(await ok(freezeWrites.verify(params, receipt, on.read()))).toBe(false)
    const weak = { ...deny, Action: ['s3:DeleteObject'] }
    await setPolicy(JSON.stringify({ ...document, Statement: [...OTHERS.Statement, weak] }))
    expect(await ok(freezeWrites.verify(params, receipt, on.read()))).toBe(false)
  })

  it('blocks when the policy would be too long, and warns of lifecycle rules and of exempting nobody', async () => {
    const statement = { ...OTHERS.Statement[0], Resource: `${ARN}/${'x'.repeat(19_800)}` }
    await setPolicy(JSON.stringify({ ...OTHERS, Statement: [statement] }))
    await console.putBucketLifecycleConfiguration({
      Bucket: BUCKET,
      LifecycleConfiguration: {
        Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
      },
    })
    const seen = await freezeWrites.preview({ ...params, exempt_principal_arns: [] }, on.read())
    expect(seen.blockers).toEqual([expect.stringMatching(/20480/)])
    expect(seen.warnings).toEqual([
      expect.stringContaining('tidy'),
      expect.stringContaining('Nobody is exempt'),
    ])
  })

  it('changes nothing in a bucket that belongs to another account', async () => {
    const target = await on.bench.account('target').service('s3')
    await target.createBucket({ Bucket: 'foreign-bucket' })
    const foreign = { ...params, datastore_arn: 'arn:aws:s3:::foreign-bucket' }
    await expect(freezeWrites.preview(foreign, on.read())).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('only reads when previewing, verifying and reconciling', async () => {
    const receipt = await play(on, freezeWrites, params)
    const since = mark(on)
    await freezeWrites.preview(params, on.read())
    await freezeWrites.verify(params, receipt, on.read())
    await freezeWrites.reconcile(params, on.read())
    expect(mutations(on, since)).toEqual([])
  })

  it('stops at once when the run is stopped', async () => {
    const approved = await freezeWrites.preview(params, on.read())
    const stopped = AbortSignal.abort(new Error('stopped'))
    await expect(freezeWrites.preview(params, on.read(1, stopped))).rejects.toThrow()
    await expect(freezeWrites.execute(params, on.write(approved, 1, stopped))).rejects.toThrow()
    expect(await policy()).toBeNull()
  })

  it('is rolled back with and without a receipt', async () => {
    if (typeof freezeWrites.rollback === 'string') throw new Error('a freeze has an inverse')
    await setPolicy(OLD_TEXT)
    const receipt = await play(on, freezeWrites, params)
    const approved = await freezeWrites.preview(params, on.read())
    expect(await ok(freezeWrites.rollback.verify(params, receipt, on.read()))).toBe(false)
    expect((await freezeWrites.rollback.run(params, receipt, on.write(approved))).remains).toBeNull()
    expect(await policy()).toBe(OLD_TEXT)
    expect(await ok(freezeWrites.rollback.verify(params, receipt, on.read()))).toBe(true)

    await play(on, freezeWrites, params)
    await freezeWrites.rollback.run(params, null, on.write(approved))
    expect(JSON.parse((await policy()) ?? '')).toEqual(OTHERS)
    await freezeWrites.rollback.run(params, null, on.write(approved))
    expect(await ok(freezeWrites.rollback.verify(params, null, on.read()))).toBe(true)
  })
})

describe('releasing a bucket', () => {
  const release = { datastore_arn: ARN }

  it('puts the old policy back letter for letter', async () => {
    await setPolicy(OLD_TEXT)
    frozen(await play(on, freezeWrites, params))
    const receipt = await play(on, releaseFreeze, release)
    expect(await policy()).toBe(OLD_TEXT)
    expect(await ok(releaseFreeze.verify(release, receipt, on.read()))).toBe(true)
    await expect(put(api)).resolves.toBeDefined()
  })

  it('deletes the policy when there was none before', async () => {
    frozen(await play(on, freezeWrites, params))
    await play(on, releaseFreeze, release)
    expect(await policy()).toBeNull()
  })

  it("keeps a stranger's change made during the freeze, and says so", async () => {
    frozen(await play(on, freezeWrites, params))
    const document = JSON.parse((await policy()) ?? '')
    await setPolicy(JSON.stringify({ ...document, Statement: [...document.Statement, ...OTHERS.Statement] }))
    expect((await releaseFreeze.preview(release, on.read())).warnings).toEqual([
      expect.stringContaining('That change is kept'),
    ])
    const receipt = await play(on, releaseFreeze, release)
    expect(receipt).toMatchObject({ remains: expect.stringContaining('that change stays') })
    expect(JSON.parse((await policy()) ?? '').Statement).toEqual(OTHERS.Statement)
  })

  it('finds that it is done already, and does nothing a second time', async () => {
    frozen(await play(on, freezeWrites, params))
    expect(await releaseFreeze.reconcile(release, on.read())).toMatchObject({ kind: 'not-done' })
    await play(on, releaseFreeze, release)
    expect(await releaseFreeze.reconcile(release, on.read())).toMatchObject({ kind: 'done' })
    const seen = await releaseFreeze.preview(release, on.read())
    expect(seen.alreadyDone).toBe(true)
    expect(await ok(releaseFreeze.verify(release, null, on.read()))).toBe(true)
    const since = mark(on)
    await releaseFreeze.execute(release, on.write(seen))
    expect(mutations(on, since)).toEqual([])
  })

  it('sends nothing when the policy changed after the approval', async () => {
    frozen(await play(on, freezeWrites, params))
    const approved = await releaseFreeze.preview(release, on.read())
    const document = JSON.parse((await policy()) ?? '')
    await setPolicy(JSON.stringify({ ...document, Statement: [...document.Statement, ...OTHERS.Statement] }))
    const since = mark(on)
    await expect(releaseFreeze.execute(release, on.write(approved))).rejects.toMatchObject({
      code: 'aws/refused',
    })
    expect(mutations(on, since)).toEqual([])
  })

  it('is blocked when no freeze of this run is known', async () => {
    expect((await releaseFreeze.preview(release, on.read())).blockers).toHaveLength(1)
    expect(await releaseFreeze.reconcile(release, on.read())).toMatchObject({ kind: 'unknown' })
  })

  it('is rolled back by the very same freeze', async () => {
    if (typeof releaseFreeze.rollback === 'string') throw new Error('a release has an inverse')
    await setPolicy(OLD_TEXT)
    frozen(await play(on, freezeWrites, params))
    const text = await policy()
    const receipt = await play(on, releaseFreeze, release)
    const approved = await releaseFreeze.preview(release, on.read())
    expect(await ok(releaseFreeze.rollback.verify(release, receipt, on.read()))).toBe(false)
    const outcome = await releaseFreeze.rollback.run(release, receipt, on.write(approved))
    expect(outcome.remains).toContain('Writes made between')
    expect(await policy()).toBe(text)
    expect(await ok(releaseFreeze.rollback.verify(release, receipt, on.read()))).toBe(true)
  })
})

const IAM_NAMES = { 's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration' }

async function arrangeBucket(bench: Bench) {
  const s3 = await bench.account('source').service('s3')
  await s3.createBucket({ Bucket: BUCKET })
  await s3.putBucketPolicy({ Bucket: BUCKET, Policy: OLD_TEXT })
  return s3
}

describeConformance(freezeWrites, [
  {
    name: 'a bucket with a policy',
    async arrange(bench) {
      const s3 = await arrangeBucket(bench)
      const other = JSON.stringify({ ...OTHERS, Id: 'changed' })
      return {
        params,
        async behindTheBack() {
          await s3.putBucketPolicy({ Bucket: BUCKET, Policy: other })
        },
      }
    },
    blockers: [
      {
        name: 'says who froze the bucket already',
        async arrange(bench) {
          const s3 = await arrangeBucket(bench)
          const statement = { ...OTHERS.Statement[0], Effect: 'Deny', Sid: 'CutoverFreezeother' }
          await s3.putBucketPolicy({ Bucket: BUCKET, Policy: JSON.stringify({ Statement: [statement] }) })
          return { params }
        },
        says: /already frozen by statement CutoverFreezeother/,
      },
    ],
    iamNames: IAM_NAMES,
  },
  {
    name: 'a bucket without a policy',
    async arrange(bench) {
      const s3 = await arrangeBucket(bench)
      await s3.deleteBucketPolicy({ Bucket: BUCKET })
      return {
        params,
        async behindTheBack() {
          await s3.putBucketPolicy({ Bucket: BUCKET, Policy: OLD_TEXT })
        },
      }
    },
    blockers: [],
    iamNames: IAM_NAMES,
  },
])

describeConformance(releaseFreeze, [
  {
    name: 'a frozen bucket',
    async arrange(bench) {
      const s3 = await arrangeBucket(bench)
      const step = stepFor(freezeWrites, params)
      const approved = await freezeWrites.preview(params, bench.read(step))
      const receipt = await freezeWrites.execute(params, bench.write(step, approved))
      const freezeOf = () => ({ beganAtMs: 0, receipt, active: true })
      return {
        params: { datastore_arn: ARN },
        overrides: { history: { receiptOf: () => null, freezeOf, producersOf: () => [] } },
        async behindTheBack() {
          const { Policy } = await s3.getBucketPolicy({ Bucket: BUCKET })
          const changed = JSON.stringify({ ...JSON.parse(Policy ?? ''), Id: 'changed' })
          await s3.putBucketPolicy({ Bucket: BUCKET, Policy: changed })
        },
      }
    },
    blockers: [
      {
        name: 'says that this run froze nothing',
        async arrange(bench) {
          await arrangeBucket(bench)
          return { params: { datastore_arn: ARN } }
        },
        says: /nothing to release/,
      },
    ],
    iamNames: IAM_NAMES,
  },
])
