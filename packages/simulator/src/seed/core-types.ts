/**
 * The only door from the simulator to core, and nothing but types go through it: they are erased, so the
 * simulator runs without core.
 */
export type { DnsResolver, ExecutionStep, StepFacts } from '@cutover/core'
