import type { WriteContext } from '../../kit/definition.js'
import { groupArn, READ_ONLY } from './look.js'
import { MARKER_KEY, markerText } from './marker.js'
import type { FrozenParameter } from './receipt.js'

/** The changes of a parameter freeze. Each is one request. */

export async function putMarker(arn: string, frozen: FrozenParameter, ctx: WriteContext): Promise<void> {
  const rds = await ctx.source.service('rds')
  await rds.addTagsToResource(
    {
      ResourceName: groupArn(arn, frozen.group),
      Tags: [{ Key: MARKER_KEY, Value: markerText(frozen) }],
    },
    { abortSignal: ctx.signal },
  )
}

export async function removeMarker(arn: string, group: string, ctx: WriteContext): Promise<void> {
  const rds = await ctx.source.service('rds')
  await rds.removeTagsFromResource(
    { ResourceName: groupArn(arn, group), TagKeys: [MARKER_KEY] },
    { abortSignal: ctx.signal },
  )
}

export async function makeReadOnly({ group, parameter }: FrozenParameter, ctx: WriteContext): Promise<void> {
  await setParameter(group, parameter, READ_ONLY, ctx)
}

/** A value goes back as a value; where the group had none, it has none again. */
export async function putBack(
  { group, parameter, previous }: FrozenParameter,
  ctx: WriteContext,
): Promise<void> {
  if (previous !== null) return setParameter(group, parameter, previous, ctx)
  const rds = await ctx.source.service('rds')
  await rds.resetDBParameterGroup(
    {
      DBParameterGroupName: group,
      ResetAllParameters: false,
      Parameters: [{ ParameterName: parameter, ApplyMethod: 'immediate' }],
    },
    { abortSignal: ctx.signal },
  )
}

async function setParameter(group: string, name: string, value: string, ctx: WriteContext): Promise<void> {
  const rds = await ctx.source.service('rds')
  await rds.modifyDBParameterGroup(
    {
      DBParameterGroupName: group,
      Parameters: [{ ParameterName: name, ParameterValue: value, ApplyMethod: 'immediate' }],
    },
    { abortSignal: ctx.signal },
  )
}
