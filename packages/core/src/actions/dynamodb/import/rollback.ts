import { CutoverError } from '../../../model/errors.js'
import type {
  PollResult,
  ReadContext,
  Receipt,
  Rollback,
  Verification,
  WriteContext,
} from '../../kit/definition.js'
import { findTable, targetTableArn } from '../table.js'
import { findOwnImport, importArnOf, readImport, type TableImport } from './look.js'
import type { ImportParams } from './params.js'

/** Deletes the table, but only the very one that this import created. */
export const importRollback: Rollback<ImportParams> = {
  destroys: ({ table_name }) =>
    `Deletes table ${table_name} of the target account with everything that was imported and written since.`,

  async run(params, receipt, ctx) {
    const found = await importOf(params, receipt, ctx)
    if (found === null) return { receipt: { deleted: null }, remains: null }
    const table = await createdTable(params, found, ctx)
    if (table === 'gone') return { receipt: { deleted: null }, remains: null }
    if (table === 'other') throw notOurs(params, found)
    const dynamodb = await ctx.target.service('dynamodb')
    await dynamodb.deleteTable({ TableName: params.table_name }, { abortSignal: ctx.signal })
    return { receipt: { deleted: found.tableArn, table_id: found.tableId }, remains: remainsOf(found) }
  },

  async poll(params, receipt, ctx): Promise<PollResult> {
    const found = await importOf(params, receipt, ctx)
    const state = found === null ? 'gone' : await createdTable(params, found, ctx)
    const outcome = state === 'ours' ? 'running' : 'succeeded'
    return { status: outcome === 'running' ? 'DELETING' : 'DELETED', outcome, progress: null, message: null }
  },

  async verify(params, receipt, ctx): Promise<Verification> {
    const found = await importOf(params, receipt, ctx)
    const state = found === null ? 'gone' : await createdTable(params, found, ctx)
    const expected = 'no table of this import'
    return {
      checks: [
        {
          name: `table ${params.table_name} of the import is gone`,
          ok: state !== 'ours',
          expected,
          found: state === 'ours' ? `table ${found?.tableArn ?? params.table_name}` : expected,
        },
      ],
    }
  },
}

/** The import of the receipt, else the one that carries this step's token. */
export async function importOf(
  params: ImportParams,
  receipt: Receipt | null,
  ctx: ReadContext | WriteContext,
): Promise<TableImport | null> {
  const arn = importArnOf(receipt)
  if (arn !== null) return readImport(arn, ctx)
  return findOwnImport(targetTableArn(params.table_name, ctx.target), ctx)
}

/** `other`: a table of that name that the import did not create. */
async function createdTable(
  params: ImportParams,
  found: TableImport,
  ctx: ReadContext,
): Promise<'ours' | 'other' | 'gone'> {
  const table = await findTable(ctx.target, params.table_name, ctx)
  if (table === null) return 'gone'
  if (table.TableArn !== found.tableArn) return 'other'
  if (found.tableId !== null && table.TableId !== undefined) {
    return table.TableId === found.tableId ? 'ours' : 'other'
  }
  const createdMs = table.CreationDateTime?.getTime() ?? 0
  // AWS counts creation in seconds and the start of an import in milliseconds.
  return found.startedMs !== null && createdMs >= found.startedMs - 1000 ? 'ours' : 'other'
}

function notOurs(params: ImportParams, found: TableImport): CutoverError {
  return new CutoverError({
    code: 'aws/refused',
    fault: 'environment',
    message:
      `Nothing was deleted: table ${params.table_name} is not the one that ${found.importArn} created; somebody ` +
      'replaced it.',
    next: 'Find out whose table it is, and delete it by hand if it may go.',
  })
}

function remainsOf(found: TableImport): string | null {
  return found.logGroupArn === null ? null : `The import's log group stays: ${found.logGroupArn}.`
}
