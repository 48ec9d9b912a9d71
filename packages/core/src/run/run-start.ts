import type { JournalStore, RunLock } from '@cutover/journal'
import type { StepFacts } from '../model/action-facts.js'
import type { ExecutionStep } from '../model/step.js'
import type { PreflightReport } from '../preflight/report.js'
import type { RunDirectory } from '../rundir/load.js'
import type { Ports } from './defaults.js'
import type { ExistingJournal } from './journal-file.js'
import type { RunOptions } from './options.js'

/** Everything that pre-flight and compile found: what a run begins, or goes on, with. */
export interface RunStart {
  readonly options: RunOptions
  readonly directory: string
  readonly ports: Ports
  readonly lock: RunLock
  readonly facts: StepFacts
  readonly existing: ExistingJournal
  readonly run: RunDirectory
  readonly steps: readonly ExecutionStep[]
  readonly report: PreflightReport
  readonly open: (facts: StepFacts) => Promise<JournalStore>
  /** Compile's warnings, shown whenever the plan is asked about. */
  readonly warnings: readonly string[]
  /** Hash of the plan question that was answered with go; null on resume. */
  readonly planShownHash: string | null
}
