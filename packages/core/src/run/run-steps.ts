import { join } from 'node:path'
import type { JournalStore } from '@cutover/journal'
import { actions } from '../actions/registry.js'
import { serialiseSteps } from '../compile/output/serialise.js'
import { planOf } from '../engine/decide.js'
import { evolve } from '../engine/evolve.js'
import { initialState } from '../engine/state.js'
import { isCutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import { HANDOFF_STEP_ID } from '../model/step.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { replaceFile } from '../rundir/output-files.js'
import { CUTOVER_VERSION } from '../version.js'
import { askPlan } from './ask-plan.js'
import { probe } from './credentials.js'
import { type End, finish, messageOf, unwritten } from './finish-run.js'
import { Halt } from './halt.js'
import { checkHandoffPermissions } from './handoff-permissions.js'
import { journalFault } from './journal-file.js'
import type { RunResult } from './options.js'
import { madeSince } from './resume-checks.js'
import { holdRunFolders, type RunFolders } from './run-folders.js'
import type { RunStart } from './run-start.js'
import { record, type Session } from './session.js'
import { fileStepLogs } from './step-logs.js'
import { terraformAfterYes } from './terraform-after-yes.js'
import { walk } from './walk.js'

/** New files that a resume names; the rest is counted. */
const MAX_NAMED = 20

/** From an opened journal to a verdict, reports written. */
export async function runSteps(start: RunStart): Promise<RunResult> {
  // A folder that cannot hold the logs is found before anything is asked or sent.
  const folders = await holdRunFolders(start.directory)
  try {
    if (start.existing.kind !== 'run') await writeSteps(start)
    return await runHeld(start, folders)
  } finally {
    folders.close()
  }
}

async function runHeld(start: RunStart, folders: RunFolders): Promise<RunResult> {
  const journal = await start.open(start.facts)
  const session = await openSession(start, journal, folders)
  try {
    const end = await walkToEnd(session, start)
    return await finish(session, start, end)
  } finally {
    await session.logs.flush().catch(() => undefined)
    await journal.close()
  }
}

async function writeSteps(start: RunStart): Promise<void> {
  const path = join(start.directory, OUTPUT_FILES.steps)
  const text = serialiseSteps(start.steps)
  try {
    // As a whole: others look at it meanwhile. One without a run in the journal is of a start that crashed.
    await replaceFile(path, text)
  } catch (cause) {
    throw unwritten(path, 'Nothing was started', 'start again', cause)
  }
}

async function openSession(start: RunStart, journal: JournalStore, folders: RunFolders): Promise<Session> {
  const { ports, options, facts, steps } = start
  const state = initialState(steps)
  for await (const entry of journal.entries()) evolve(state, entry)
  const { identities } = start.report
  return {
    plan: planOf(steps),
    state,
    journal,
    facts,
    operator: ports.operator.name,
    profiles: options.profiles,
    resumeCommand: ports.command.resume,
    approvals: ports.approvals,
    aws: ports.aws,
    terraform: ports.terraform,
    dns: ports.dns,
    clock: ports.clock,
    controls: ports.controls,
    observer: ports.observer,
    logs: fileStepLogs(folders.execution),
    folders,
    inputDirectory: start.run.path,
    definitionOf: actions.get,
    memory: {
      previews: new Map(),
      earlierPreviews: new Map(),
      invalidated: new Map(),
      stderrTail: new Map(),
      secretsInFlight: new Set(),
      credentialExpiry: {
        source: identities.source?.expiresAtMs ?? null,
        target: identities.target?.expiresAtMs ?? null,
      },
    },
  }
}

/** The entries before the first step: lock, run, who the profiles are, and the plan's go. */
async function begin(session: Session, start: RunStart): Promise<void> {
  const { lock, existing, options } = start
  const common = { step_id: 'run', operator: session.operator }
  const held = { pid: lock.holder.pid, host: lock.holder.host, fence: lock.fence }
  if (lock.previous === null) await record(session, { ...common, event: 'lock-acquired', data: held })
  else
    await record(session, {
      ...common,
      event: 'lock-taken-over-from-stale',
      data: { ...held, previous: lock.previous },
    })
  if (existing.kind === 'run') {
    const made = madeSince(existing, start.run.digests)
    const more = made.length > MAX_NAMED ? `, and ${made.length - MAX_NAMED} more` : ''
    const named = `${made.slice(0, MAX_NAMED).join(', ')}${more}`
    const notes = made.length === 0 ? null : `files that are new since the run started: ${named}`
    if (notes !== null) session.observer.onEvent({ kind: 'notice', level: 'warning', text: notes })
    await record(session, {
      ...common,
      event: 'run-resumed',
      notes,
      data: {
        cutover_version: CUTOVER_VERSION,
        from_entry_id: existing.lastEntryId,
        changed_version: existing.lastVersion !== CUTOVER_VERSION,
      },
    })
  } else
    await record(session, {
      ...common,
      event: 'run-started',
      notes: options.acceptStale === true ? 'stale artifacts accepted (--accept-stale)' : null,
      data: {
        cutover_version: CUTOVER_VERSION,
        inputs: start.run.digests,
        steps_sha256: sha256(serialiseSteps(start.steps)),
        steps_total: start.steps.length,
        mode: start.ports.mode,
        profiles: options.profiles,
      },
    })
  await probe(session, null)
  if (start.planShownHash !== null) await planApproved(session, start.planShownHash)
}

async function planApproved(session: Session, shownHash: string): Promise<void> {
  const common = { step_id: 'run', operator: session.operator }
  await record(session, {
    ...common,
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: shownHash },
  })
  await record(session, { ...common, event: 'approved', data: { shown_hash: shownHash, decision: 'go' } })
}

async function walkToEnd(session: Session, start: RunStart): Promise<End> {
  const criteria = start.steps.find((step) => step.step_id === HANDOFF_STEP_ID)?.params.criteria
  try {
    await begin(session, start)
    const end = await walk(session, {
      checkPermissions: checkHandoffPermissions,
      handoffCriteria: Array.isArray(criteria) ? criteria.map(String) : [],
      askPlan: async () => {
        const answer = await askPlan(
          start.ports,
          start.steps,
          { warnings: start.warnings, terraform: start.report.terraform },
          start.directory,
        )
        if (answer.go) await planApproved(session, answer.shownHash)
        else throw new Halt('operator', 'the operator declined the plan', null)
      },
      beforeSteps: () => terraformAfterYes(session, start),
    })
    return { ...end, cause: null, error: null }
  } catch (error) {
    if (error instanceof Halt)
      return {
        verdict: 'halted',
        reason: error.message,
        stepId: error.stepId,
        cause: error.haltCause,
        error: null,
      }
    const fault = journalFault(error)
    // The journal cannot be written: nothing more must happen, not even an entry that says so.
    if (isCutoverError(fault) && (fault.code === 'journal/write' || fault.code === 'lock/lost')) throw fault
    // Somebody exchanged a folder of the run: it stands where it is, and the journal says why.
    if (isCutoverError(fault) && fault.code === 'input/changed')
      return { verdict: 'halted', reason: fault.message, stepId: null, cause: null, error: fault }
    return {
      verdict: 'failed',
      reason: `internal error: ${messageOf(error)}`,
      stepId: null,
      cause: null,
      error,
    }
  }
}
