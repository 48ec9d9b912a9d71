/**
 * The conformance kit: what every action must hold, tried against the simulator.
 *
 * How to use it, in `test/actions/<action>.test.ts`:
 *
 *     describeConformance(myAction, [{
 *       name: 'an encrypted snapshot',
 *       async arrange(bench) {
 *         // Make what the action needs, through the simulator's own API:
 *         const kms = await bench.account('source').service('kms')
 *         …
 *         return {
 *           params: { … },
 *           // Something that a yes depends on, changed by somebody else after the preview:
 *           behindTheBack: async () => { … },
 *         }
 *       },
 *       blockers: [{ name: 'says that …', arrange: …, says: /…/ }],
 *       jobFaults: [{ name: '…', service: 'rds', operation: 'CopyDBSnapshot', status: 'failed' }],
 *     }])
 *
 * Every test gets a fresh bench, so `arrange` must depend on nothing else. What the kit proves, per case:
 * preview only reads, its hash is stable over time and changes behind the operator's back show in it; execute,
 * poll and verify go through, after which the work is seen as done; a repeated send changes nothing; a
 * connection that breaks before or after any one mutation is reconciled truthfully and nothing takes effect
 * twice; rollback restores the state (`forget` removes the documented leftovers first); an aborted signal
 * sends nothing; blockers are raised; failed jobs are failures; no secret reaches a log or a receipt; CLI
 * equivalents parse against the clients' own schemas; every request is covered by `iamActions`.
 */
import type { TObject } from 'typebox'
import type { ActionDefinition } from '../../../src/actions/kit/definition.js'
import { classifyError } from '../../../src/aws/classify.js'
import { hashJson, type JsonObject } from '../../../src/model/json.js'
import { type Bench, createBench, stepFor } from './bench.js'
import { arranged } from './conformance-arrange.js'
import type { ConformanceCase } from './conformance-case.js'
import { declarationTests } from './conformance-declarations.js'

export type { ConformanceCase }

export function describeConformance<P extends TObject>(
  definition: ActionDefinition<P>,
  cases: readonly ConformanceCase<P>[],
): void {
  describe(`${definition.name}: params`, () => {
    test('every parameter says what it means and shows an example', () => {
      for (const [name, schema] of Object.entries(definition.params.properties)) {
        expect([name, schema]).toMatchObject([
          name,
          { description: expect.any(String), examples: expect.any(Array) },
        ])
      }
    })
  })
  for (const entry of cases) {
    describe(`${definition.name}: ${entry.name}`, () => {
      previewTests(definition, entry)
      executionTests(definition, entry)
      crashTests(definition, entry)
      if (typeof definition.rollback !== 'string' && entry.skipRollback === undefined) {
        rollbackTests(definition, entry)
      }
      declarationTests(definition, entry)
    })
  }
}

function previewTests<P extends TObject>(definition: ActionDefinition<P>, entry: ConformanceCase<P>): void {
  test('its preview only reads, and finds nothing in the way', async () => {
    const { bench, actor } = await arranged(definition, entry)
    const before = bench.state()
    const seen = await actor.preview()
    expect(seen.blockers).toEqual([])
    expect(seen.alreadyDone).toBe(false)
    expect(seen.before.length).toBeGreaterThan(0)
    expect(seen.after.length).toBeGreaterThan(0)
    expect(bench.simulator.log.records.length).toBeGreaterThan(0)
    expect(bench.simulator.log.records.filter((record) => !record.readOnly)).toEqual([])
    expect(bench.state()).toEqual(before)
  })

  test('its observation is the same an hour later when nothing was changed', async () => {
    const { bench, actor } = await arranged(definition, entry)
    const first = hashJson((await actor.preview()).observation)
    bench.clock.advance(3_600_000)
    expect(hashJson((await actor.preview()).observation)).toBe(first)
  })

  test("a change behind the operator's back changes the observation", async () => {
    const { world, actor } = await arranged(definition, entry)
    const approved = hashJson((await actor.preview()).observation)
    await world.behindTheBack()
    expect(hashJson((await actor.preview()).observation)).not.toBe(approved)
  })

  test('an aborted run sends nothing', async () => {
    const { bench, world } = await arranged(definition, entry)
    const step = stepFor(definition, world.params as JsonObject)
    const ctx = bench.read(step, { ...world.overrides, signal: AbortSignal.abort() })
    await expect(definition.preview(world.params, ctx)).rejects.toThrow()
    expect(bench.simulator.log.records).toEqual([])
  })

  for (const blocker of entry.blockers) {
    test(`it ${blocker.name}`, async () => {
      const bench = createBench()
      const { params, overrides } = await blocker.arrange(bench)
      const seen = await definition.preview(
        params,
        bench.read(stepFor(definition, params as JsonObject), overrides),
      )
      expect(seen.blockers.join('\n')).toMatch(blocker.says)
    })
  }
}

function executionTests<P extends TObject>(definition: ActionDefinition<P>, entry: ConformanceCase<P>): void {
  test('it is carried out, comes to its end, is verified, and is then seen as done', async () => {
    const { actor } = await arranged(definition, entry)
    await expect(actor.verified(null)).resolves.toBe(false)
    expect((await actor.reconcile()).kind).toBe('not-done')
    const receipt = await actor.execute()
    expect(await actor.settle(receipt)).toMatchObject({ outcome: 'succeeded' })
    expect((await actor.verify(receipt)).checks).toEqual(
      (await actor.verify(receipt)).checks.map((check) => ({ ...check, ok: true })),
    )
    expect((await actor.preview()).alreadyDone).toBe(true)
    expect((await actor.reconcile()).kind).toBe('done')
  })

  test('sent again with the same token it changes nothing', async () => {
    const { bench, actor } = await arranged(definition, entry)
    await actor.settle(await actor.execute())
    const done = comparable(bench, entry)
    const again = await actor.execute().then(
      () => 'answered',
      (error: unknown) => classifyError(error).kind,
    )
    expect(['answered', 'already-exists', 'refused']).toContain(again)
    expect(comparable(bench, entry)).toEqual(done)
  })

  for (const job of entry.jobFaults ?? []) {
    test(`${job.name} is a failure, not a success`, async () => {
      const { bench, actor } = await arranged(definition, entry)
      bench.simulator.faults.add({
        match: { operation: job.operation },
        fault: { kind: 'job', fault: { kind: 'fail', status: job.status } },
      })
      const receipt = await actor.execute()
      expect(await actor.settle(receipt)).toMatchObject({ outcome: 'failed', status: job.status })
      await expect(actor.verified(receipt)).resolves.toBe(false)
    })
  }
}

function crashTests<P extends TObject>(definition: ActionDefinition<P>, entry: ConformanceCase<P>): void {
  test.each(['before', 'after'] as const)(
    'a connection that breaks %s any one of its mutations is reconciled to the same end',
    async (when) => {
      const undisturbed = await arranged(definition, entry)
      await undisturbed.actor.settle(await undisturbed.actor.execute())
      const expected = undisturbed.actor.applied()
      const count = undisturbed.bench.simulator.log.records.filter((record) => !record.readOnly).length
      expect(count).toBeGreaterThan(0)
      for (let nth = 1; nth <= count; nth += 1) {
        const { bench, actor } = await arranged(definition, entry)
        bench.simulator.faults.add({ match: { readOnly: false, nth }, fault: { kind: 'drop', when } })
        const thrown: unknown = await actor.execute().catch((error: unknown) => error)
        expect(classifyError(thrown).kind).toBe('in-doubt')
        bench.simulator.faults.clear()
        bench.clock.advance(entry.consistencyMs ?? 0)
        const found = await actor.reconcile()
        if (nth === 1 && when === 'before') expect(found.kind).toBe('not-done')
        if (nth === count && when === 'after') expect(['done', 'running']).toContain(found.kind)
        const receipt =
          found.kind === 'done' || found.kind === 'running' ? found.receipt : await actor.execute()
        expect(await actor.settle(receipt)).toMatchObject({ outcome: 'succeeded' })
        await expect(actor.verified(receipt)).resolves.toBe(true)
        expect(actor.applied()).toEqual(expected)
      }
    },
  )
}

function rollbackTests<P extends TObject>(definition: ActionDefinition<P>, entry: ConformanceCase<P>): void {
  test('its rollback restores what was, and the step could be done again', async () => {
    const { bench, actor } = await arranged(definition, entry)
    await actor.preview()
    const before = comparable(bench, entry)
    const receipt = await actor.execute()
    await actor.settle(receipt)
    await actor.rollback(receipt)
    expect(comparable(bench, entry)).toEqual(before)
    const seen = await actor.preview()
    expect({ blockers: seen.blockers, alreadyDone: seen.alreadyDone }).toEqual({
      blockers: [],
      alreadyDone: false,
    })
  })

  test('rolling back twice does no more than once', async () => {
    const { bench, actor } = await arranged(definition, entry)
    const receipt = await actor.execute()
    await actor.settle(receipt)
    await actor.rollback(receipt)
    const once = comparable(bench, entry)
    await actor.rollback(receipt)
    expect(comparable(bench, entry)).toEqual(once)
  })

  test('rolling back a step that never happened changes nothing', async () => {
    const { bench, actor } = await arranged(definition, entry)
    await actor.preview()
    const before = comparable(bench, entry)
    await actor.rollback(null)
    expect(comparable(bench, entry)).toEqual(before)
    expect(bench.simulator.log.mutations()).toEqual([])
  })
}

/** The accounts' state without what the action documents to stay, and what a look alone moves. */
function comparable<P extends TObject>(bench: Bench, entry: ConformanceCase<P>): Record<string, unknown> {
  const accounts = bench.state()
  entry.forget?.(accounts)
  return accounts
}
