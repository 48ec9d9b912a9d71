import type { WorldState } from '../kernel/world.js'
import type { RequestRecord } from '../server/log.js'
import type { JobFault } from '../services/common/job-fault.js'

/** What goes wrong with a request. */
export type Fault =
  /** AWS asks to slow down; nothing happens. */
  | { readonly kind: 'throttle' }
  | { readonly kind: 'deny'; readonly message?: string }
  /** The caller's session ends now: this request and all later ones with its key are refused. */
  | { readonly kind: 'expire-credentials' }
  /** The connection breaks: `before` nothing happened, `after` it did, but the answer is lost. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** An error of the given code, instead of the effect or (`after`) in spite of it. */
  | {
      readonly kind: 'fail'
      readonly code: string
      readonly message?: string
      readonly httpStatus?: number
      readonly when?: 'before' | 'after'
    }
  /** The request succeeds, and the asynchronous work that it starts goes wrong. */
  | { readonly kind: 'job'; readonly fault: JobFault; readonly resourceId?: string }
  /** The answer takes this long, in virtual milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Somebody else changes the world just before the request is served. */
  | { readonly kind: 'change'; readonly change: (world: WorldState, request: RequestRecord) => void }

/** Which requests a rule is for; everything given must hold. */
export interface FaultMatch {
  readonly service?: string
  readonly operation?: string
  readonly accountId?: string
  readonly readOnly?: boolean
  /** Counted over the requests that match everything above, from 1. */
  readonly nth?: number | readonly number[]
  /** From this one on (counted likewise). */
  readonly fromNth?: number
  /** Between 0 and 1, drawn from the world's seed and the request's position. */
  readonly probability?: number
}

export interface FaultRule {
  readonly match: FaultMatch
  readonly fault: Fault
  /** How often the rule may strike; without it, as often as it matches. */
  readonly times?: number
}

export interface FaultPlan {
  add(...rules: readonly FaultRule[]): void
  clear(): void
  /** The faults that strike this request, in the order of the rules. Counts: ask once per request. */
  strike(request: RequestRecord): readonly Fault[]
  /** How many faults have struck so far. */
  readonly struck: number
}

interface Counted {
  readonly rule: FaultRule
  matched: number
  struck: number
}

/** @param seed makes probabilities repeatable: the same seed and requests give the same faults */
export function faultPlan(seed: number, initial: readonly FaultRule[] = []): FaultPlan {
  let rules: Counted[] = initial.map(counted)
  let total = 0
  return {
    add(...added) {
      rules.push(...added.map(counted))
    },
    clear() {
      rules = []
    },
    strike(request) {
      const faults: Fault[] = []
      for (const [index, entry] of rules.entries()) {
        if (!strikes(entry, request, seed, index)) continue
        entry.struck += 1
        total += 1
        faults.push(entry.rule.fault)
      }
      return faults
    },
    get struck() {
      return total
    },
  }
}

function counted(rule: FaultRule): Counted {
  return { rule, matched: 0, struck: 0 }
}

function strikes(entry: Counted, request: RequestRecord, seed: number, index: number): boolean {
  const { match, times } = entry.rule
  if (!selects(match, request)) return false
  entry.matched += 1
  if (times !== undefined && entry.struck >= times) return false
  if (match.fromNth !== undefined && entry.matched < match.fromNth) return false
  if (match.nth !== undefined && ![match.nth].flat().includes(entry.matched)) return false
  return match.probability === undefined || draw(seed, index, request.sequence) < match.probability
}

function selects(match: FaultMatch, request: RequestRecord): boolean {
  return (
    (match.service === undefined || match.service === request.service) &&
    (match.operation === undefined || match.operation === request.operation) &&
    (match.accountId === undefined || match.accountId === request.accountId) &&
    (match.readOnly === undefined || match.readOnly === request.readOnly)
  )
}

/** A number in [0, 1) that depends on nothing but its arguments (a 32-bit integer mix). */
function draw(seed: number, rule: number, position: number): number {
  let x = (seed ^ Math.imul(rule + 1, 0x9e3779b1) ^ Math.imul(position, 0x85ebca6b)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}
