import type { Compiles } from '../../../compile/action.js'
import { TABLE_EXPORT } from '../artifacts.js'
import { tableOf } from '../table-of-item.js'

/** How an export is read from a checklist. */
export const compiles: Compiles = {
  role: 'transfer',
  differs: { planPhase: 'Databases', countedAs: 'DynamoDB' },
  produces: [{ artifact: TABLE_EXPORT }],
  commands: ['dynamodb export-table-to-point-in-time'],
  fromFacts: (ctx) => ({
    table_arn: tableOf(ctx),
    after_freeze_of: ctx.frozenBefore ? ctx.datastoreArn : null,
  }),
}
