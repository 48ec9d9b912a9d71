import type { Rollback } from '../../kit/definition.js'
import { canTakeFinalSnapshot } from '../kinds/database.js'
import { databaseKind } from '../kinds/kinds.js'
import { describeTarget, type RestoreParams, wasRestoredByUs } from './look.js'
import { describeDatabase } from './words.js'

/** Deletes what the step restored, and nothing that another has made. */
export const restoreRollback: Rollback<RestoreParams> = {
  destroys(params) {
    const { word } = databaseKind(params.snapshot_kind).databases
    return (
      `The ${word} ${params.target_identifier} is deleted, with everything written to it since the restore; ` +
      'a final snapshot keeps that, unless it was never available.'
    )
  },

  async run(params, _receipt, ctx) {
    const database = await describeTarget(params, ctx)
    if (database === null) return { receipt: { deleted: null, final_snapshot: null }, remains: null }
    if (!wasRestoredByUs(params, database, ctx)) {
      return {
        receipt: { deleted: null, final_snapshot: null },
        remains: `${database.arn} carries no tag of this step: another has made it, and it stays.`,
      }
    }
    const finalSnapshot = canTakeFinalSnapshot(database)
      ? `${params.target_identifier.toLowerCase()}-cutover-${ctx.token.slice(0, 8)}`
      : null
    if (database.status !== 'deleting') {
      const { databases } = databaseKind(params.snapshot_kind)
      await databases.delete(ctx.target, params.target_identifier, finalSnapshot, ctx.signal)
    }
    return {
      receipt: { deleted: database.arn, final_snapshot: finalSnapshot },
      remains:
        finalSnapshot === null ? null : `The final snapshot ${finalSnapshot} stays, and costs storage.`,
    }
  },

  async poll(params, _receipt, ctx) {
    const database = await describeTarget(params, ctx)
    const gone = database === null || !wasRestoredByUs(params, database, ctx)
    // Still there and not being deleted: not seen yet, or the deletion failed and will not end by itself.
    const going = database?.status === 'deleting' ? 'running' : 'unknown'
    return {
      status: database?.status ?? 'deleted',
      outcome: gone ? 'succeeded' : going,
      progress: null,
      message: null,
    }
  },

  async verify(params, _receipt, ctx) {
    const database = await describeTarget(params, ctx)
    const ours = database !== null && wasRestoredByUs(params, database, ctx)
    const { word } = databaseKind(params.snapshot_kind).databases
    return {
      checks: [
        {
          name: `the ${word} of this step is gone`,
          ok: !ours,
          expected: `no ${word} ${params.target_identifier} made by this step`,
          found: ours ? describeDatabase(database) : 'none',
        },
      ],
    }
  },
}
