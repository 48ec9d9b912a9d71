import type {
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveOutput,
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  UpdateTableCommandInput,
  UpdateTableOutput,
  UpdateTimeToLiveCommandInput,
  UpdateTimeToLiveOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import { tagList, tagsFrom, withoutTags } from '../../common/tags.js'
import { isOver } from '../../common/timing.js'
import { validation } from '../errors.js'
import { findActiveTable, findTable } from '../find.js'
import type { Table } from '../state.js'
import { tableKeyArn } from './encryption.js'
import { assertIdle } from './tables.js'
import { tableView } from './view.js'

const UPDATE_MS = 10_000
/** "It can take up to one hour" for the setting to be processed. */
const TTL_SETTING_MS = 60_000

export function updateTable(input: UpdateTableCommandInput, call: CallContext): UpdateTableOutput {
  const table = findTable(call, input.TableName, 'UpdateTable')
  assertIdle(table)
  table.attributeDefinitions = input.AttributeDefinitions ?? table.attributeDefinitions
  changeIndexes(input, table)
  changeBilling(input, table)
  const stream = input.StreamSpecification
  if (stream !== undefined) {
    table.streamView = stream.StreamEnabled === true ? stream.StreamViewType : undefined
    table.streamLabelMs = call.clock.nowMs()
  }
  if (input.SSESpecification !== undefined) table.kmsKeyArn = tableKeyArn(call, input.SSESpecification)
  table.tableClass = input.TableClass ?? table.tableClass
  table.deletionProtection = input.DeletionProtectionEnabled ?? table.deletionProtection
  table.activity = { name: 'update', startedMs: call.clock.nowMs(), durationMs: UPDATE_MS }
  return { TableDescription: tableView(call, table) }
}

export function describeTimeToLive(
  input: DescribeTimeToLiveCommandInput,
  call: CallContext,
): DescribeTimeToLiveOutput {
  const { ttl } = findActiveTable(call, input.TableName, 'DescribeTimeToLive')
  if (ttl === undefined) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }
  const enabled = isOver(call, ttl.sinceMs, TTL_SETTING_MS)
  return {
    TimeToLiveDescription: {
      TimeToLiveStatus: enabled ? 'ENABLED' : 'ENABLING',
      AttributeName: ttl.attribute,
    },
  }
}

export function updateTimeToLive(
  input: UpdateTimeToLiveCommandInput,
  call: CallContext,
): UpdateTimeToLiveOutput {
  const table = findActiveTable(call, input.TableName, 'UpdateTimeToLive')
  const wanted = input.TimeToLiveSpecification
  const enable = wanted?.Enabled === true
  if (enable === (table.ttl !== undefined)) {
    throw validation(`TimeToLive is already ${enable ? 'enabled' : 'disabled'}`)
  }
  const attribute = wanted?.AttributeName ?? ''
  table.ttl = enable ? { attribute, sinceMs: call.clock.nowMs() } : undefined
  return { TimeToLiveSpecification: { Enabled: enable, AttributeName: attribute } }
}

export function tagResource(input: TagResourceCommandInput, call: CallContext): Record<string, never> {
  const table = findTable(call, input.ResourceArn, 'TagResource')
  table.tags = tagsFrom(input.Tags, table.tags)
  return {}
}

export function untagResource(input: UntagResourceCommandInput, call: CallContext): Record<string, never> {
  const table = findTable(call, input.ResourceArn, 'UntagResource')
  table.tags = withoutTags(table.tags, input.TagKeys)
  return {}
}

export function listTagsOfResource(
  input: ListTagsOfResourceCommandInput,
  call: CallContext,
): ListTagsOfResourceOutput {
  return { Tags: tagList(findTable(call, input.ResourceArn, 'ListTagsOfResource').tags) }
}

function changeIndexes(input: UpdateTableCommandInput, table: Table): void {
  for (const { Create, Delete } of input.GlobalSecondaryIndexUpdates ?? []) {
    if (Create !== undefined) table.globalIndexes = [...table.globalIndexes, Create]
    if (Delete === undefined) continue
    table.globalIndexes = table.globalIndexes.filter((index) => index.IndexName !== Delete.IndexName)
  }
}

function changeBilling(input: UpdateTableCommandInput, table: Table): void {
  const throughput = input.ProvisionedThroughput
  if (input.BillingMode === 'PAY_PER_REQUEST') table.billing = { kind: 'on-demand' }
  else if (throughput !== undefined) {
    table.billing = {
      kind: 'provisioned',
      read: throughput.ReadCapacityUnits ?? 0,
      write: throughput.WriteCapacityUnits ?? 0,
    }
  }
}
