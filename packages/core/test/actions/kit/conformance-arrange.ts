import type { TObject } from 'typebox'
import type { ActionDefinition } from '../../../src/actions/kit/definition.js'
import { type Actor, actorFor } from './actor.js'
import { type Bench, createBench } from './bench.js'
import type { Arranged, ConformanceCase } from './conformance-case.js'

/** A fresh bench with the case's world, and nobody's requests in its log. */
export async function arranged<P extends TObject>(
  definition: ActionDefinition<P>,
  entry: ConformanceCase<P>,
): Promise<{ bench: Bench; world: Arranged<P>; actor: Actor }> {
  const bench = createBench()
  const world = await entry.arrange(bench)
  bench.simulator.log.clear()
  return { bench, world, actor: actorFor(definition, bench, world, entry.consistencyMs ?? 0) }
}
