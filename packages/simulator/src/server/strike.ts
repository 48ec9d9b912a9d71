import { ConnectionDropped } from '../faults/dropped.js'
import type { Fault } from '../faults/plan.js'
import { AwsError } from '../kernel/error.js'
import { planJobFault } from '../services/common/job-fault.js'
import { expireAccessKey } from '../services/sts/credentials.js'
import type { Host } from './host.js'
import type { RequestRecord } from './log.js'
import { commonError, type ErrorContext } from './protocol-errors.js'

/** What a fault may act on. */
export interface Struck {
  readonly host: Host
  readonly context: ErrorContext
  readonly accessKeyId: string
  readonly record: RequestRecord
}

/**
 * Lets a fault strike before the request is served.
 * @throws AwsError or {@link ConnectionDropped}, where that is the fault
 */
export async function strikeBefore(
  { host, context, accessKeyId, record }: Struck,
  fault: Fault,
): Promise<void> {
  switch (fault.kind) {
    case 'throttle':
      throw commonError('throttled', context)
    case 'deny':
      throw commonError('denied', context, fault.message)
    case 'expire-credentials':
      expireAccessKey(host.world, accessKeyId, host.clock.nowMs())
      return
    case 'drop':
      if (fault.when === 'before') drop(record, 'before')
      return
    case 'fail':
      if (fault.when !== 'after') throw failure(fault)
      return
    case 'job':
      planJobFault(
        host.world,
        { service: record.service, operation: record.operation, resourceId: fault.resourceId ?? '*' },
        fault.fault,
      )
      return
    case 'slow':
      await host.delay(fault.ms)
      return
    case 'change':
      fault.change(host.world, record)
  }
}

/** Lets a fault strike when the effect is there and the answer is not yet sent. */
export function strikeAfter(record: RequestRecord, fault: Fault): void {
  if (fault.kind === 'drop' && fault.when === 'after') drop(record, 'after')
  if (fault.kind === 'fail' && fault.when === 'after') throw failure(fault)
}

function drop(record: RequestRecord, when: 'before' | 'after'): never {
  record.outcome = 'ECONNRESET'
  throw new ConnectionDropped(when)
}

function failure(fault: Extract<Fault, { kind: 'fail' }>): AwsError {
  return new AwsError(fault.code, fault.message ?? 'injected failure', fault.httpStatus)
}
