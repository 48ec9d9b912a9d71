import { text, utf8, type WireRequest, type WireResponse } from '../codec/wire.js'
import type { FaultPlan, FaultRule } from '../faults/plan.js'
import type { VirtualClock } from '../kernel/clock.js'
import type { RequestLog } from './log.js'

/** What a test in another process may look at and change. */
export interface Controlled {
  readonly log: RequestLog
  readonly faults: FaultPlan
  readonly clock: VirtualClock
}

const prefix = '/_simulator/'

/**
 * Serves the paths under `/_simulator/`, which no AWS service has: `GET log`, `GET clock`, `POST faults` (a
 * list of fault rules), `DELETE faults`, `DELETE log`. Answers undefined to all other requests.
 */
export function control(simulator: Controlled, request: WireRequest): WireResponse | undefined {
  if (!request.path.startsWith(prefix)) return undefined
  switch (`${request.method} ${request.path.slice(prefix.length)}`) {
    case 'GET log':
      return json(200, simulator.log.records)
    case 'DELETE log':
      simulator.log.clear()
      return json(200, {})
    case 'GET clock':
      return json(200, { nowMs: simulator.clock.nowMs() })
    case 'POST faults':
      simulator.faults.add(...(JSON.parse(text(request.body)) as FaultRule[]))
      return json(200, {})
    case 'DELETE faults':
      simulator.faults.clear()
      return json(200, {})
    default:
      return json(404, { message: `no such control path: ${request.path}` })
  }
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: utf8(JSON.stringify(value)) }
}
