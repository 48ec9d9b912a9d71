import {
  createFileJournal,
  foldJournal,
  isJournalError,
  type JournalEntry,
  type JournalMetadata,
  type JournalStore,
  openFileJournal,
  type RunLock,
} from '@cutover/journal'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError, type ErrorCode } from '../model/errors.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import type { RunOptions } from './options.js'

/** What is in the output directory before a run starts. */
export type ExistingJournal =
  | { readonly kind: 'none' }
  /** Only failed pre-flights and declined plans: not a run. */
  | { readonly kind: 'no-run'; readonly metadata: JournalMetadata }
  | {
      readonly kind: 'run'
      readonly metadata: JournalMetadata
      readonly started: Extract<JournalEntry, { event: 'run-started' }>['data']
      readonly lastEntryId: string
      readonly lastVersion: string
      readonly ended: string | null
    }

/** Reads an existing journal without touching it. */
export async function readExisting(path: string, options: RunOptions): Promise<ExistingJournal> {
  const read = options.journalFs === undefined ? {} : { fs: options.journalFs }
  const initial: { started: JournalEntry | null; last: string; version: string; ended: string | null } = {
    started: null,
    last: 'e0',
    version: '',
    ended: null,
  }
  try {
    const { state, metadata } = await foldJournal(
      path,
      initial,
      (seen, entry) => {
        seen.last = entry.entry_id
        if (entry.event === 'run-started') seen.started = entry
        if (entry.event === 'run-started' || entry.event === 'run-resumed')
          seen.version = entry.data.cutover_version
        seen.ended =
          entry.event === 'run-ended' ? entry.data.verdict : entry.event === 'run-resumed' ? null : seen.ended
        return seen
      },
      read,
    )
    if (state.started === null || state.started.event !== 'run-started') return { kind: 'no-run', metadata }
    return {
      kind: 'run',
      metadata,
      started: state.started.data,
      lastEntryId: state.last,
      lastVersion: state.version,
      ended: state.ended,
    }
  } catch (error) {
    if (isJournalError(error, 'JOURNAL_MISSING')) return { kind: 'none' }
    throw journalFault(error)
  }
}

/** Opens the journal, creating it when there is none. */
export async function openJournal(
  path: string,
  existing: ExistingJournal,
  lock: RunLock,
  now: () => number,
  facts: StepFacts,
  version: string,
  options: RunOptions,
): Promise<JournalStore> {
  const common = {
    path,
    now,
    lock,
    ...(options.journalFs === undefined ? {} : { fs: options.journalFs }),
    ...(options.journalHooks === undefined ? {} : { hooks: options.journalHooks }),
  }
  try {
    if (existing.kind !== 'none') return await openFileJournal(common)
    return await createFileJournal({
      ...common,
      metadata: {
        run_id: facts.runId,
        started_at: new Date(now()).toISOString(),
        source_account_id: facts.source.accountId,
        target_account_id: facts.target.accountId,
        plugin_version: version,
        checklist_refs: ['cutover-checklist-control-plane.json', 'cutover-checklist-data-plane.json'],
        plan_ref: 'migration-plan.json',
        execution_steps_ref: OUTPUT_FILES.steps,
        approval_mode: 'per-step',
      },
    })
  } catch (error) {
    throw journalFault(error)
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  LOCK_HELD: 'lock/held',
  LOCK_STALE: 'lock/stale',
  LOCK_FOREIGN_HOST: 'lock/foreign-host',
  LOCK_UNREADABLE: 'lock/held',
  LOCK_LOST: 'lock/lost',
  LOCK_WRITE_FAILED: 'journal/write',
  JOURNAL_EXISTS: 'journal/exists',
  JOURNAL_MISSING: 'journal/absent',
  JOURNAL_WRITE_FAILED: 'journal/write',
  JOURNAL_CLOSED: 'journal/write',
  FILE_REFUSED: 'input/unreadable',
}

/** The journal's own error as the SDK's. Anything else stays what it is. */
export function journalFault(error: unknown): unknown {
  if (!isJournalError(error)) return error
  return new CutoverError({
    code: CODES[error.code] ?? 'journal/corrupt',
    fault: error.code.startsWith('LOCK') && error.code !== 'LOCK_WRITE_FAILED' ? 'operator' : 'environment',
    message: error.message,
    next: error.next,
    cause: error,
  })
}
