import { join } from 'node:path'
import {
  type JournalMetadata,
  type JournalSource,
  readJournal,
  readRegularFile,
  type VerifyOptions,
  type VerifyResult,
  verifyJournal,
} from '@cutover/journal'
import { Type } from 'typebox'
import { actions } from '../actions/registry.js'
import { planOf } from '../engine/decide.js'
import type { EntryFacts } from '../engine/entry-facts.js'
import { Probed } from '../engine/probed.js'
import { Replay } from '../engine/replay.js'
import type { RunState } from '../engine/state.js'
import { sha256 } from '../model/json.js'
import { type ExecutionStep, stepFields } from '../model/step.js'
import { validate } from '../model/validate.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { ARTIFACT_LIMIT_BYTES, isMissing } from '../rundir/safe-read.js'
import { tokenOf } from './contexts.js'
import { entriesOf } from './entries-of.js'
import { JournalEnding, type RunEnding } from './journal-ending.js'
import { probeEntries } from './probe-entries.js'
import { terraformAfterYesEntries } from './terraform-after-yes-entries.js'

/** What a run's journal was found to be. */
export interface RunVerification extends VerifyResult {
  /** Whether its entries were judged by the engine: what could not have been decided is a problem. */
  readonly replay:
    | { readonly kind: 'replayed'; readonly versions: readonly string[] }
    | { readonly kind: 'not-replayed'; readonly reason: string; readonly versions: readonly string[] }
  /** How it ends; null when it is corrupt. */
  readonly ending: RunEnding | null
}

/**
 * Proves a run's journal: the bytes (chain, checksums, schema, ids, times) and what they tell, by replaying every
 * entry through the engine with the steps that the run started with. Reads only, and never takes the lock.
 * @throws JournalError `JOURNAL_MISSING`, `JOURNAL_UNREADABLE`, `JOURNAL_FORMAT_UNKNOWN`
 */
export async function verifyRun(
  directory: string,
  options: Pick<VerifyOptions, 'fs'> = {},
): Promise<RunVerification> {
  const stepsFile = await readSteps(join(directory, OUTPUT_FILES.steps))
  return await verifyRunJournal(join(directory, OUTPUT_FILES.journal), stepsFile, options)
}

/** The same for a journal and a steps file that are at hand. */
export async function verifyRunJournal(
  journal: JournalSource,
  { file, steps }: StepsFile,
  options: Pick<VerifyOptions, 'fs'> = {},
): Promise<RunVerification> {
  const { metadata } = await readJournal(journal, options)
  const probed = new Probed({ source: metadata.source_account_id, target: metadata.target_account_id })
  const ending = new JournalEnding()
  const replay = new Replay({
    plan: planOf(steps),
    stepsFile: ofJournal(file, metadata),
    entriesOf,
    probed,
    factsOf: (state) => factsOf(state, metadata, probed),
    begun: probeEntries(terraformAfterYesEntries()),
  })
  const result = await verifyJournal(journal, {
    ...options,
    legality(entry) {
      ending.note(entry)
      return replay.check(entry)
    },
  })
  const { unjudged, versions } = replay
  return {
    ...result,
    replay:
      unjudged === null
        ? { kind: 'replayed', versions }
        : { kind: 'not-replayed', reason: unjudged, versions },
    ending: result.metadata === null ? null : ending.found(),
  }
}

/** The steps that a run may have started with. Whether it did, their digest says. */
export interface StepsFile {
  readonly steps: readonly ExecutionStep[]
  readonly file: { readonly sha256: string } | { readonly problem: string }
}

/** Steps as they are compiled, from the bytes of their file. */
export function stepsFileOf(bytes: Uint8Array): StepsFile {
  const none: StepsFile = { steps: [], file: { problem: 'the steps file does not hold steps' } }
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (validate(StoredSteps, value).length > 0) return none
    return { steps: value as ExecutionStep[], file: { sha256: sha256(bytes) } }
  } catch {
    return none
  }
}

async function readSteps(path: string): Promise<StepsFile> {
  try {
    return stepsFileOf(await readRegularFile(path, { limitBytes: ARTIFACT_LIMIT_BYTES }))
  } catch (error) {
    const problem = isMissing(error)
      ? 'the steps file is missing'
      : `the steps file was not read: ${error instanceof Error ? error.message : String(error)}`
    return { steps: [], file: { problem } }
  }
}

/** Of whatever version: what the engine reads of a step, whatever its action. */
const StoredSteps = Type.Array(Type.Object({ ...stepFields, action: Type.String(), params: Type.Object({}) }))

/** The steps file is read beside the journal: one that names another is not replayed by it. */
function ofJournal(
  file: StepsFile['file'],
  { execution_steps_ref: named }: JournalMetadata,
): StepsFile['file'] {
  return named === OUTPUT_FILES.steps ? file : { problem: `the journal names another steps file, ${named}` }
}

function factsOf(state: RunState, metadata: JournalMetadata, probed: Probed): EntryFacts {
  const accounts = { source: metadata.source_account_id, target: metadata.target_account_id, none: 'none' }
  return {
    state,
    accountOf(step) {
      const side = actions.get(step.action)?.account
      return side === undefined ? null : accounts[side]
    },
    needsSecretFile: (step) => actions.get(step.action)?.needsSecretFile === true,
    textsOf: (command) => probed.texts(command),
    tokenOf: (step, attempt, kind) => tokenOf(metadata.run_id, step.step_id, attempt, kind),
  }
}
