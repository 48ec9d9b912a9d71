import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { awsCommand } from '../../kit/command-line.js'
import type { ReadContext } from '../../kit/definition.js'
import { parseTableArn, type Recovery } from '../table.js'

/**
 * The moment that the export has to hold: the whole second after the freeze began, since DynamoDB counts export
 * times in seconds. Null without a freeze. From the journal, so that a re-send carries the same time and
 * DynamoDB's token keeps its meaning.
 */
export function freezeTimeMs(afterFreezeOf: string | null, ctx: ReadContext): number | null {
  if (afterFreezeOf === null) return null
  const freeze = ctx.history.freezeOf(afterFreezeOf)
  return freeze === null ? null : Math.ceil(freeze.beganAtMs / 1000) * 1000
}

/** Why the export must not start as things are; each says what to do or how long to wait. */
export function exportBlockers(
  params: { readonly table_arn: string; readonly after_freeze_of: string | null },
  table: TableDescription | null,
  recovery: Recovery | null,
  ctx: ReadContext,
): readonly string[] {
  const { name, region } = parseTableArn(params.table_arn)
  if (table === null) {
    return [`Table ${name} does not exist in account ${ctx.source.accountId}. Correct table_arn.`]
  }
  if (recovery?.enabled !== true) {
    const fix = awsCommand(
      'source',
      'dynamodb update-continuous-backups',
      {
        'table-name': name,
        'point-in-time-recovery-specification': 'PointInTimeRecoveryEnabled=true',
      },
      region,
    )
    return [`Point-in-time recovery of table ${name} is off, and only then can it be exported. Run: ${fix}`]
  }
  const status = table.TableStatus
  const usable = status === 'ACTIVE' || status === 'UPDATING'
  return [
    ...(usable ? [] : [`Table ${name} is ${status ?? 'unknown'}; wait until it is ACTIVE, then re-check.`]),
    ...freezeBlockers(params.after_freeze_of, name, recovery, ctx),
  ]
}

/**
 * DynamoDB can export only what its recovery log has reached, typically five minutes behind the present. The
 * wait is a blocker and not a sleep: the freeze clock runs, and the operator sees for how long.
 */
function freezeBlockers(
  afterFreezeOf: string | null,
  name: string,
  recovery: Recovery,
  ctx: ReadContext,
): readonly string[] {
  if (afterFreezeOf === null) return []
  const freeze = ctx.history.freezeOf(afterFreezeOf)
  const timeMs = freezeTimeMs(afterFreezeOf, ctx)
  if (freeze === null || timeMs === null || !freeze.active) {
    const state = freeze === null ? 'has not been frozen in this run' : 'is not frozen any more'
    return [`${afterFreezeOf} ${state}, so the export would miss writes. Run the step that freezes it first.`]
  }
  const { latestMs } = recovery
  if (latestMs !== null && latestMs >= timeMs) return []
  const reached = latestMs === null ? 'an unknown time' : new Date(latestMs).toISOString()
  const wait = latestMs === null ? 'about 5 minutes' : `about ${Math.ceil((timeMs - latestMs) / 1000)} s`
  return [
    `Table ${name} can be exported up to ${reached}, and the freeze began at ${new Date(timeMs).toISOString()}. ` +
      `Wait ${wait}, then re-check.`,
  ]
}
