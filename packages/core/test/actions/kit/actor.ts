import type { Static, TObject } from 'typebox'
import type {
  ActionDefinition,
  PollResult,
  Preview,
  Receipt,
  Reconciliation,
  RollbackOutcome,
  Verification,
} from '../../../src/actions/kit/definition.js'
import type { JsonObject } from '../../../src/model/json.js'
import { type Bench, type Overrides, stepFor } from './bench.js'

/** Does with an action what the engine does, one thing at a time. */
export interface Actor {
  preview(): Promise<Preview>
  /** With the preview as it was before, and the same token each time. */
  execute(): Promise<Receipt>
  /** Polls to the end, stepping the clock; at once for actions that start no job. */
  settle(receipt: Receipt): Promise<PollResult>
  verify(receipt: Receipt | null): Promise<Verification>
  verified(receipt: Receipt | null): Promise<boolean>
  reconcile(): Promise<Reconciliation>
  /** Runs the inverse, waits for its end, and insists that its verification passes. */
  rollback(receipt: Receipt | null): Promise<RollbackOutcome>
  /** How often each mutation took effect so far. */
  applied(): Readonly<Record<string, number>>
}

const MAX_POLLS = 2_000

export function actorFor<P extends TObject>(
  definition: ActionDefinition<P>,
  bench: Bench,
  world: { readonly params: Static<P>; readonly secret?: Uint8Array; readonly overrides?: Overrides },
  consistencyMs: number,
): Actor {
  const { params, overrides = {}, secret = null } = world
  const step = stepFor(definition, params as JsonObject)
  const read = () => bench.read(step, overrides)
  const write = (approved: Preview, tokenSeed = '1') =>
    bench.write(step, approved, { ...overrides, tokenSeed, secret })
  let approved: Preview | null = null
  const preview = async () => {
    const seen = await definition.preview(params, read())
    approved ??= seen
    return seen
  }
  const verify = (receipt: Receipt | null) => definition.verify(params, receipt, read())

  async function pollToEnd(poll: () => Promise<PollResult>): Promise<PollResult> {
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      const result = await poll()
      if (result.outcome !== 'running') return result
      bench.clock.advance((definition.longRunning?.pollIntervalSeconds ?? 10) * 1_000)
    }
    throw new Error(`${definition.name} did not end within ${MAX_POLLS} polls`)
  }

  return {
    preview,
    execute: async () => definition.execute(params, write(approved ?? (await preview()))),
    settle(receipt) {
      const { poll } = definition
      if (poll === undefined) {
        bench.clock.advance(consistencyMs)
        return Promise.resolve({ status: 'done', outcome: 'succeeded', progress: null, message: null })
      }
      return pollToEnd(() => poll(params, receipt, read()))
    },
    verify,
    async verified(receipt) {
      const { checks } = await verify(receipt)
      return checks.length > 0 && checks.every((check) => check.ok)
    },
    reconcile: () => definition.reconcile(params, read()),
    async rollback(receipt) {
      const { rollback } = definition
      if (typeof rollback === 'string') throw new Error(`${definition.name} has no inverse`)
      const outcome = await rollback.run(params, receipt, write(approved ?? (await preview()), 'rollback'))
      const { poll } = rollback
      if (poll !== undefined) {
        const end = await pollToEnd(() => poll(params, receipt, read()))
        expect(end).toMatchObject({ outcome: 'succeeded' })
      } else {
        bench.clock.advance(consistencyMs)
      }
      const { checks } = await rollback.verify(params, receipt, read())
      expect(checks.filter((check) => !check.ok)).toEqual([])
      expect(checks.length).toBeGreaterThan(0)
      return outcome
    },
    applied() {
      const counts: Record<string, number> = {}
      for (const record of bench.simulator.log.mutations()) {
        const name = `${record.service}:${record.operation}`
        counts[name] = (counts[name] ?? 0) + 1
      }
      return counts
    },
  }
}
