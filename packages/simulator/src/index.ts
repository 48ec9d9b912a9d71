export type { Fault, FaultMatch, FaultPlan, FaultRule } from './faults/plan.js'
export { type SteppedClock, scaledClock, steppedClock, type VirtualClock } from './kernel/clock.js'
export { AwsError } from './kernel/error.js'
export type { CallContext, Caller, Operation, ServiceBehaviour } from './kernel/service.js'
export type { WorldState } from './kernel/world.js'
export type { SeedDatastore, SeedPlan } from './seed/plan.js'
export type { RolePolicies } from './seed/seed-principals.js'
export {
  type SeededCredentials,
  type SeededSimulator,
  type SeedOptions,
  simulatorFor,
} from './seed/simulator-for.js'
export type { Hook } from './server/host.js'
export type { Listening } from './server/http.js'
export type { Effect, RequestLog, RequestRecord } from './server/log.js'
export type { ServiceEntry, ServiceRegistry } from './services/registry.js'
export { type Account, createSimulator, type Simulator, type SimulatorOptions } from './simulator.js'
