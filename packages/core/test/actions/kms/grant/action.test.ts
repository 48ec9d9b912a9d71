import type { GrantOperation } from '@aws-sdk/client-kms'
import { kmsGrant } from '../../../../src/actions/kms/grant/action.js'
import { type Bench, createBench, stepFor, TARGET_ACCOUNT } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'

async function createKey(bench: Bench): Promise<string> {
  const kms = await bench.account('source').service('kms')
  const { KeyMetadata } = await kms.createKey({ Description: 'orders' })
  return KeyMetadata?.Arn ?? ''
}

const paramsFor = (keyArn: string) => ({
  key_arn: keyArn,
  grantee_principal_arn: `arn:aws:iam::${TARGET_ACCOUNT}:root`,
  operations: ['Decrypt', 'DescribeKey', 'CreateGrant'] satisfies GrantOperation[],
  grant_name: 'cutover-orders-db',
})

describeConformance(kmsGrant, [
  {
    name: 'a customer-managed key',
    async arrange(bench) {
      const keyArn = await createKey(bench)
      return {
        params: paramsFor(keyArn),
        async behindTheBack() {
          const kms = await bench.account('source').service('kms')
          await kms.disableKey({ KeyId: keyArn })
        },
      }
    },
    // Twice the simulator's five seconds, so that rounding plays no part.
    consistencyMs: 10_000,
    blockers: [
      {
        name: 'says that a disabled key has to be enabled',
        async arrange(bench) {
          const keyArn = await createKey(bench)
          await (await bench.account('source').service('kms')).disableKey({ KeyId: keyArn })
          return { params: paramsFor(keyArn) }
        },
        says: /is Disabled\. Enable it/,
      },
      {
        name: 'says that the key does not exist',
        async arrange(bench) {
          const keyArn = await createKey(bench)
          return { params: paramsFor(keyArn.replace(/key\/.*/, 'key/00000000-0000-4000-8000-000000000000')) }
        },
        says: /There is no key/,
      },
      {
        name: 'says that an AWS-managed key takes no grants',
        async arrange(bench) {
          const kms = await bench.account('source').service('kms')
          const { KeyMetadata } = await kms.describeKey({ KeyId: 'alias/aws/rds' })
          return { params: paramsFor(KeyMetadata?.Arn ?? '') }
        },
        says: /AWS-managed key/,
      },
      {
        name: 'says that the grantee is of another account',
        async arrange(bench) {
          const params = paramsFor(await createKey(bench))
          return { params: { ...params, grantee_principal_arn: 'arn:aws:iam::333333333333:root' } }
        },
        says: /not of the target account/,
      },
    ],
    /** KMS keeps a revoked grant to itself; nobody sees it any more. */
    forget(accounts) {
      const { kms } = accounts['111111111111'] as { kms: { keys: Record<string, { grants: unknown[] }> } }
      for (const key of Object.values(kms.keys)) {
        key.grants = key.grants.filter((grant) => (grant as { revokedMs?: number }).revokedMs === undefined)
      }
    },
  },
])

test('a grant beyond the first page of the list is found', async () => {
  const bench = createBench()
  const keyArn = await createKey(bench)
  const kms = await bench.account('source').service('kms')
  const params = paramsFor(keyArn)
  for (let n = 0; n < 120; n += 1) {
    await kms.createGrant({
      KeyId: keyArn,
      GranteePrincipal: params.grantee_principal_arn,
      Operations: ['Decrypt'],
      Name: `other-${n}`,
    })
  }
  const step = stepFor(kmsGrant, params)
  const approved = await kmsGrant.preview(params, bench.read(step))
  const receipt = await kmsGrant.execute(params, bench.write(step, approved))
  bench.clock.advance(10_000)
  const { checks } = await kmsGrant.verify(params, receipt, bench.read(step))
  expect(checks).toMatchObject([{ ok: true }])
})

test('a grant of that name with other terms is not taken for ours', async () => {
  const bench = createBench()
  const keyArn = await createKey(bench)
  const params = paramsFor(keyArn)
  const kms = await bench.account('source').service('kms')
  await kms.createGrant({
    KeyId: keyArn,
    GranteePrincipal: params.grantee_principal_arn,
    Operations: ['Encrypt'],
    Name: params.grant_name,
  })
  bench.clock.advance(10_000)
  const seen = await kmsGrant.preview(params, bench.read(stepFor(kmsGrant, params)))
  expect(seen.alreadyDone).toBe(false)
  expect(seen.warnings.join()).toMatch(/another grant of that name/)
})
