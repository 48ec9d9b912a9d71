import { isNamed } from '../../../aws/classify.js'
import type { IamRequirement } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import type { ReadContext } from '../../kit/definition.js'
import { policyFreezeKind } from '../by-policy/kind.js'
import type { PolicyFreezeTarget, StoredPolicy } from '../by-policy/store.js'

const TABLE_ARN = /^arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):(\d{12}):table\/([A-Za-z0-9_.-]{3,255})$/

/** Every way to change an item (Service Authorization Reference, "Amazon DynamoDB"), SQL-like ones included. */
const WRITE_ACTIONS = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
]
const MAX_POLICY_BYTES = 20 * 1024
/** What `ExpectedRevisionId` is when there must be no policy yet. */
const NO_POLICY = 'NO_POLICY'

/** DynamoDB: one Deny statement in the table's resource policy, every write conditional on the revision. */
export const dynamodbTableFreeze = policyFreezeKind({
  resourceType: 'AWS::DynamoDB::Table',
  nameOf: tableOf,
  handles: (arn) => TABLE_ARN.test(arn),
  target: tableTarget,
  readCli: (datastoreArn, facts) => {
    const flags = { 'resource-arn': datastoreArn }
    return awsCommand('source', 'dynamodb get-resource-policy', flags, facts.source.region)
  },
  writeCli: (datastoreArn, facts, policy) => {
    const flags = {
      'resource-arn': datastoreArn,
      policy,
      'expected-revision-id': `<revision id, or ${NO_POLICY}>`,
    }
    return awsCommand('source', 'dynamodb put-resource-policy', flags, facts.source.region)
  },
  removeOperation: 'dynamodb delete-resource-policy',
  iamActions: (datastoreArn): readonly IamRequirement[] => {
    const resources = [datastoreArn]
    return [
      { side: 'source', action: 'dynamodb:GetResourcePolicy', resources, access: 'read' },
      { side: 'source', action: 'dynamodb:DescribeTable', resources, access: 'read' },
      { side: 'source', action: 'dynamodb:DescribeTimeToLive', resources, access: 'read' },
      { side: 'source', action: 'dynamodb:PutResourcePolicy', resources, access: 'write' },
      { side: 'source', action: 'dynamodb:DeleteResourcePolicy', resources, access: 'write' },
    ]
  },
})

function tableTarget(datastoreArn: string): PolicyFreezeTarget {
  const resource = { ResourceArn: datastoreArn }
  return {
    label: `table ${tableOf(datastoreArn)}`,
    deniedActions: WRITE_ACTIONS,
    deniedResources: [datastoreArn],
    maxPolicyBytes: MAX_POLICY_BYTES,
    unstoppable: (ctx) => otherWriters(datastoreArn, ctx),
    store: {
      async read(ctx) {
        const dynamodb = await ctx.source.service('dynamodb')
        try {
          const found = await dynamodb.getResourcePolicy(resource, { abortSignal: ctx.signal })
          return { text: found.Policy ?? null, revision: found.RevisionId ?? null }
        } catch (error) {
          if (isNamed(error, 'PolicyNotFoundException')) return { text: null, revision: null }
          throw error
        }
      },
      async put(text, expected, ctx) {
        const dynamodb = await ctx.source.service('dynamodb')
        await dynamodb.putResourcePolicy(
          { ...resource, Policy: text, ExpectedRevisionId: revisionOf(expected) },
          { abortSignal: ctx.signal },
        )
      },
      async remove(expected, ctx) {
        const dynamodb = await ctx.source.service('dynamodb')
        await dynamodb.deleteResourcePolicy(
          { ...resource, ExpectedRevisionId: revisionOf(expected) },
          { abortSignal: ctx.signal },
        )
      },
    },
  }
}

function revisionOf(stored: StoredPolicy): string {
  return stored.revision ?? NO_POLICY
}

/** TTL and global-table replication write as DynamoDB itself. */
async function otherWriters(datastoreArn: string, ctx: ReadContext): Promise<readonly string[]> {
  const dynamodb = await ctx.source.service('dynamodb')
  const name = { TableName: datastoreArn }
  const { Table } = await dynamodb.describeTable(name, { abortSignal: ctx.signal })
  const { TimeToLiveDescription } = await dynamodb.describeTimeToLive(name, { abortSignal: ctx.signal })
  const regions = (Table?.Replicas ?? []).flatMap((replica) => replica.RegionName ?? [])
  return [
    ...(TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED'
      ? ['Time to live goes on deleting expired items: a resource policy does not stop it.']
      : []),
    ...(regions.length > 0
      ? [`Writes made to the replicas in ${regions.join(', ')} still arrive here: freeze those tables too.`]
      : []),
  ]
}

function tableOf(datastoreArn: string): string {
  return TABLE_ARN.exec(datastoreArn)?.[3] ?? datastoreArn
}
