import type { ReadContext } from '../../kit/definition.js'
import type { FreezeRequest } from '../kinds/datastore-freeze.js'
import { type GroupLook, type InstanceLook, isDefaultGroup, READ_ONLY } from './look.js'

const BY_HAND = 'Freeze it by hand: mark the item as {"manual": true, "reason": "…"} in step-inputs.json.'

/** Why this instance cannot be frozen by its parameter group as things are; each says what to do. */
export function freezeBlockers(
  instance: InstanceLook,
  group: GroupLook | null,
  ctx: Pick<ReadContext, 'token' | 'earlierTokens'>,
): readonly string[] {
  const { label, clusterId, engine } = instance
  if (clusterId !== null)
    return [`${label} belongs to cluster ${clusterId}, whose parameters rule. ${BY_HAND}`]
  if (group === null) return [`No parameter makes ${label} read-only: it runs ${engine}. ${BY_HAND}`]
  return [
    ...groupBlockers(instance),
    ...(group.unsettable === null ? [] : [`${group.unsettable} ${BY_HAND}`]),
    ...foreignBlockers(instance, group, ctx),
  ]
}

function groupBlockers({ label, group, sharers, replicaOf, applyStatus }: InstanceLook): readonly string[] {
  const blockers: string[] = []
  if (isDefaultGroup(group)) {
    blockers.push(
      `${label} uses ${group}, which nobody can change. Give it a parameter group of its own (a reboot puts ` +
        'it in force), then re-check.',
    )
  }
  if (sharers.length > 0 && !isDefaultGroup(group)) {
    blockers.push(
      `Parameter group ${group} is used by ${sharers.join(', ')} as well: the freeze would stop their writes, ` +
        `too. Give ${label} a parameter group of its own, then re-check.`,
    )
  }
  if (replicaOf !== null) {
    blockers.push(`${label} is a read replica of ${replicaOf}: freeze that one instead.`)
  }
  if (applyStatus === 'pending-reboot') {
    blockers.push(
      `Parameter group ${group} waits for a reboot of ${label}: until then nobody can tell whether it is in ` +
        'force. Reboot it, then re-check.',
    )
  }
  return blockers
}

/** Read-only already, and not by this step. */
function foreignBlockers(
  { label }: InstanceLook,
  { value, parameter, group, marker }: GroupLook,
  ctx: Pick<ReadContext, 'token' | 'earlierTokens'>,
): readonly string[] {
  if (value !== READ_ONLY) return []
  const foreign = marker !== null && ![ctx.token, ...ctx.earlierTokens].includes(marker.token)
  const by = foreign ? `by the freeze ${marker.token}` : 'by somebody'
  return [
    `${label} is already frozen ${by}: ${parameter} is ${value} in ${group}. Release that first; if nobody ` +
      'knows of it, reset the parameter by hand and re-check.',
  ]
}

/** What a parameter does not stop. */
export function freezeWarnings({ engine }: InstanceLook, request: FreezeRequest): readonly string[] {
  const exempt =
    request.exemptPrincipalArns.length === 0
      ? []
      : [
          `The database knows no IAM principals: ${request.exemptPrincipalArns.join(', ')} cannot be exempted. ` +
            'A job that copies only has to read.',
        ]
  return [...engineWarnings(engine), ...exempt]
}

function engineWarnings(engine: string): readonly string[] {
  const running = 'Transactions that are running now go on to their end.'
  if (engine === 'postgres') {
    return [
      `It is a default and no lock: a session that asks for READ WRITE can still write. Stop the writers. ${running}`,
    ]
  }
  return engine === 'mysql' || engine === 'mariadb'
    ? [`Users with CONNECTION_ADMIN, READ_ONLY ADMIN or SUPER go on writing. ${running}`]
    : []
}
