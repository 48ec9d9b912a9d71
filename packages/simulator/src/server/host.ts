import type { FaultPlan } from '../faults/plan.js'
import type { VirtualClock } from '../kernel/clock.js'
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
  /** Whether requests are held against the identity policies of their callers. */
  readonly enforceIam: boolean
}
