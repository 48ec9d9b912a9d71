import { CreateRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { iamOf, s3Of, source, target, twoAccounts } from './support/world.js'

const AssumeRolePolicyDocument = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}'
const roleNamed = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })

test('a snapshot brings the whole world back, and later changes do not reach into it', async () => {
  const simulator = twoAccounts()
  const iam = iamOf(simulator)
  const s3 = s3Of(simulator)
  await iam.send(roleNamed('kept'))
  const snapshot = simulator.snapshot()
  await iam.send(roleNamed('dropped'))
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'dropped',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  )
  await s3.send(new PutObjectCommand({ Bucket: 'dropped', Key: 'k', Body: 'x' }))
  simulator.restore(snapshot)
  const { Roles } = await iam.send(new ListRolesCommand({}))
  expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['kept'])
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
})

test('the same seed and requests give the same world, however much is read in between', async () => {
  const idOf = async (seed: number, reads: number) => {
    const simulator = twoAccounts({ seed })
    for (let read = 0; read < reads; read += 1) await iamOf(simulator).send(new ListRolesCommand({}))
    return (await iamOf(simulator).send(roleNamed('r'))).Role?.RoleId
  }
  expect(await idOf(7, 0)).toBe(await idOf(7, 3))
  expect(await idOf(7, 0)).not.toBe(await idOf(8, 0))
})

test('accounts do not see one another', async () => {
  const simulator = twoAccounts()
  await iamOf(simulator, source).send(roleNamed('r'))
  expect((await iamOf(simulator, target).send(new ListRolesCommand({}))).Roles ?? []).toEqual([])
})
