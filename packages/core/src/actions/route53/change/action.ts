import { CutoverError } from '../../../model/errors.js'
import { canonicalJson, hashJson, type Json } from '../../../model/json.js'
import { changedSinceApproval } from '../../kit/changed-since-approval.js'
import {
  type ActionDefinition,
  defineAction,
  type ReadContext,
  type Receipt,
  type WriteContext,
} from '../../kit/definition.js'
import { keyWords, sameRecordSet } from '../record-set.js'
import { bareZoneId } from '../zone.js'
import { CHANGE_STATES, pollChange, verifyChange } from './checks.js'
import { compiles } from './compiles.js'
import { changeCli, changeIam } from './facts.js'
import { adoptedChange, changeReceipt, look, lookObservation, sentChange, wantedSwaps } from './look.js'
import { type Route53ChangeInput, Route53ChangeParams } from './params.js'
import { previewChange } from './preview.js'
import { oldTtlSeconds } from './propagation.js'
import { type BatchChange, batchOf, inverseOf, type Swap, seenSwap, swapsOf, toSdkChanges } from './swap.js'

/** Swaps records of a hosted zone in one atomic batch, and waits until the world sees it. */
export const route53Change: ActionDefinition<typeof Route53ChangeParams> = defineAction({
  name: 'route53-change',
  title: 'Swap DNS records in one atomic batch and wait until name servers answer the new ones.',
  account: 'target',
  tool: 'aws-sdk',
  params: Route53ChangeParams,
  compiles,
  idempotency: 'adopt',
  longRunning: {
    pollIntervalSeconds: 10,
    terminalStates: [CHANGE_STATES.inSync, CHANGE_STATES.ttlPassed],
  },
  irreversible:
    'Resolvers and clients that have cached the new answer keep using it until its TTL has passed, whatever is ' +
    'changed back; and what was written at the new address in the meantime stays there.',
  estimatedSeconds: 240,

  resource: ({ hosted_zone_id, record_name, record_type }) => ({
    arn: `target:route53:${bareZoneId(hosted_zone_id)}/${record_name}/${record_type}`,
    type: 'AWS::Route53::RecordSet',
    name: record_name,
  }),
  cli: changeCli,
  iamActions: changeIam,

  preview: previewChange,

  async execute(params, ctx) {
    const swaps = mustHaveSwaps(params, await wantedSwaps(params, ctx))
    const seen = await look(params.hosted_zone_id, swaps, ctx)
    if (seen.swaps.every((swap) => swap.state === 'done')) return changeReceipt(adoptedChange(seen, ctx))
    if (hashJson(lookObservation(seen)) !== hashJson(ctx.approved.observation)) {
      throw changedSinceApproval(`the zone ${seen.zone.name}`)
    }
    const batch = batchOf(seen.swaps)
    const sent = await send(params.hosted_zone_id, batch, ctx)
    return changeReceipt({ ...sent, batch, isReversible: true, zone: seen.zone })
  },

  async reconcile(params, ctx) {
    const swaps = mustHaveSwaps(params, await wantedSwaps(params, ctx))
    const seen = await look(params.hosted_zone_id, swaps, ctx)
    const evidence = seen.swaps.map(({ key, state }) => `${keyWords(key)}: ${STATE_WORDS[state]}`)
    // The batch is atomic, so the records themselves tell. Whether resolvers know it is polled as usual.
    if (seen.swaps.every((swap) => swap.state === 'done')) {
      const sent = adoptedChange(seen, ctx)
      const { outcome } = await pollChange(sent, params.max_wait_seconds ?? null, ctx)
      return { kind: outcome === 'succeeded' ? 'done' : 'running', receipt: changeReceipt(sent), evidence }
    }
    return { kind: seen.swaps.some((swap) => swap.state === 'unexpected') ? 'unknown' : 'not-done', evidence }
  },

  poll: (params, receipt, ctx) => pollChange(sentChange(receipt), params.max_wait_seconds ?? null, ctx),

  async verify(params, receipt, ctx) {
    const swaps = mustHaveSwaps(params, await wantedSwaps(params, ctx))
    return verifyChange(params.hosted_zone_id, swaps, receipt === null ? null : sentChange(receipt), ctx)
  },

  rollback: {
    async run(params, receipt, ctx) {
      const undo = await inverseSwaps(params, receipt, ctx)
      const seen = await look(params.hosted_zone_id, undo.swaps, ctx)
      const open = undo.batch.filter(
        ({ Action, ResourceRecordSet: record }) =>
          (Action === 'DELETE') === seen.inZone.some((other) => sameRecordSet(other, record)),
      )
      if (open.length === 0) return { receipt: { change_id: null }, remains: null }
      // Sent whole even when part of it looks done: Route 53 then refuses, and nobody's change is overwritten.
      const { changeId } = await send(params.hosted_zone_id, undo.batch, ctx)
      const seconds = oldTtlSeconds(undo.swaps)
      return {
        receipt: { change_id: changeId, batch: undo.batch },
        remains: `Resolvers that cached the new answer go on giving it for up to ${seconds} s.`,
      }
    },
    async verify(params, receipt, ctx) {
      const { swaps } = await inverseSwaps(params, receipt, ctx)
      const { inZone } = await look(params.hosted_zone_id, swaps, ctx)
      return {
        checks: swaps.map((swap) => {
          const { current, next, key, state } = seenSwap(swap, inZone)
          const ok = state === 'done'
          const [expected, found] = [
            canonicalJson(next as Json | null),
            canonicalJson(current as Json | null),
          ]
          return { name: `${keyWords(key)} is as before`, ok, expected, found }
        }),
      }
    },
  },
})

const STATE_WORDS = {
  done: 'the new record is in the zone',
  'to-do': 'the old record is still in the zone',
  unexpected: 'neither the old nor the new record is in the zone',
} as const

async function send(
  hostedZoneId: string,
  batch: readonly BatchChange[],
  ctx: WriteContext,
): Promise<{ readonly changeId: string | null; readonly submittedAtMs: number }> {
  const route53 = await ctx.target.service('route53')
  const { ChangeInfo } = await route53.changeResourceRecordSets(
    { HostedZoneId: bareZoneId(hostedZoneId), ChangeBatch: { Changes: toSdkChanges(batch) } },
    { abortSignal: ctx.signal },
  )
  return {
    changeId: ChangeInfo?.Id?.replace(/^\/change\//, '') ?? null,
    submittedAtMs: ChangeInfo?.SubmittedAt?.getTime() ?? ctx.clock.now(),
  }
}

/** The opposite of what was sent; of what would have been sent where no receipt says it. */
async function inverseSwaps(
  params: Route53ChangeInput,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<{ readonly batch: readonly BatchChange[]; readonly swaps: readonly Swap[] }> {
  const sent =
    receipt === null
      ? adoptedChange(
          await look(params.hosted_zone_id, mustHaveSwaps(params, await wantedSwaps(params, ctx)), ctx),
          ctx,
        )
      : sentChange(receipt)
  if (!sent.isReversible) {
    throw new CutoverError({
      code: 'aws/refused',
      fault: 'operator',
      message:
        'Nothing was changed: the record before the swap is not known, because the change batch file says UPSERT ' +
        'and the answer to the change was lost.',
      next: 'Put the old record back by hand; the journal has it in the preview-shown entry of this step.',
    })
  }
  const batch = inverseOf(sent.batch)
  return { batch, swaps: swapsOf(batch) }
}

function mustHaveSwaps(params: Route53ChangeInput, swaps: readonly Swap[] | null): readonly Swap[] {
  // The preview blocks this case, so that it is a bug of the caller here.
  if (swaps === null) throw new TypeError(`route53-change of ${params.record_name} has no change to make`)
  return swaps
}
