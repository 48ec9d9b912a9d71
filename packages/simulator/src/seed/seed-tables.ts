import type { WorldState } from '../kernel/world.js'
import type { SeedPlan } from './plan.js'

export function seedSourceTables(_world: WorldState, _plan: SeedPlan, _nowMs: number): void {}
