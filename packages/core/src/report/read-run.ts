import { join } from 'node:path'
import { foldJournal, type JournalEntry, type JournalMetadata } from '@cutover/journal'
import { evolve } from '../engine/evolve.js'
import { initialState, type RunState } from '../engine/state.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { readOwnFile, STEPS_LIMIT_BYTES } from '../rundir/own-files.js'
import { isMissing } from '../rundir/safe-read.js'

/** A moment that people want to see on the timeline. */
export interface Moment {
  readonly at: string
  readonly stepId: string
  readonly event: JournalEntry['event']
  readonly operator: string | null
  readonly text: string | null
}

/** One decision of a person, for the audit section. */
export interface Decision extends Moment {
  readonly decision: string
  readonly shownHash: string | null
}

/** A run as its journal tells it. Never takes the lock; a line that is being written is left out. */
export interface RunReading {
  readonly metadata: JournalMetadata
  readonly steps: readonly ExecutionStep[]
  /** Why `steps` cannot be relied on: the file is missing, or not the one that the run started with. */
  readonly stepsProblem: string | null
  readonly state: RunState
  readonly headSha256: string
  readonly entries: number
  readonly moments: readonly Moment[]
  readonly decisions: readonly Decision[]
  /** A partial last line: a crash, or a writer at work. */
  readonly torn: boolean
}

/**
 * Reads a run directory's (or a rehearsal's) journal and steps.
 * @throws CutoverError `journal/absent`, `input/unreadable`; JournalError when the journal is corrupt
 */
export async function readRun(directory: string): Promise<RunReading> {
  const { steps, digest } = await readSteps(directory)
  const moments: Moment[] = []
  const decisions: Decision[] = []
  const read = await foldJournal(
    join(directory, OUTPUT_FILES.journal),
    initialState(steps),
    (state, entry) => {
      const moment = momentOf(entry)
      if (TIMELINE.has(entry.event)) moments.push(moment)
      if ('shown_hash' in entry.data && 'decision' in entry.data)
        decisions.push({ ...moment, decision: entry.data.decision, shownHash: entry.data.shown_hash })
      return evolve(state, entry)
    },
  )
  return {
    metadata: read.metadata,
    steps,
    stepsProblem: stepsProblem(read.state, digest),
    state: read.state,
    headSha256: read.head.sha256,
    entries: read.head.entries,
    moments,
    decisions,
    torn: read.torn !== null,
  }
}

/** A report is still worth having, but it must not look complete. */
function stepsProblem({ started }: RunState, digest: string | null): string | null {
  if (started === null || digest === started.steps_sha256) return null
  const what = digest === null ? 'is missing' : 'is not the file that this run started with'
  return `${OUTPUT_FILES.steps} ${what}: what is said here of the steps may be wrong or incomplete. Restore it from a backup.`
}

interface StepsFile {
  readonly steps: readonly ExecutionStep[]
  /** SHA-256 of the file; null when there is none. */
  readonly digest: string | null
}

async function readSteps(directory: string): Promise<StepsFile> {
  const path = join(directory, OUTPUT_FILES.steps)
  try {
    const bytes = await readOwnFile(path, STEPS_LIMIT_BYTES)
    return { steps: JSON.parse(bytes.toString('utf8')) as ExecutionStep[], digest: sha256(bytes) }
  } catch (cause) {
    if (isMissing(cause)) return { steps: [], digest: null }
    if (isCutoverError(cause)) throw cause
    throw new CutoverError({
      code: 'input/unreadable',
      fault: 'environment',
      message: `${path} cannot be read as JSON.`,
      next: `Restore ${OUTPUT_FILES.steps} from a backup.`,
      cause,
    })
  }
}

const TIMELINE: ReadonlySet<string> = new Set([
  'run-started',
  'run-resumed',
  'run-ended',
  'step-succeeded',
  'step-failed',
  'step-blocked',
  'skipped',
  'aborted',
  'approval-invalidated',
  'rollback-executed',
  'rollback-skipped',
  'freeze-began',
  'freeze-released',
  'handoff-checked',
  'sso-probe-failed',
  'lock-taken-over-from-stale',
  'journal-recovered',
  'resume-reprompted',
])

function momentOf(entry: JournalEntry): Moment {
  return {
    at: entry.at,
    stepId: entry.step_id,
    event: entry.event,
    operator: entry.operator,
    text: entry.event === 'step-failed' ? entry.data.error.message : entry.notes,
  }
}
