import type {
  ContinuousBackupsDescription,
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsOutput,
  UpdateContinuousBackupsCommandInput,
  UpdateContinuousBackupsOutput,
} from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { tableNotFound } from './errors.js'
import { findTable } from './find.js'
import type { Table } from './state.js'
import { tableStatus } from './tables/state.js'

const WINDOW_MS = 35 * 86_400_000
/** The latest restorable moment trails the clock, "typically" by five minutes. */
const LAG_MS = 300_000

export interface RecoveryWindow {
  readonly earliestMs: number
  readonly latestMs: number
}

export function describeContinuousBackups(
  input: DescribeContinuousBackupsCommandInput,
  call: CallContext,
): DescribeContinuousBackupsOutput {
  const table = findTable(call, input.TableName, 'DescribeContinuousBackups', tableNotFound)
  return { ContinuousBackupsDescription: view(call, table) }
}

/** Switching it off forgets all history; switching it on begins a new one. */
export function updateContinuousBackups(
  input: UpdateContinuousBackupsCommandInput,
  call: CallContext,
): UpdateContinuousBackupsOutput {
  const table = findTable(call, input.TableName, 'UpdateContinuousBackups', tableNotFound)
  if (tableStatus(table) !== 'ACTIVE') {
    throw new AwsError(
      'ContinuousBackupsUnavailableException',
      `Backups are being enabled for the table: ${table.name}. Please retry later`,
    )
  }
  const enable = input.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true
  if (enable !== (table.pitrSinceMs !== undefined)) {
    table.pitrSinceMs = enable ? call.clock.nowMs() : undefined
    table.history = []
  }
  return { ContinuousBackupsDescription: view(call, table) }
}

/** From when to when the table can be restored or exported; undefined without point-in-time recovery. */
export function recoveryWindow(call: CallContext, table: Table): RecoveryWindow | undefined {
  if (table.pitrSinceMs === undefined) return undefined
  const nowMs = call.clock.nowMs()
  const earliestMs = Math.max(table.pitrSinceMs, nowMs - WINDOW_MS)
  return { earliestMs, latestMs: Math.max(earliestMs, nowMs - LAG_MS * call.durationScale) }
}

function view(call: CallContext, table: Table): ContinuousBackupsDescription {
  const window = recoveryWindow(call, table)
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription:
      window === undefined
        ? { PointInTimeRecoveryStatus: 'DISABLED' }
        : {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: 35,
            EarliestRestorableDateTime: new Date(window.earliestMs),
            LatestRestorableDateTime: new Date(window.latestMs),
          },
  }
}
