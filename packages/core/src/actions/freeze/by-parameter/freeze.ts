import { hashJson, type Json } from '../../../model/json.js'
import { changedSinceApproval } from '../../kit/changed-since-approval.js'
import {
  type Preview,
  preview,
  type ReadContext,
  type Receipt,
  type Reconciliation,
  type Verification,
  type WriteContext,
} from '../../kit/definition.js'
import type { FreezeRequest } from '../kinds/datastore-freeze.js'
import { freezeBlockers, freezeWarnings } from './blockers.js'
import {
  type GroupLook,
  type InstanceLook,
  lookAtGroup,
  lookAtInstance,
  READ_ONLY,
  readOnlyParameter,
} from './look.js'
import { type FrozenParameter, parameterReceipt, receiptParameter, valueWords } from './receipt.js'
import { makeReadOnly, putMarker } from './write.js'

/**
 * A freeze that is one parameter in an instance's own parameter group.
 *
 * M1. The previous value stands in a tag of the group before the parameter changes, with the step's token, so
 *     that after a crash AWS alone tells whose freeze it is and what to put back.
 * M2. Before a write everything is read again and must be what was approved.
 */
export async function previewParameterFreeze(request: FreezeRequest, ctx: ReadContext): Promise<Preview> {
  const { instance, group } = await look(request.datastoreArn, ctx)
  const ours = group !== null && isOwnFreeze(group, ctx)
  const name = group?.parameter ?? 'the read-only parameter'
  return preview({
    observation: freezeObservation(instance, group, ctx),
    before: [
      `${instance.label} runs ${instance.engine} with parameter group ${instance.group}`,
      ...(group === null ? [] : [`${name} is ${valueWords(group.value)} there`]),
      ours ? 'writes are already refused by this very step' : 'writes are allowed as before',
    ],
    after: [
      `${name} is ${READ_ONLY} in parameter group ${instance.group}: the database refuses writes`,
      'a tag of the group keeps the previous value until the release',
    ],
    blockers: ours ? [] : freezeBlockers(instance, group, ctx),
    warnings: freezeWarnings(instance, request),
    volatile: [`the parameter group is ${instance.applyStatus}`],
    alreadyDone: ours,
  })
}

/** Sets the parameter, or adopts what this step set before. */
export async function setFreeze(request: FreezeRequest, ctx: WriteContext): Promise<Receipt> {
  const { datastoreArn } = request
  const { instance, group } = await look(datastoreArn, ctx)
  if (group !== null && isOwnFreeze(group, ctx)) return parameterReceipt(datastoreArn, frozenBy(group, ctx))
  const observed = hashJson(freezeObservation(instance, group, ctx))
  if (group === null || observed !== hashJson(ctx.approved.observation)) {
    throw changedSinceApproval(`the parameter group of ${instance.label}`)
  }
  const frozen = frozenBy(group, ctx)
  const marked = group.marker?.token === frozen.token && group.marker.previous === frozen.previous
  if (!marked) await putMarker(datastoreArn, frozen, ctx)
  await makeReadOnly(frozen, ctx)
  return parameterReceipt(datastoreArn, frozen)
}

/** Whether the group carries a mark of this step and the parameter is set. */
export async function reconcileParameterFreeze(
  request: FreezeRequest,
  ctx: ReadContext,
): Promise<Reconciliation> {
  const { instance, group } = await look(request.datastoreArn, ctx)
  if (group === null || !isOwnFreeze(group, ctx)) {
    return { kind: 'not-done', evidence: [`${instance.label} was not made read-only by this step`] }
  }
  return {
    kind: 'done',
    receipt: parameterReceipt(request.datastoreArn, frozenBy(group, ctx)),
    evidence: [`${group.parameter} is ${READ_ONLY} in ${group.group}, which carries the mark of this step`],
  }
}

/** The mark stands before the parameter changes (M1), so it is found also where a step came no further. */
export async function parameterFreezeTraces(
  { datastoreArn }: FreezeRequest,
  ctx: ReadContext,
): Promise<Receipt | null> {
  const { group } = await look(datastoreArn, ctx)
  if (group === null || group.marker === null || !isOwnMarker(group, ctx)) return null
  return parameterReceipt(datastoreArn, { group: group.group, parameter: group.parameter, ...group.marker })
}

/** The instance uses the group, the group says read-only, and RDS has put that in force. */
export async function verifyParameterFrozen(
  request: FreezeRequest,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<Verification> {
  const { instance, group } = await look(request.datastoreArn, ctx)
  const wanted = receipt === null ? instance.group : receiptParameter(receipt).group
  const set = group !== null && group.value === READ_ONLY && (receipt !== null || isOwnFreeze(group, ctx))
  return {
    checks: [
      {
        name: `${instance.label}: its parameter group makes it read-only`,
        ok: set && instance.group === wanted,
        expected: `${READ_ONLY} in parameter group ${wanted}`,
        found: `${valueWords(group?.value ?? null)} in parameter group ${instance.group}`,
      },
      inForceCheck(instance),
    ],
  }
}

export function inForceCheck({ label, applyStatus }: InstanceLook) {
  const ok = applyStatus === 'in-sync'
  return { name: `${label}: RDS has put the parameter in force`, ok, expected: 'in-sync', found: applyStatus }
}

async function look(datastoreArn: string, ctx: ReadContext) {
  const instance = await lookAtInstance(datastoreArn, ctx)
  const parameter = readOnlyParameter(instance)
  const group = parameter === null ? null : await lookAtGroup(datastoreArn, instance.group, parameter, ctx)
  return { instance, group }
}

/** What a yes to a freeze depends on. A mark that this step left behind is no difference. */
function freezeObservation(instance: InstanceLook, group: GroupLook | null, ctx: ReadContext): Json {
  const { engine, clusterId, replicaOf, sharers } = instance
  const foreign = group?.marker !== null && !isOwnMarker(group, ctx) ? (group?.marker?.token ?? null) : null
  return {
    engine,
    cluster: clusterId,
    replica_of: replicaOf,
    group: instance.group,
    shared_with: [...sharers].sort(),
    parameter: group === null ? null : { name: group.parameter, value: group.value },
    foreign_mark: foreign,
  }
}

function isOwnMarker(group: GroupLook | null, ctx: ReadContext): boolean {
  const token = group?.marker?.token
  return token !== undefined && [ctx.token, ...ctx.earlierTokens].includes(token)
}

function isOwnFreeze(group: GroupLook, ctx: ReadContext): boolean {
  return group.value === READ_ONLY && isOwnMarker(group, ctx)
}

/** Of an own freeze the mark tells what was before; else what is now is what will have been before. */
function frozenBy(group: GroupLook, ctx: ReadContext): FrozenParameter {
  const { group: name, parameter } = group
  if (group.marker !== null && isOwnFreeze(group, ctx)) return { group: name, parameter, ...group.marker }
  return { group: name, parameter, token: ctx.token, previous: group.value }
}
