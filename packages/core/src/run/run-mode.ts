import type { AwsFactory } from '../aws/account.js'
import { CutoverError } from '../model/errors.js'
import type { DnsResolver } from '../model/ports.js'
import { isSimulated } from '../model/simulated.js'
import type { TerraformRunner } from '../terraform/runner.js'
import type { ExistingJournal } from './journal-file.js'
import type { RunOptions } from './options.js'

/** What the journal calls it: the ports decide, never the caller. */
export type RunMode = 'run' | 'rehearse'

/**
 * A rehearsal is a run whose ports all are simulated ones.
 * @throws CutoverError `usage/invalid` for some of each, and for a rehearsal's folder with real ports
 */
export function modeOf(
  ports: { readonly aws: AwsFactory; readonly terraform: TerraformRunner; readonly dns: DnsResolver },
  options: Pick<RunOptions, 'rehearsalDirectory'>,
): RunMode {
  const names = ['aws', 'terraform', 'dns'] as const
  const real = names.filter((name) => !isSimulated(ports[name]))
  if (real.length === 0) return 'rehearse'
  if (real.length === names.length && options.rehearsalDirectory === undefined) return 'run'
  const are = (some: readonly string[]) => `${some.join(', ')} ${some.length === 1 ? 'is' : 'are'}`
  const why =
    options.rehearsalDirectory === undefined
      ? `${are(names.filter((name) => !real.includes(name)))} simulated`
      : 'rehearsalDirectory is given'
  throw new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `${why}, but ${are(real)} real: this would be neither a rehearsal nor a run. Nothing was touched.`,
    next: 'Rehearse with staticAwsFactory(), rehearsalTerraform() and simulatedDns() together; for a real run leave all of them and rehearsalDirectory out.',
  })
}

/** @throws CutoverError `usage/invalid`: a journal is of one or the other, from its first line to its last */
export function refuseOtherMode(existing: ExistingJournal, mode: RunMode): void {
  if (existing.kind !== 'run' || existing.started.mode === mode) return
  const [is, not] = mode === 'run' ? ['a rehearsal', 'a real run'] : ['a real run', 'a rehearsal']
  throw new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `The journal in this directory is that of ${is}; ${not} cannot go on with it.`,
    next:
      mode === 'run'
        ? 'Start the run in a directory of its own.'
        : 'Give the rehearsal a rehearsalDirectory of its own.',
  })
}
