import type { JournalMetadata } from '@cutover/journal'
import { stepFacts } from '../compile/read/step-facts.js'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import { type Inspection, inspectRunDirectory } from '../rundir/inspect.js'
import { agreedAccounts, checkAccounts, checkRunId } from '../rundir/rules.js'

/** Who a run is, as its artifacts have it. */
export interface RunIdentity {
  /** Empty texts where the artifacts do not say (pre-flight tells). */
  readonly facts: StepFacts
  /** Whether the artifacts that can be read name run and accounts, and none contradicts another. */
  readonly known: boolean
}

/** Reads who the run is, also when some artifacts are broken: a journal must not be begun under a wrong name. */
export async function readIdentity(runDirectory: string): Promise<RunIdentity> {
  const inspection = await inspectRunDirectory(runDirectory)
  const { partial, artifacts } = inspection
  const agree = checkAccounts(partial).length === 0 && checkRunId(partial).length === 0
  const facts = artifacts === null ? factsOfSome(inspection) : stepFacts(artifacts).facts
  const { runId, source, target } = facts
  return { facts, known: agree && [runId, source.accountId, target.accountId].every((id) => id !== '') }
}

function factsOfSome({ partial }: Inspection): StepFacts {
  const { source, target } = agreedAccounts(partial)
  const [first] = Object.values(partial)
  const side = (accountId: string | null) => ({ accountId: accountId ?? '', region: 'us-east-1' })
  return { runId: first?.metadata.run_id ?? '', source: side(source), target: side(target) }
}

/**
 * A failed pre-flight may have begun a journal; what is run later has to be the run that it names.
 * @throws CutoverError `journal/exists`
 */
export function refuseOtherRun(metadata: JournalMetadata, facts: StepFacts): void {
  const here = `${facts.runId} (${facts.source.accountId} to ${facts.target.accountId})`
  const there = `${metadata.run_id} (${metadata.source_account_id} to ${metadata.target_account_id})`
  if (here === there) return
  throw new CutoverError({
    code: 'journal/exists',
    fault: 'operator',
    message: `The journal in this run directory is of run ${there}, but the artifacts are of run ${here}.`,
    next: 'Keep each run in a folder of its own: move execution-log.jsonl away, or run these artifacts elsewhere.',
  })
}
