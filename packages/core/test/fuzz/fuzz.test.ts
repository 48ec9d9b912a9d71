import { runSeed, type SeedResult } from './one-seed.js'
import { type Scene, sceneOf } from './scene.js'
import { KEPT_SEEDS } from './seeds.js'

/** As many as fit into the suite's time; `pnpm fuzz --seed N --runs N` goes on from here. */
const SEEDS = 40

describe('a run with faults, random answers, kills and resumes', () => {
  let minimal: Scene
  let orders: Scene
  beforeAll(async () => {
    minimal = await sceneOf('minimal')
    orders = await sceneOf('orders-platform')
  }, 60_000)
  afterAll(async () => {
    for (const scene of [minimal, orders]) await scene.machine.dispose()
  })

  const run = (seed: number) => runSeed([minimal, minimal, orders], seed)
  const broken = (results: readonly SeedResult[]) =>
    results
      .filter(({ problems }) => problems.length > 0)
      .map(({ seed, problems }) => [`replay: pnpm fuzz --seed ${seed} --runs 1`, ...problems])

  test(`ends in a legal verdict with every invariant intact, for ${SEEDS} seeds`, async () => {
    const results: SeedResult[] = []
    for (let seed = 1; seed <= SEEDS; seed += 1) results.push(await run(seed))
    expect(broken(results)).toEqual([])
    // Otherwise the seeds would prove nothing.
    expect(results.reduce((kills, result) => kills + result.kills, 0)).toBeGreaterThan(SEEDS / 3)
  }, 240_000)

  test.each(KEPT_SEEDS)('seed %i no longer breaks anything: %s', async (seed) => {
    expect(broken([await run(seed)])).toEqual([])
  })

  test('is repeated by its seed', async () => {
    for (const seed of [3, 7]) expect(await run(seed)).toEqual(await run(seed))
  })
})
