import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { partitionOf } from '../../../model/partition.js'
import { awsCommand, type CliValue } from '../../kit/command-line.js'
import { bareZoneId } from '../zone.js'
import { changeBatchJson, paramSwaps } from './look.js'
import type { Route53ChangeInput } from './params.js'
import { batchOf, inverseOf, type Swap } from './swap.js'

/** The `aws` lines that the handler's calls equal. With a file the batch is the file's own. */
export function changeCli(params: Route53ChangeInput): CliEquivalents {
  const id = bareZoneId(params.hosted_zone_id)
  const read = [
    awsCommand('target', 'route53 get-hosted-zone', { id }, null),
    awsCommand(
      'target',
      'route53 list-resource-record-sets',
      { 'hosted-zone-id': id, 'start-record-name': params.record_name, 'no-paginate': true },
      null,
    ),
  ].join(' && ')
  const poll = awsCommand('target', 'route53 get-change', { id: '<change id>' }, null)
  const change = (batch: CliValue) =>
    awsCommand(
      'target',
      'route53 change-resource-record-sets',
      { 'hosted-zone-id': id, 'change-batch': batch },
      null,
    )
  const file = params.change_batch_file
  const batch = batchOf(
    paramSwaps(params).map((swap) => ({ ...swap, current: currentOf(swap), state: 'to-do' })),
  )
  return {
    preview: read,
    execute: change(file === undefined ? { json: changeBatchJson(batch) } : `file://${file}`),
    verify: `${read} && ${poll}`,
    poll,
    rollback: change(
      file === undefined
        ? { json: changeBatchJson(inverseOf(batch)) }
        : '<the opposite of the batch that was sent>',
    ),
  }
}

function currentOf({ expected }: Swap) {
  return expected === 'as-found' ? null : expected
}

/** Exactly the calls that the handler makes. */
export function changeIam(params: Route53ChangeInput, facts: StepFacts): readonly IamRequirement[] {
  const partition = partitionOf(facts.target.region)
  const zone = [`arn:${partition}:route53:::hostedzone/${bareZoneId(params.hosted_zone_id)}`]
  const change = [`arn:${partition}:route53:::change/*`]
  const target = 'target' as const
  // A policy may allow only some records of a zone, by these keys; a file's records are not known here.
  const context =
    params.change_batch_file === undefined
      ? {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
            params.record_name.toLowerCase().replace(/\.$/, ''),
          ],
          'route53:ChangeResourceRecordSetsRecordTypes': [params.record_type],
          'route53:ChangeResourceRecordSetsActions': params.old === null ? ['CREATE'] : ['CREATE', 'DELETE'],
        }
      : undefined
  return [
    { side: target, action: 'route53:GetHostedZone', resources: zone, access: 'read' },
    { side: target, action: 'route53:ListResourceRecordSets', resources: zone, access: 'read' },
    { side: target, action: 'route53:GetChange', resources: change, access: 'read' },
    {
      side: target,
      action: 'route53:ChangeResourceRecordSets',
      resources: zone,
      access: 'write',
      ...(context === undefined ? {} : { context }),
    },
  ]
}
