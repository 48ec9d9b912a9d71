import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { allItems } from '../../../aws/pages.js'
import type { ReadContext } from '../../kit/definition.js'
import { readRecovery } from '../table.js'
import { missingIndexes, type TableCreation } from './table-creation.js'

/**
 * Everything that the source table has and a table created by an import will not: the creation parameters of
 * `ImportTable` know keys, billing, encryption and global indexes, and nothing else.
 */
export async function notCarried(
  source: TableDescription,
  creation: TableCreation,
  ctx: ReadContext,
): Promise<readonly string[]> {
  const arn = source.TableArn ?? ''
  const dynamodb = await ctx.source.service('dynamodb')
  const read = { abortSignal: ctx.signal }
  const { TimeToLiveDescription: ttl } = await dynamodb.describeTimeToLive({ TableName: arn }, read)
  const recovery = await readRecovery(ctx.source, arn, ctx)
  const tags = await readTags(arn, ctx)
  const locals = (source.LocalSecondaryIndexes ?? []).map((index) => index.IndexName ?? '')
  const globals = missingIndexes(source, creation)
  const replicas = (source.Replicas ?? []).map((replica) => replica.RegionName ?? '')
  return [
    ...(locals.length > 0
      ? [`local secondary index(es) ${locals.join(', ')}: they can never be added to an existing table`]
      : []),
    ...(globals.length > 0
      ? [`global secondary index(es) ${globals.join(', ')} as the source has them: not in table_creation`]
      : []),
    ...(ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING'
      ? [`time to live on attribute ${ttl.AttributeName ?? '?'}: expired items come back and stay`]
      : []),
    ...(source.StreamSpecification?.StreamEnabled === true
      ? [`the stream (${source.StreamSpecification.StreamViewType ?? '?'}) and whatever reads it`]
      : []),
    ...(recovery.enabled ? ['point-in-time recovery'] : []),
    ...(source.DeletionProtectionEnabled === true ? ['deletion protection'] : []),
    ...(replicas.length > 0 ? [`global table replicas in ${replicas.join(', ')}`] : []),
    ...(source.TableClassSummary?.TableClass === 'STANDARD_INFREQUENT_ACCESS'
      ? ['the table class STANDARD_INFREQUENT_ACCESS']
      : []),
    ...(tags.length > 0 ? [`tags ${tags.join(', ')}`] : []),
  ]
}

async function readTags(tableArn: string, ctx: ReadContext): Promise<readonly string[]> {
  const dynamodb = await ctx.source.service('dynamodb')
  return allItems('dynamodb:ListTagsOfResource', async (from: string | undefined) => {
    const page = await dynamodb.listTagsOfResource(
      { ResourceArn: tableArn, ...(from === undefined ? {} : { NextToken: from }) },
      { abortSignal: ctx.signal },
    )
    return { items: (page.Tags ?? []).map((tag) => tag.Key ?? ''), next: page.NextToken }
  })
}
