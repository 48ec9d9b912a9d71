import {
  actions,
  assertCompiled,
  compile,
  latestInputTimeMs,
  loadRunDirectory,
  type RunOptions,
  rehearsalTerraform,
  simulatedDns,
  staticAwsFactory,
  stepFacts,
} from '@cutover/core'
import { type FaultRule, type Simulator, simulatorFor } from '@cutover/simulator'
import type { Shell } from '../shell.js'
import { rehearsalClock } from './clock.js'
import { madeUpSecret } from './secret-file.js'

export interface RehearsalOptions {
  readonly directory: string
  readonly seed: number
  /** How many times faster than real time waiting is shown; null: not at all. */
  readonly timeScale: number | null
  readonly faults: readonly FaultRule[]
}

/**
 * Two simulated accounts for one run directory, in this process.
 *
 * R1. Nothing in `ports` can reach AWS: requests go to a function of this process, terraform and DNS are
 *     stand-ins over the same simulated world, and no credentials of this machine are read.
 */
export interface Rehearsal {
  readonly ports: Required<Pick<RunOptions, 'clock' | 'aws' | 'terraform' | 'dns' | 'profiles'>>
  /** The simulated world, for tests to look at. */
  readonly simulator: Simulator
  /** A made-up value for secrets, in a temporary file. */
  secretFile(): Promise<string>
  /** Removes what was made outside the run directory. */
  close(): Promise<void>
}

/** How long after the last moment that the inputs mention a rehearsal begins: they are never stale in it. */
const AFTER_INPUTS_MS = 60_000

/**
 * Reads and compiles the run directory, and builds the accounts in which it can be rehearsed.
 * @throws CutoverError as `loadRunDirectory` and `compile`: what cannot be compiled cannot be rehearsed
 */
export async function openRehearsal(
  host: Pick<Shell, 'every'>,
  options: RehearsalOptions,
): Promise<Rehearsal> {
  const run = await loadRunDirectory(options.directory)
  const { facts } = stepFacts(run.artifacts)
  const steps = assertCompiled(compile(run.artifacts, actions))
  const { virtual, clock } = rehearsalClock(host, latestInputTimeMs(run) + AFTER_INPUTS_MS, options.timeScale)
  const { simulator, credentials, dns, applyTargetShape } = simulatorFor(
    { facts, steps, datastores: run.artifacts.dataPlan.datastores },
    { seed: options.seed, clock: virtual, faults: options.faults },
  )
  const secret = madeUpSecret()
  return {
    simulator,
    secretFile: secret.path,
    close: secret.remove,
    ports: {
      profiles: { source: 'rehearsal-source', target: 'rehearsal-target' },
      clock,
      dns: simulatedDns(dns),
      aws: () =>
        staticAwsFactory({
          source: { ...facts.source, profile: 'rehearsal-source', credentials: credentials.source },
          target: { ...facts.target, profile: 'rehearsal-target', credentials: credentials.target },
          address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
        }),
      terraform: () =>
        rehearsalTerraform({ runDirectory: run.path, statePath: null, onApplied: applyTargetShape }),
    },
  }
}
