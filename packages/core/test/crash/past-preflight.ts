import { join } from 'node:path'
import { resolvePorts } from '../../src/run/defaults.js'
import { openJournal, readExisting } from '../../src/run/journal-file.js'
import type { RunOptions, RunResult } from '../../src/run/options.js'
import { checkResumable, storedSteps } from '../../src/run/resume-checks.js'
import { leaveLock, takeLock } from '../../src/run/run-lock.js'
import { runSteps } from '../../src/run/run-steps.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { CUTOVER_VERSION } from '../../src/version.js'
import type { Machine } from './machine.js'

/**
 * Resumes as `runCutover` does, but for its pre-flight: that reads what no crash changes (inputs, identities,
 * policies) and changes nothing, yet is most of the work of starting a process. Only for journals of runs
 * that have begun and not ended.
 */
export async function resumePastPreflight(machine: Machine, options: RunOptions): Promise<RunResult> {
  const { directory, facts, loaded } = machine
  const ports = await resolvePorts(options, facts)
  const lock = await takeLock(options, directory, ports)
  let keepLock = false
  try {
    const existing = await readExisting(join(directory, OUTPUT_FILES.journal), options)
    if (existing.kind !== 'run' || existing.ended === 'completed')
      throw new Error('only a run that has begun and not ended can be resumed past its pre-flight')
    checkResumable(existing, loaded.digests)
    const result = await runSteps({
      options,
      directory,
      ports,
      lock,
      facts,
      existing,
      run: loaded,
      steps: await storedSteps(directory, existing.started.steps_sha256),
      report: {
        rows: [],
        ok: true,
        run: loaded,
        identities: { source: null, target: null },
        terraform: null,
        operator: ports.operator,
      },
      open: (known) =>
        openJournal(
          join(directory, OUTPUT_FILES.journal),
          existing,
          lock,
          ports.clock.now,
          known,
          CUTOVER_VERSION,
          options,
        ),
      planShownHash: null,
      warnings: [],
    })
    keepLock = result.haltCause === 'credentials'
    return result
  } finally {
    await leaveLock(lock, keepLock)
  }
}
