import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  ListGrantsCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms'
import { decryptAllowed } from '../../../src/services/kms/access.js'
import { refusal, SECOND_MS, SOURCE, TARGET, twoAccounts } from '../common/two-accounts.js'

const GRANTEE = `arn:aws:iam::${TARGET}:root`

async function withKey() {
  const accounts = twoAccounts()
  const source = new KMSClient(accounts.as(SOURCE))
  const target = new KMSClient(accounts.as(TARGET))
  const { KeyMetadata } = await source.send(new CreateKeyCommand({}))
  const arn = KeyMetadata?.Arn ?? ''
  const grant = (change: Partial<CreateGrantCommandInput> = {}) =>
    source.send(
      new CreateGrantCommand({
        KeyId: arn,
        GranteePrincipal: GRANTEE,
        Operations: ['Decrypt', 'DescribeKey'],
        Name: 'cutover-1',
        ...change,
      }),
    )
  return { ...accounts, source, target, arn, grant }
}

test('a repeated grant of the same name and body is the same grant with another token', async () => {
  const { grant } = await withKey()
  const first = await grant()
  const again = await grant({ Operations: ['DescribeKey', 'Decrypt'] })
  expect(again.GrantId).toBe(first.GrantId)
  expect(again.GrantToken).not.toBe(first.GrantToken)
})

test('another body under the same name, and any grant without a name, is a new grant', async () => {
  const { grant } = await withKey()
  const ids = [
    (await grant()).GrantId,
    (await grant({ Operations: ['Decrypt'] })).GrantId,
    (await grant({ Name: undefined })).GrantId,
    (await grant({ Name: undefined })).GrantId,
  ]
  expect(new Set(ids).size).toBe(4)
})

test('a grant is listed and works only after a while, but at once with its token', async () => {
  const { source, target, arn, grant, clock } = await withKey()
  const { GrantId, GrantToken } = await grant()
  expect((await source.send(new ListGrantsCommand({ KeyId: arn }))).Grants).toEqual([])
  expect((await refusal(target.send(new DescribeKeyCommand({ KeyId: arn })))).name).toBe(
    'AccessDeniedException',
  )
  await target.send(new DescribeKeyCommand({ KeyId: arn, GrantTokens: [GrantToken ?? ''] }))
  clock.advance(5 * SECOND_MS)
  const { Grants } = await source.send(new ListGrantsCommand({ KeyId: arn }))
  expect(Grants).toEqual([
    expect.objectContaining({ GrantId, Name: 'cutover-1', GranteePrincipal: GRANTEE, KeyId: arn }),
  ])
  await target.send(new DescribeKeyCommand({ KeyId: arn }))
})

test('a grantee may do what its grant names and nothing else', async () => {
  const { source, target, arn, grant, clock } = await withKey()
  await grant()
  clock.advance(5 * SECOND_MS)
  const { CiphertextBlob } = await source.send(
    new EncryptCommand({ KeyId: arn, Plaintext: new Uint8Array([7]) }),
  )
  const { Plaintext } = await target.send(new DecryptCommand({ CiphertextBlob }))
  expect(Plaintext).toEqual(new Uint8Array([7]))
  const encrypt = new EncryptCommand({ KeyId: arn, Plaintext: new Uint8Array([7]) })
  expect((await refusal(target.send(encrypt))).name).toBe('AccessDeniedException')
})

test('an encryption context constraint holds back what does not carry the context', async () => {
  const { source, target, arn, grant, clock } = await withKey()
  await grant({ Constraints: { EncryptionContextSubset: { app: 'orders' } } })
  clock.advance(5 * SECOND_MS)
  const seal = (EncryptionContext: Record<string, string>) =>
    source.send(new EncryptCommand({ KeyId: arn, Plaintext: new Uint8Array([1]), EncryptionContext }))
  const wrong = await seal({ app: 'other' })
  const right = await seal({ app: 'orders', part: '1' })
  const opened = target.send(
    new DecryptCommand({
      CiphertextBlob: right.CiphertextBlob,
      EncryptionContext: { app: 'orders', part: '1' },
    }),
  )
  expect((await opened).Plaintext).toEqual(new Uint8Array([1]))
  const denied = target.send(
    new DecryptCommand({ CiphertextBlob: wrong.CiphertextBlob, EncryptionContext: { app: 'other' } }),
  )
  expect((await refusal(denied)).name).toBe('AccessDeniedException')
})

test('grants come in pages that together hold each of them once', async () => {
  const { source, arn, grant, clock } = await withKey()
  const made = []
  for (let i = 0; i < 7; i++) made.push((await grant({ Name: `grant-${i}` })).GrantId)
  clock.advance(5 * SECOND_MS)
  const listed: (string | undefined)[] = []
  let Marker: string | undefined
  do {
    const answer = await source.send(new ListGrantsCommand({ KeyId: arn, Limit: 3, Marker }))
    listed.push(...(answer.Grants ?? []).map(({ GrantId }) => GrantId))
    expect(answer.Truncated).toBe(answer.NextMarker !== undefined)
    Marker = answer.NextMarker
  } while (Marker !== undefined)
  expect([...listed].sort()).toEqual([...made].sort())
})

test('a revoked grant lingers and then is gone, and a second revocation finds nothing', async () => {
  const { simulator, source, arn, grant, clock } = await withKey()
  const { GrantId } = await grant()
  clock.advance(5 * SECOND_MS)
  await source.send(new RevokeGrantCommand({ KeyId: arn, GrantId }))
  const time = { clock, durationScale: 1 }
  expect(decryptAllowed(simulator.world, time, arn, TARGET)).toBe(true)
  clock.advance(5 * SECOND_MS)
  expect(decryptAllowed(simulator.world, time, arn, TARGET)).toBe(false)
  expect((await source.send(new ListGrantsCommand({ KeyId: arn }))).Grants).toEqual([])
  expect((await refusal(source.send(new RevokeGrantCommand({ KeyId: arn, GrantId })))).name).toBe(
    'NotFoundException',
  )
})

test('a grantee retires a grant only when the grant lets it', async () => {
  const { target, arn, grant } = await withKey()
  const plain = await grant()
  expect(
    (await refusal(target.send(new RetireGrantCommand({ KeyId: arn, GrantId: plain.GrantId })))).name,
  ).toBe('AccessDeniedException')
  const retirable = await grant({ Operations: ['Decrypt', 'RetireGrant'], Name: 'mine' })
  await target.send(new RetireGrantCommand({ GrantToken: retirable.GrantToken }))
})

test('nobody grants on an AWS managed key, on a foreign key, or to something that is no principal', async () => {
  const { source, target, arn, grant } = await withKey()
  const { KeyMetadata } = await source.send(new DescribeKeyCommand({ KeyId: 'alias/aws/rds' }))
  expect((await refusal(grant({ KeyId: KeyMetadata?.Arn }))).name).toBe('AccessDeniedException')
  const foreign = new CreateGrantCommand({ KeyId: arn, GranteePrincipal: GRANTEE, Operations: ['Decrypt'] })
  expect((await refusal(target.send(foreign))).name).toBe('AccessDeniedException')
  expect((await refusal(grant({ GranteePrincipal: 'somebody' }))).name).toBe('InvalidArnException')
  expect((await refusal(grant({ KeyId: 'alias/aws/rds' }))).name).toBe('NotFoundException')
})
