import type { ServiceModel } from '../codec/model.js'
import type { FaultPlan } from '../faults/plan.js'
import type { VirtualClock } from '../kernel/clock.js'
import type { CallContext } from '../kernel/service.js'
import type { WorldState } from '../kernel/world.js'
import type { Backends } from './backend.js'
import type { RequestRecord, WritableLog } from './log.js'

/**
 * Called before and after every request. What it throws reaches the client as it is (in process) or as a
 * broken connection (over a socket): `before`, nothing has happened; `after`, the effect has.
 */
export type Hook = (moment: 'before' | 'after', record: RequestRecord) => void | Promise<void>

/** What the request pipeline needs of the simulator. */
export interface Host {
  readonly world: WorldState
  readonly clock: VirtualClock
  readonly durationScale: number
  readonly log: WritableLog
  readonly faults: FaultPlan
  readonly backends: Backends
  nextRequestId(): string
  /** Lets virtual milliseconds pass. */
  delay(ms: number): Promise<void>
  callHooks(moment: 'before' | 'after', record: RequestRecord): Promise<void>
  /** @throws AwsError when identity policies are enforced and do not allow the request */
  authorize(
    service: string,
    operation: string,
    input: Record<string, unknown>,
    call: CallContext,
    model: ServiceModel,
  ): void | Promise<void>
}
