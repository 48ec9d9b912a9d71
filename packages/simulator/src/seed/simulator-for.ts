import { sharedSlice } from '../kernel/world.js'
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.js'
import type { DnsResolver } from './core-types.js'
import type { SeedPlan } from './plan.js'
import { simulatedResolver } from './resolver.js'
import { seedSourceBuckets, seedTargetBuckets } from './seed-buckets.js'
import { seedFrozenDatabases, seedSourceDatabases, seedTargetDatabaseShape } from './seed-databases.js'
import { seedSourceKeys } from './seed-keys.js'
import { putRolePolicies, type RolePolicies, roleArn, seedPrincipals } from './seed-principals.js'
import { seedTargetSecrets } from './seed-secrets.js'
import { seedSourceTables } from './seed-tables.js'
import { seedTargetZones } from './seed-zones.js'

/** Static credentials that the simulator knows. They mean nothing anywhere else. */
export interface SeededCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface SeededSimulator {
  readonly simulator: Simulator
  readonly credentials: { readonly source: SeededCredentials; readonly target: SeededCredentials }
  readonly dns: DnsResolver
  /**
   * Makes the empty target shape that later steps name (groups, keys, buckets, secrets). Called when the
   * terraform stand-in has applied a module; doing it again changes nothing.
   */
  applyTargetShape(): void
  /** Gives a profile's role exactly these policies from now on (`enforceIam` evaluates them). */
  setPolicies(side: 'source' | 'target', policies: RolePolicies): void
}

/** How the two accounts begin. */
export interface SeedOptions extends SimulatorOptions {
  /** What the profiles' roles may do; everything unless given. */
  readonly policies?: (side: 'source' | 'target') => RolePolicies
}

/** In the world, so that a restored snapshot knows it too. */
const targetShape = sharedSlice('target-shape', () => ({ applied: false }))
const SOURCE_KEY = 'AKIAREHEARSALSOURCE0'
const TARGET_KEY = 'AKIAREHEARSALTARGET0'

/**
 * Two accounts in which this plan can be rehearsed: the source as the plan describes it, the target as it is
 * before the control plane is applied. A plan without terraform steps gets its target shape at once.
 */
export function simulatorFor(plan: SeedPlan, options: SeedOptions = {}): SeededSimulator {
  const simulator = createSimulator(options)
  const { world } = simulator
  const nowMs = simulator.clock.nowMs()
  const credentials = {
    source: account(simulator, plan.facts.source.accountId, SOURCE_KEY),
    target: account(simulator, plan.facts.target.accountId, TARGET_KEY),
  }
  seedPrincipals(world, plan, nowMs, options.policies)
  seedSourceKeys(world, plan, nowMs)
  seedSourceDatabases(world, plan, nowMs)
  seedFrozenDatabases(world, plan, nowMs)
  seedSourceBuckets(world, plan, nowMs)
  seedSourceTables(world, plan, nowMs)
  seedTargetZones(world, plan, nowMs)
  const applyTargetShape = () => {
    const shape = targetShape(simulator.world)
    if (shape.applied) return
    shape.applied = true
    const atMs = simulator.clock.nowMs()
    seedTargetDatabaseShape(simulator.world, plan, atMs)
    seedTargetBuckets(simulator.world, plan, atMs)
    seedTargetSecrets(simulator.world, plan, atMs)
  }
  if (!plan.steps.some((step) => step.tool === 'terraform')) applyTargetShape()
  return {
    simulator,
    credentials,
    dns: simulatedResolver(simulator),
    applyTargetShape,
    setPolicies: (side, policies) => putRolePolicies(simulator.world, plan.facts[side].accountId, policies),
  }
}

function account(simulator: Simulator, accountId: string, accessKeyId: string): SeededCredentials {
  const secretAccessKey = 'rehearsal'
  simulator.addAccount({ accountId, accessKeyId, secretAccessKey, principalArn: roleArn(accountId) })
  return { accessKeyId, secretAccessKey }
}
