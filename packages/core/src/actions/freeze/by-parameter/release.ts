import { CutoverError } from '../../../model/errors.js'
import { hashJson, type Json } from '../../../model/json.js'
import { changedSinceApproval } from '../../kit/changed-since-approval.js'
import {
  type Preview,
  preview,
  type ReadContext,
  type Receipt,
  type Verification,
  type WriteContext,
} from '../../kit/definition.js'
import type { Release } from '../kinds/datastore-freeze.js'
import { inForceCheck } from './freeze.js'
import {
  type GroupLook,
  type InstanceLook,
  instanceNameOf,
  lookAtGroup,
  lookAtInstance,
  READ_ONLY,
} from './look.js'
import { type FrozenParameter, receiptParameter, valueWords } from './receipt.js'
import { makeReadOnly, putBack, putMarker, removeMarker } from './write.js'

/** What putting the previous value back would change. */
export async function previewParameterRelease(
  arn: string,
  receipt: Receipt,
  ctx: ReadContext,
): Promise<Preview> {
  const frozen = receiptParameter(receipt)
  const group = await look(arn, frozen, ctx)
  const set = group.value === READ_ONLY
  const label = `DB instance ${instanceNameOf(arn)}`
  return preview({
    observation: releaseObservation(group),
    before: [`${group.parameter} is ${valueWords(group.value)} in parameter group ${group.group}`],
    after: [
      set
        ? `${group.parameter} is ${valueWords(frozen.previous)} again`
        : `${group.parameter} stays as it is: ${label} is not frozen any more`,
      'the tag that kept the previous value is gone',
    ],
    warnings:
      set || !isMarked(group, frozen)
        ? []
        : ['Somebody changed the parameter during the freeze. That change is kept; only the tag is removed.'],
    alreadyDone: !set && !isMarked(group, frozen),
  })
}

/** Puts the value back after a look that must agree with the approved one. */
export async function releaseApprovedParameter(
  arn: string,
  receipt: Receipt,
  ctx: WriteContext,
): Promise<Release> {
  const group = await look(arn, receiptParameter(receipt), ctx)
  const changed = hashJson(releaseObservation(group)) !== hashJson(ctx.approved.observation)
  if (group.value === READ_ONLY && changed) {
    throw changedSinceApproval(`the parameter group ${group.group}`)
  }
  return releaseParameter(arn, receipt, ctx)
}

/** The value first and the tag last: until the value is back, AWS still tells what it has to be. */
export async function releaseParameter(arn: string, receipt: Receipt, ctx: WriteContext): Promise<Release> {
  const frozen = receiptParameter(receipt)
  const group = await look(arn, frozen, ctx)
  const set = group.value === READ_ONLY
  if (set) await putBack(frozen, ctx)
  if (isMarked(group, frozen)) await removeMarker(arn, frozen.group, ctx)
  const touched = !set && group.value !== frozen.previous
  const left = set ? frozen.previous : group.value
  return {
    receipt: {
      parameter_group: frozen.group,
      parameter: frozen.parameter,
      released: set ? 'value put back' : 'was not set any more',
      value_after: left,
    },
    remains: touched
      ? `${frozen.parameter} of ${frozen.group} was changed by somebody during the freeze to ` +
        `${valueWords(group.value)}; that change stays.`
      : null,
  }
}

/**
 * The parameter is what the release left, its tag is gone, and RDS has put that in force.
 * @param released the release's own receipt, where there is one
 */
export async function verifyParameterReleased(
  arn: string,
  receipt: Receipt,
  released: Receipt | null,
  ctx: ReadContext,
): Promise<Verification> {
  const frozen = receiptParameter(receipt)
  const group = await look(arn, frozen, ctx)
  const after = released?.value_after
  const left = after === undefined ? frozen.previous : typeof after === 'string' ? after : null
  const marked = isMarked(group, frozen)
  return {
    checks: [
      {
        name: `${frozen.group}: ${frozen.parameter} is as it was left`,
        ok: group.value === left && group.value !== READ_ONLY,
        expected: valueWords(left),
        found: valueWords(group.value),
      },
      {
        name: `${frozen.group}: the tag of the freeze is gone`,
        ok: !marked,
        expected: 'no such tag',
        found: marked ? 'still there' : 'no such tag',
      },
      inForceCheck(await lookAtInstance(arn, ctx)),
    ],
  }
}

/**
 * Puts a released freeze back, its tag first.
 * @throws CutoverError `aws/refused` when the group is not this instance's alone any more
 */
export async function freezeParameterAgain(arn: string, receipt: Receipt, ctx: WriteContext): Promise<void> {
  const frozen = receiptParameter(receipt)
  const instance = await lookAtInstance(arn, ctx)
  if (instance.group !== frozen.group || instance.sharers.length > 0) throw usedOtherwise(instance, frozen)
  const group = await look(arn, frozen, ctx)
  if (!isMarked(group, frozen)) await putMarker(arn, frozen, ctx)
  if (group.value !== READ_ONLY) await makeReadOnly(frozen, ctx)
}

export async function isParameterFrozen(arn: string, receipt: Receipt, ctx: ReadContext): Promise<boolean> {
  return (await look(arn, receiptParameter(receipt), ctx)).value === READ_ONLY
}

/** Nothing of the freeze is left: a tag that outlived the value is still to be removed. */
export async function isParameterReleased(arn: string, receipt: Receipt, ctx: ReadContext): Promise<boolean> {
  const frozen = receiptParameter(receipt)
  const group = await look(arn, frozen, ctx)
  return group.value !== READ_ONLY && !isMarked(group, frozen)
}

function usedOtherwise({ label, group, sharers }: InstanceLook, frozen: FrozenParameter): CutoverError {
  const why =
    group === frozen.group
      ? `${sharers.join(', ')} would be frozen, too: parameter group ${group} is shared by now`
      : `${label} uses parameter group ${group} by now, not ${frozen.group}`
  return new CutoverError({
    code: 'aws/refused',
    fault: 'environment',
    message: `Nothing was changed: ${why}.`,
    next: `Give ${label} a parameter group of its own, then freeze it by hand.`,
  })
}

function look(arn: string, { group, parameter }: FrozenParameter, ctx: ReadContext): Promise<GroupLook> {
  return lookAtGroup(arn, group, parameter, ctx)
}

function isMarked({ marker }: GroupLook, { token }: FrozenParameter): boolean {
  return marker?.token === token
}

/** What a yes to a release depends on. */
function releaseObservation({ value, marker }: GroupLook): Json {
  return { value, mark: marker === null ? null : { token: marker.token, previous: marker.previous } }
}
