import { secretPutValue } from '../../../../src/actions/secrets-manager/put-value/action.js'
import { sha256 } from '../../../../src/model/json.js'
import { type Bench, createBench, stepFor, TARGET_ACCOUNT } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'

const NAME = 'orders/db-password'
const params = { secret_id: NAME }
const bytes = (text: string) => new TextEncoder().encode(text)
const CANARY = bytes('canary-7f3a-"with quotes"\n')

async function createSecret(bench: Bench, value: string | null = 'before'): Promise<string> {
  const secrets = await bench.account('target').service('secretsmanager')
  const content = value === null ? {} : { SecretString: value, ClientRequestToken: sha256('before') }
  const { ARN } = await secrets.createSecret({ Name: NAME, ...content })
  return ARN ?? ''
}

describeConformance(secretPutValue, [
  {
    name: 'a secret that holds a value',
    async arrange(bench) {
      await createSecret(bench)
      return {
        params,
        secret: CANARY,
        async behindTheBack() {
          const secrets = await bench.account('target').service('secretsmanager')
          await secrets.putSecretValue({
            SecretId: NAME,
            SecretString: 'other',
            ClientRequestToken: sha256('other'),
          })
        },
      }
    },
    blockers: [
      {
        name: 'says that there is no such secret',
        arrange: async () => ({ params }),
        says: /There is no secret orders\/db-password/,
      },
      {
        name: 'says that the secret is scheduled for deletion',
        async arrange(bench) {
          await createSecret(bench)
          const secrets = await bench.account('target').service('secretsmanager')
          await secrets.deleteSecret({ SecretId: NAME, RecoveryWindowInDays: 7 })
          return { params }
        },
        says: /scheduled for deletion/,
      },
    ],
    /** The version that was put stays, without being current, and the secret remembers when it changed. */
    forget(accounts) {
      const { secretsmanager } = accounts[TARGET_ACCOUNT] as {
        secretsmanager: {
          secrets: Record<string, { changedMs: number; versions: Record<string, { stages: string[] }> }>
        }
      }
      for (const secret of Object.values(secretsmanager.secrets)) {
        secret.changedMs = 0
        for (const [id, { stages }] of Object.entries(secret.versions)) {
          if (!stages.includes('AWSCURRENT')) delete secret.versions[id]
        }
      }
    },
  },
])

async function put(bench: Bench, secret: Uint8Array | null) {
  const step = stepFor(secretPutValue, params)
  const approved = await secretPutValue.preview(params, bench.read(step))
  return secretPutValue.execute(params, bench.write(step, approved, { secret }))
}

/** What the secret holds, asked of the simulator without the guard that our own accounts have. */
async function current(bench: Bench): Promise<{ text: string | undefined; binary: Uint8Array | undefined }> {
  const { SecretsManager } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManager({
    region: 'eu-west-1',
    credentials: { accessKeyId: `AKIA${TARGET_ACCOUNT}0000`, secretAccessKey: 's' },
    requestHandler: bench.simulator.requestHandler(),
  })
  const { SecretString, SecretBinary } = await client.getSecretValue({ SecretId: NAME })
  return { text: SecretString, binary: SecretBinary }
}

test('the value arrives byte for byte, a trailing newline included', async () => {
  const bench = createBench()
  await createSecret(bench)
  await put(bench, CANARY)
  expect((await current(bench)).text).toBe('canary-7f3a-"with quotes"\n')
})

test('bytes that are not UTF-8 arrive as binary', async () => {
  const bench = createBench()
  await createSecret(bench)
  await put(bench, Uint8Array.of(0xff, 0xfe, 0x00))
  expect([...((await current(bench)).binary ?? [])]).toEqual([0xff, 0xfe, 0x00])
})

test('after a rollback the former value is the current one again', async () => {
  const bench = createBench()
  await createSecret(bench)
  const receipt = await put(bench, CANARY)
  if (typeof secretPutValue.rollback === 'string') throw new Error('it has an inverse')
  const step = stepFor(secretPutValue, params)
  const approved = await secretPutValue.preview(params, bench.read(step))
  const { remains } = await secretPutValue.rollback.run(params, receipt, bench.write(step, approved))
  expect(remains).toMatch(/stays in the secret as version/)
  expect((await current(bench)).text).toBe('before')
})

test('a secret that had no value keeps the one that was put, and the rollback says so', async () => {
  const bench = createBench()
  await createSecret(bench, null)
  const receipt = await put(bench, CANARY)
  if (typeof secretPutValue.rollback === 'string') throw new Error('it has an inverse')
  const step = stepFor(secretPutValue, params)
  const approved = await secretPutValue.preview(params, bench.read(step))
  const { remains } = await secretPutValue.rollback.run(params, receipt, bench.write(step, approved))
  expect(remains).toMatch(/had no value before/)
  const { checks } = await secretPutValue.rollback.verify(params, receipt, bench.read(step))
  expect(checks).toMatchObject([{ ok: false }])
})

test.each([
  ['no file', null, /no file was given/],
  ['an empty file', new Uint8Array(), /is empty/],
  ['a file over 64 KiB', new Uint8Array(65_537), /65537 bytes/],
])('%s is refused before anything is sent', async (_what, secret, message) => {
  const bench = createBench()
  await createSecret(bench)
  bench.simulator.log.clear()
  await expect(put(bench, secret)).rejects.toThrow(message)
  expect(bench.simulator.log.mutations()).toEqual([])
})
