import { freezeWrites } from '../../src/actions/freeze/begin/action.js'
import { releaseFreeze } from '../../src/actions/freeze/release/action.js'
import { kmsGrant } from '../../src/actions/kms/grant/action.js'
import { snapshotRestore } from '../../src/actions/rds/restore/action.js'
import { route53Change } from '../../src/actions/route53/change/action.js'
import { secretPutValue } from '../../src/actions/secrets-manager/put-value/action.js'
import { snapshotShare } from '../../src/actions/snapshots/share/action.js'
import { requireTools } from '../support/tools.js'
import { type Accounts, openAccounts } from './accounts.js'

/**
 * Handlers as they are, against an AWS that we did not write: carried out, found again after a crash, and taken
 * back. Moto has no `ListImports`, exports carry no token, and snapshots are not copied between accounts; what
 * of those it can serve is part of the run in packages/cli/test/moto.
 */
requireTools('moto')('handlers against moto', () => {
  let accounts: Accounts
  beforeAll(async () => {
    accounts = await openAccounts()
  }, 40_000)
  afterAll(() => accounts?.stop())

  test('a key is granted once, and the grant is revoked', async () => {
    const kms = await accounts.account('source').service('kms')
    const { KeyMetadata } = await kms.createKey({})
    const step = accounts.walker(kmsGrant, {
      key_arn: KeyMetadata?.Arn ?? '',
      grantee_principal_arn: 'arn:aws:iam::222222222222:root',
      operations: ['Decrypt', 'DescribeKey', 'CreateGrant'],
      grant_name: 'orders',
    })
    expect(await step.reconciled()).toBe('not-done')
    const receipt = await step.carryOut()
    expect(await step.reconciled()).toBe('done')
    await step.takeBack(receipt)
    expect((await kms.listGrants({ KeyId: KeyMetadata?.KeyId })).Grants).toEqual([])
  })

  test.each(['db-instance', 'db-cluster'] as const)(
    'a snapshot of a %s is shared, and then no more',
    async (kind) => {
      const rds = await accounts.account('source').service('rds')
      const common = { MasterUsername: 'orders', MasterUserPassword: 'only-in-moto' }
      if (kind === 'db-instance') {
        const size = { DBInstanceClass: 'db.t3.micro', AllocatedStorage: 20 }
        await rds.createDBInstance({
          ...common,
          ...size,
          Engine: 'postgres',
          DBInstanceIdentifier: 'orders',
        })
        await rds.createDBSnapshot({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'final' })
      } else {
        const { KeyMetadata } = await (await accounts.account('source').service('kms')).createKey({})
        await rds.createDBCluster({
          ...common,
          Engine: 'aurora-postgresql',
          DBClusterIdentifier: 'orders',
          StorageEncrypted: true,
          KmsKeyId: KeyMetadata?.KeyId,
        })
        const ids = { DBClusterIdentifier: 'orders', DBClusterSnapshotIdentifier: 'final' }
        await rds.createDBClusterSnapshot(ids)
      }
      const step = accounts.walker(snapshotShare, {
        snapshot_identifier: 'final',
        snapshot_kind: kind,
        target_account_id: '222222222222',
      })
      const receipt = await step.carryOut()
      expect(await step.reconciled()).toBe('done')
      await step.takeBack(receipt)
      expect(await step.reconciled()).toBe('not-done')
    },
  )

  test('an instance is restored with the groups that were named, and deleted again', async () => {
    const target = accounts.account('target')
    const [rds, ec2] = [await target.service('rds'), await target.service('ec2')]
    const { Subnets = [] } = await ec2.describeSubnets({})
    const SubnetIds = Subnets.slice(0, 2).map((subnet) => subnet.SubnetId ?? '')
    await rds.createDBSubnetGroup({
      DBSubnetGroupName: 'orders-data',
      DBSubnetGroupDescription: 'd',
      SubnetIds,
    })
    await rds.createDBParameterGroup({
      DBParameterGroupName: 'orders-postgres15',
      DBParameterGroupFamily: 'postgres15',
      Description: 'd',
    })
    const { GroupId = '' } = await ec2.createSecurityGroup({
      GroupName: 'orders-databases',
      Description: 'd',
      VpcId: Subnets[0]?.VpcId,
    })
    await rds.createDBInstance({
      DBInstanceIdentifier: 'before',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'orders',
      MasterUserPassword: 'only-in-moto',
      // Moto keeps this through a restore and does not hear what the restore says.
      PubliclyAccessible: false,
    })
    await rds.createDBSnapshot({ DBInstanceIdentifier: 'before', DBSnapshotIdentifier: 'from-legacy' })
    const step = accounts.walker(snapshotRestore, {
      snapshot_kind: 'db-instance',
      snapshot_identifier: 'from-legacy',
      target_identifier: 'orders',
      instance_class: 'db.t3.small',
      subnet_group_name: 'orders-data',
      security_group_ids: [GroupId],
      parameter_group_name: 'orders-postgres15',
      kms_key_arn: null,
    })
    const receipt = await step.carryOut()
    expect(await step.reconciled()).toBe('done')
    await step.takeBack(receipt)
    const { DBInstances = [] } = await rds.describeDBInstances({})
    expect(DBInstances.map((one) => one.DBInstanceIdentifier)).toEqual(['before'])
  })

  test('a secret gets a new current value, and its former one back', async () => {
    const secrets = await accounts.account('target').service('secretsmanager')
    const { VersionId } = await secrets.createSecret({ Name: 'orders/database', SecretString: 'old' })
    const step = accounts.walker(secretPutValue, { secret_id: 'orders/database' }, { secret: 'new' })
    const receipt = await step.carryOut()
    expect(await step.reconciled()).toBe('done')
    await step.takeBack(receipt)
    const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId: 'orders/database' })
    expect(VersionIdsToStages[VersionId ?? '']).toContain('AWSCURRENT')
  })

  test('a bucket is frozen, released, frozen by the inverse of the release, and left as it was', async () => {
    const s3 = await accounts.account('source').service('s3')
    await s3.createBucket({ Bucket: 'orders-uploads' })
    const bucket = { datastore_arn: 'arn:aws:s3:::orders-uploads' }
    const freezing = accounts.walker(freezeWrites, {
      ...bucket,
      duration_minutes: 45,
      exempt_principal_arns: [],
    })
    const freeze = await freezing.carryOut()
    expect(await freezing.reconciled()).toBe('done')
    const releasing = accounts.walker(releaseFreeze, bucket, { freeze })
    const release = await releasing.carryOut()
    expect(await releasing.reconciled()).toBe('done')
    await expect(s3.getBucketPolicy({ Bucket: 'orders-uploads' })).rejects.toThrow(/policy/)
    await releasing.takeBack(release)
    expect((await s3.getBucketPolicy({ Bucket: 'orders-uploads' })).Policy).toContain('Deny')
    await freezing.takeBack(freeze)
    await expect(s3.getBucketPolicy({ Bucket: 'orders-uploads' })).rejects.toThrow(/policy/)
  })

  test('a record is swapped, and swapped back', async () => {
    const route53 = await accounts.account('target').service('route53')
    const { HostedZone } = await route53.createHostedZone({
      Name: 'example.com',
      CallerReference: 'one',
      HostedZoneConfig: { PrivateZone: true },
      VPC: { VPCRegion: 'us-east-1', VPCId: 'vpc-12345678' },
    })
    const id = HostedZone?.Id?.replace('/hostedzone/', '') ?? ''
    const [old, next] = [
      { ttl: 60, values: ['192.0.2.1'] },
      { ttl: 60, values: ['192.0.2.2'] },
    ]
    const name = 'api.example.com'
    const ResourceRecords = [{ Value: '192.0.2.1' }]
    await route53.changeResourceRecordSets({
      HostedZoneId: id,
      ChangeBatch: {
        Changes: [
          // Not CREATE: moto takes the second creation of one record, even after its deletion, for a clash.
          { Action: 'UPSERT', ResourceRecordSet: { Name: name, Type: 'A', TTL: 60, ResourceRecords } },
        ],
      },
    })
    const record = { hosted_zone_id: id, record_name: name, record_type: 'A' as const }
    const step = accounts.walker(route53Change, { ...record, old, new: next })
    const receipt = await step.carryOut()
    expect(await step.reconciled()).toBe('done')
    await step.takeBack(receipt)
    expect(await step.reconciled()).toBe('not-done')
  })
})
