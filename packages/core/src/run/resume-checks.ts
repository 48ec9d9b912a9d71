import { join } from 'node:path'
import { CutoverError, isCutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'
import { changedInputs, type InputChange, type InputDigests } from '../rundir/digests.js'
import { INPUT_FILES, OUTPUT_FILES } from '../rundir/files.js'
import { readOwnFile, STEPS_LIMIT_BYTES } from '../rundir/own-files.js'
import type { ExistingJournal } from './journal-file.js'

type RunJournal = Extract<ExistingJournal, { kind: 'run' }>

/** What Terraform reads because it is there. Anything else below `terraform/` only counts where this names it. */
const CONFIGURATION = /\.(?:tf|tofu|tfvars)(?:\.json)?$/

/**
 * What was started is what is resumed: every input still has the digest that `run-started` recorded. Modules
 * write files while they are planned (`archive_file`, `local_file`): see {@link madeSince}.
 * @throws CutoverError `input/changed` naming every file
 */
export function checkResumable(existing: RunJournal, digests: InputDigests): void {
  const changes = changedInputs(existing.started.inputs, digests).filter((change) => !isMade(change))
  if (changes.length === 0) return
  throw new CutoverError({
    code: 'input/changed',
    fault: 'operator',
    message: `The inputs are not the ones that this run started with: ${changes.map((c) => `${c.file} (${c.kind})`).join(', ')}.`,
    next: 'Put the files back as they were when the run started, then resume.',
    details: changes.map((change) => `${change.file}: ${change.kind} since the run started`),
  })
}

/** Files below `terraform/` that are new since the run started and that are no configuration: not refused, told. */
export function madeSince(existing: RunJournal, digests: InputDigests): readonly string[] {
  return changedInputs(existing.started.inputs, digests)
    .filter(isMade)
    .map(({ file }) => file)
}

function isMade({ kind, file }: InputChange): boolean {
  return kind === 'added' && file.startsWith(`${INPUT_FILES.terraform}/`) && !CONFIGURATION.test(file)
}

/**
 * The steps as they were compiled when the run started.
 * @throws CutoverError `input/changed` when the file is not the one that the journal recorded
 */
export async function storedSteps(directory: string, digest: string): Promise<readonly ExecutionStep[]> {
  const path = join(directory, OUTPUT_FILES.steps)
  const bytes = await readOwnFile(path, STEPS_LIMIT_BYTES).catch((cause: unknown) => {
    if (isCutoverError(cause)) throw cause
    throw stepsChanged(`${OUTPUT_FILES.steps} cannot be read`, cause)
  })
  if (sha256(bytes) !== digest)
    throw stepsChanged(`${OUTPUT_FILES.steps} is not the file that this run started with`)
  return JSON.parse(bytes.toString('utf8')) as ExecutionStep[]
}

function stepsChanged(message: string, cause?: unknown): CutoverError {
  return new CutoverError({
    code: 'input/changed',
    fault: 'operator',
    message: `${message}.`,
    next: `Restore ${OUTPUT_FILES.steps} from a backup, then resume.`,
    cause,
  })
}
