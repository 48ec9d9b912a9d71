import type { HttpHandler } from '@smithy/core/protocols'
import type { WireRequest, WireResponse } from './codec/wire.js'
import { type FaultPlan, type FaultRule, faultPlan } from './faults/plan.js'
import { type SteppedClock, steppedClock, type VirtualClock } from './kernel/clock.js'
import { emptyWorld, nextHex, type WorldState } from './kernel/world.js'
import { backendsOf } from './server/backend.js'
import { control } from './server/control.js'
import { handle } from './server/handle.js'
import type { Hook, Host } from './server/host.js'
import { type Listening, listenOnLoopback } from './server/http.js'
import { inProcessHandler } from './server/in-process.js'
import { type RequestLog, requestLog } from './server/log.js'
import { services as allServices, type ServiceRegistry } from './services/registry.js'
import { expireAccessKey, registerAccessKey, renewAccessKey } from './services/sts/credentials.js'

export interface SimulatorOptions {
  /** Decides every generated id and every seeded fault; 1 unless given. */
  readonly seed?: number
  /** Start of the stepped clock that is made when no `clock` is given; milliseconds since the epoch. */
  readonly startMs?: number
  readonly clock?: VirtualClock
  /** Multiplies the durations of asynchronous work; 1 is realistic, 0 immediate. */
  readonly durationScale?: number
  /** Only for tests of the server itself; all services unless given. */
  readonly services?: ServiceRegistry
  readonly faults?: readonly FaultRule[]
  /** Evaluate identity policies on every request; off unless given. */
  readonly enforceIam?: boolean
  /** Lets the given virtual milliseconds pass, for slow answers; steps the stepped clock unless given. */
  readonly delay?: (ms: number) => Promise<void>
}

export interface Account {
  readonly accountId: string
  readonly accessKeyId: string
  /** Taken so that the same object configures a client; it is not kept, for signatures are not checked. */
  readonly secretAccessKey: string
  /** What policies name and STS answers; `arn:aws:iam::<account>:root` unless given. */
  readonly principalArn?: string
  /** Milliseconds since the epoch; without it the key never expires. */
  readonly expiresAtMs?: number
}

export interface Simulator {
  readonly world: WorldState
  readonly clock: VirtualClock
  readonly log: RequestLog
  readonly faults: FaultPlan
  addAccount(account: Account): void
  /** Ends the session of a key now: requests with it answer ExpiredToken until it is renewed. */
  expireCredentials(accessKeyId: string): void
  renewCredentials(accessKeyId: string): void
  /** A transport for SDK clients in the same process. */
  requestHandler(): HttpHandler<Record<string, never>>
  /** Starts an HTTP server on loopback; port 0 lets the system choose. */
  listen(port?: number): Promise<Listening>
  /** One request; what both transports call. */
  handle(request: WireRequest): Promise<WireResponse>
  /** Adds a hook; the answer removes it again. */
  hook(hook: Hook): () => void
  snapshot(): WorldState
  restore(snapshot: WorldState): void
}

/** 2025-01-01T00:00:00Z: a fixed start, so that a run does not depend on the day. */
const defaultStartMs = 1_735_689_600_000

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const seed = options.seed ?? 1
  const clock = options.clock ?? steppedClock(options.startMs ?? defaultStartMs)
  const hooks = new Set<Hook>()
  const log = requestLog()
  // Request ids have a counter of their own: reading must not change the ids that later resources get.
  const requestIds = emptyWorld(seed)
  let world = emptyWorld(seed)
  const host: Host = {
    get world() {
      return world
    },
    clock,
    durationScale: options.durationScale ?? 1,
    log,
    faults: faultPlan(seed, options.faults),
    backends: backendsOf(options.services ?? allServices),
    nextRequestId: () => asUuid(nextHex(requestIds, 32)),
    delay: options.delay ?? steppingDelay(clock),
    async callHooks(moment, record) {
      for (const hook of hooks) await hook(moment, record)
    },
    enforceIam: options.enforceIam ?? false,
  }
  const serve = (request: WireRequest) => handle(host, request)
  return {
    get world() {
      return world
    },
    clock,
    log,
    faults: host.faults,
    addAccount: (account) => addAccount(world, account),
    expireCredentials: (accessKeyId) => expireAccessKey(world, accessKeyId, clock.nowMs()),
    renewCredentials: (accessKeyId) => renewAccessKey(world, accessKeyId),
    requestHandler: () => inProcessHandler(serve),
    listen: (port) => listenOnLoopback(async (request) => control(host, request) ?? serve(request), port),
    handle: serve,
    hook(hook) {
      hooks.add(hook)
      return () => hooks.delete(hook)
    },
    snapshot: () => structuredClone(world),
    restore(snapshot) {
      world = structuredClone(snapshot)
    },
  }
}

function addAccount(world: WorldState, account: Account): void {
  const principalArn = account.principalArn ?? `arn:aws:iam::${account.accountId}:root`
  const role = /:role\/(?:.*\/)?([^/]+)$/.exec(principalArn)?.[1]
  const session = account.accessKeyId.toLowerCase()
  registerAccessKey(world, account.accessKeyId, {
    accountId: account.accountId,
    principalArn,
    sessionArn:
      role === undefined ? principalArn : `arn:aws:sts::${account.accountId}:assumed-role/${role}/${session}`,
    userId: principalArn.endsWith(':root')
      ? account.accountId
      : account.accessKeyId.replace(/^A[KS]IA/, 'AIDA'),
    ...(account.expiresAtMs === undefined ? {} : { expiresAtMs: account.expiresAtMs }),
  })
}

function steppingDelay(clock: VirtualClock): (ms: number) => Promise<void> {
  return async (ms) => {
    if ('advance' in clock) (clock as SteppedClock).advance(ms)
  }
}

function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
