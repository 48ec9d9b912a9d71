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
import { type SeededSimulator, simulatorFor, steppedClock } from '@cutover/simulator'

/** Two simulated accounts for one plan, and what `runCutover` needs to reach them instead of AWS. */
export interface SimulatedAccounts extends Pick<SeededSimulator, 'simulator' | 'credentials'> {
  readonly ports: Required<Pick<RunOptions, 'profiles' | 'clock' | 'aws' | 'terraform' | 'dns'>>
}

/**
 * Reads a run directory and builds the accounts that its plan talks about: the source as the plan describes
 * it, the target still empty. Time is virtual and starts just after the plan was made.
 */
export async function simulatedAccounts(runDirectory: string): Promise<SimulatedAccounts> {
  const run = await loadRunDirectory(runDirectory)
  const steps = assertCompiled(compile(run.artifacts, actions))
  const { facts } = stepFacts(run.artifacts)
  const clock = steppedClock(latestInputTimeMs(run) + 60_000)
  const plan = { facts, steps, datastores: run.artifacts.dataPlan.datastores }
  const { simulator, credentials, dns, applyTargetShape } = simulatorFor(plan, { clock })
  return {
    simulator,
    credentials,
    ports: {
      profiles: { source: 'legacy', target: 'new' },
      clock: {
        now: () => clock.nowMs(),
        async sleep(ms, signal) {
          if (!signal.aborted) clock.advance(ms)
        },
      },
      dns: simulatedDns(dns),
      terraform: () => rehearsalTerraform({ runDirectory, onApplied: applyTargetShape }),
      aws: () =>
        staticAwsFactory({
          source: { ...facts.source, profile: 'legacy', credentials: credentials.source },
          target: { ...facts.target, profile: 'new', credentials: credentials.target },
          address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
        }),
    },
  }
}
