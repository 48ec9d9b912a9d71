import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ExecutionStep, type ExecutionSummary, HANDOFF_STEP_ID, OUTPUT_FILES } from '@cutover/core'
import { requireTools } from '../../../core/test/support/tools.js'
import type { Exit } from '../kill/tmux.js'
import { operate, type StepChoice } from './operator.js'
import { DOCUMENTS_POLICY, SNAPSHOTS } from './seed-accounts.js'
import { openStage, type Stage } from './stage.js'

const CANARY = 'canary-4f1d9b'
const COPY_REASON = 'moto finds no snapshot of another account, shared or not'
const WITH_TERRAFORM_MS = 580_000
const ASKING_MS = 120_000

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly Effect: string }[]
}

/**
 * The product as an operator uses it, against accounts and tools that we did not write:
 * every step of the example is decided by keys on a real terminal. Left out is what moto cannot do:
 * - snapshot-copy, twice: it looks for the source snapshot in the caller's own account only. The step shows a
 *   blocker, is skipped, and with it the two restores are blocked, and what needs those.
 * - asking name servers: the zone is a private one, which nobody outside of it can ask.
 * `iam:SimulatePrincipalPolicy` is answered by the simulator beside moto.
 */
requireTools(
  'moto',
  'terraform',
  'terraform-aws-provider',
  'aws',
  'tmux',
)('cutover run on moto', () => {
  let stage: Stage
  let exit: Exit
  let frozen: readonly Policy[] = []
  const blockers: string[] = []

  async function decide(step: ExecutionStep, screen: string): Promise<StepChoice> {
    if (step.action === 'snapshot-copy') {
      blockers.push(screen)
      return 'skip'
    }
    if (step.action === 'route53-change')
      frozen = await Promise.all(['orders-documents', 'orders-uploads'].map(bucketPolicy))
    return 'approve'
  }

  async function bucketPolicy(bucket: string): Promise<Policy> {
    const words = ['s3api', 'get-bucket-policy', '--bucket', bucket]
    const { Policy } = await stage.aws<{ Policy: string }>('source', ...words)
    return JSON.parse(Policy) as Policy
  }

  const stepOf = (action: string, name: string) =>
    stage.steps().find((step) => step.action === action && step.resource_name === name)

  function receiptOf(action: string, name: string): Readonly<Record<string, unknown>> {
    const id = stepOf(action, name)?.step_id
    const entries = stage.journal().filter((entry) => entry.step_id === id)
    const executed = entries.find((entry) => entry.event === 'executed')
    return (executed?.event === 'executed' ? executed.data.receipt : null) ?? {}
  }

  beforeAll(async () => {
    stage = await openStage()
    const secret = join(stage.folder, 'value-of-a-secret')
    writeFileSync(secret, CANARY, { mode: 0o600 })
    const pane = await stage.tmux.open(stage.command, { columns: 100, rows: 40 })
    exit = await operate(pane, {
      steps: stage.steps,
      decide,
      secretFile: () => secret,
      why: () => COPY_REASON,
    })
  }, WITH_TERRAFORM_MS)
  afterAll(() => stage?.stop())

  test('every step was walked: all are done but the two copies that moto cannot make and what needs them', () => {
    // What was left out blocks others, so it is not completed.
    expect(exit).toMatchObject({ code: 4 })
    const summary = JSON.parse(
      readFileSync(join(stage.directory, OUTPUT_FILES.summary), 'utf8'),
    ) as ExecutionSummary
    expect(summary).toMatchObject({
      verdict: 'halted',
      halt_reason: expect.stringMatching(
        /^the walk is over, but not everything is done: [^;]* never ran, [^;]*$/,
      ),
      rehearsal: false,
      steps: { total: 58, succeeded: 53, skipped: 2, blocked: 3, failed: 0, rolled_back: 0 },
    })
    const journal = stage.journal()
    const blocked = journal.flatMap((entry) => (entry.event === 'step-blocked' ? [entry.step_id] : []))
    const restores = stage.steps().filter((step) => step.action === 'snapshot-restore')
    const ids = restores.map((step) => step.step_id)
    // With the cluster's restore, the decision about its writer.
    const needing = stage.steps().filter((step) => step.requires.some((id) => ids.includes(id)))
    expect([restores.length, needing.length]).toEqual([2, 1])
    expect([...blocked].sort()).toEqual([...ids, ...needing.map((step) => step.step_id)].sort())
    const skipped = journal.filter((entry) => entry.event === 'skipped')
    expect(skipped.map((entry) => entry.notes)).toEqual([COPY_REASON, COPY_REASON])
    expect(blockers).toHaveLength(2)
    for (const screen of blockers)
      expect(screen).toMatch(/BLOCKED[^?]*not\s+shared with account 222222222222/)
  })

  test('the permissions of both principals were simulated, before the run and at the handoff', () => {
    const checked = stage.journal().find((entry) => entry.event === 'handoff-checked')
    expect(checked).toMatchObject({
      step_id: HANDOFF_STEP_ID,
      data: {
        allowed: true,
        principals: {
          source: 'arn:aws:iam::111111111111:role/operator',
          target: 'arn:aws:iam::222222222222:role/operator',
        },
      },
    })
    expect(stage.iam.simulations()).toBeGreaterThan(2)
  })

  test(
    'what the six modules declare exists in the target account',
    async () => {
      const target = <T>(...words: readonly string[]) => stage.aws<T>('target', ...words)
      const found = await Promise.all([
        target('kms', 'describe-key', '--key-id', 'alias/orders-data'),
        target('ec2', 'describe-vpcs', '--filters', 'Name=tag:Name,Values=orders'),
        target('rds', 'describe-db-subnet-groups', '--db-subnet-group-name', 'orders-data'),
        target('rds', 'describe-db-parameter-groups', '--db-parameter-group-name', 'orders-db-postgres15'),
        target('s3api', 'list-buckets', '--query', 'sort(Buckets[].Name)'),
        target('iam', 'get-role', '--role-name', 'orders-api-task'),
        target('ecr', 'describe-repositories', '--repository-names', 'orders/api'),
        target('acm', 'list-certificates'),
      ])
      expect(found).toMatchObject([
        { KeyMetadata: { AWSAccountId: '222222222222', KeyState: 'Enabled' } },
        { Vpcs: [{ CidrBlock: '10.42.0.0/16' }] },
        { DBSubnetGroups: [{ Subnets: [{}, {}] }] },
        { DBParameterGroups: [{ DBParameterGroupFamily: 'postgres15' }] },
        ['orders-ddb-transfer-222222222222', 'orders-reports-222222222222'],
        { Role: { Arn: 'arn:aws:iam::222222222222:role/orders-api-task' } },
        { repositories: [{ imageTagMutability: 'IMMUTABLE' }] },
        { CertificateSummaryList: [{ DomainName: 'api.orders.example.com' }] },
      ])
    },
    ASKING_MS,
  )

  test(
    'keys are granted and snapshots shared in the source account',
    async () => {
      const source = <T>(...words: readonly string[]) => stage.aws<T>('source', ...words)
      const grant = (name: string) => ({
        Grants: [
          {
            Name: name,
            GranteePrincipal: 'arn:aws:iam::222222222222:root',
            Operations: ['Decrypt', 'DescribeKey', 'CreateGrant'],
          },
        ],
      })
      const shared = [{ AttributeName: 'restore', AttributeValues: ['222222222222'] }]
      const found = await Promise.all([
        source('kms', 'list-grants', '--key-id', stage.ids.databaseKey),
        source('kms', 'list-grants', '--key-id', stage.ids.reportingKey),
        source('rds', 'describe-db-snapshot-attributes', '--db-snapshot-identifier', SNAPSHOTS.instance),
        source(
          'rds',
          'describe-db-cluster-snapshot-attributes',
          '--db-cluster-snapshot-identifier',
          SNAPSHOTS.cluster,
        ),
      ])
      expect(found).toMatchObject([
        grant('orders-2026-10-orders-db'),
        grant('cutover-orders-2026-10-dp1-02'),
        { DBSnapshotAttributesResult: { DBSnapshotAttributes: shared } },
        { DBClusterSnapshotAttributesResult: { DBClusterSnapshotAttributes: shared } },
      ])
    },
    ASKING_MS,
  )

  test(
    'the tables went through the transfer bucket and arrived with every item',
    async () => {
      const tables = ['orders-events', 'orders-carts']
      const [copied, exports] = await Promise.all([
        Promise.all(
          tables.map((name) =>
            stage.aws<{ Items: object[] }>('target', 'dynamodb', 'scan', '--table-name', name),
          ),
        ),
        Promise.all(
          tables.map((name) => {
            const arn = String(receiptOf('dynamodb-export', name).export_arn)
            return stage.aws('source', 'dynamodb', 'describe-export', '--export-arn', arn)
          }),
        ),
      ])
      expect(copied.map(({ Items }) => Items.length)).toEqual([3, 3])
      const bucket = 'orders-ddb-transfer-222222222222'
      for (const shown of exports)
        expect(shown).toMatchObject({
          ExportDescription: { ExportStatus: 'COMPLETED', ItemCount: 3, S3Bucket: bucket },
        })
    },
    ASKING_MS,
  )

  test(
    'each secret has the value of the file as its current version, and nothing that was written has it',
    async () => {
      for (const name of ['orders/database', 'orders/payment-gateway']) {
        const words = ['secretsmanager', 'get-secret-value', '--secret-id', name]
        expect(await stage.aws('target', ...words)).toMatchObject({
          SecretString: CANARY,
          VersionStages: ['AWSCURRENT'],
          VersionId: receiptOf('secret-put-value', name).version_id,
        })
      }
      const files = readdirSync(stage.directory, { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile() && !entry.parentPath.includes('.terraform'),
      )
      const holding = files.filter((entry) =>
        readFileSync(join(entry.parentPath, entry.name)).includes(CANARY),
      )
      expect(holding.map((entry) => entry.name)).toEqual([])
    },
    ASKING_MS,
  )

  test(
    'writes were denied during the swap, and afterwards both policies are what they were',
    async () => {
      const [documents, uploads] = frozen
      expect(documents?.Statement.map(({ Sid, Effect }) => `${Effect} ${Sid.slice(0, 13)}`)).toEqual([
        'Allow AuditorsRead',
        'Deny CutoverFreeze',
      ])
      expect(uploads?.Statement).toMatchObject([{ Effect: 'Deny' }])
      expect(await bucketPolicy('orders-documents')).toEqual(JSON.parse(DOCUMENTS_POLICY))
      await expect(bucketPolicy('orders-uploads')).rejects.toThrow('NoSuchBucketPolicy')
    },
    ASKING_MS,
  )

  test(
    'the name leads to the new addresses',
    async () => {
      const zone = ['route53', 'list-resource-record-sets', '--hosted-zone-id', stage.ids.zone]
      const query = ['--query', "ResourceRecordSets[?Type=='A'].ResourceRecords[].Value"]
      expect(await stage.aws('target', ...zone, ...query)).toEqual(['203.0.113.24', '203.0.113.25'])
    },
    ASKING_MS,
  )
})
