import type { PlannerArtifacts } from '../model/artifacts/artifacts.js'
import { ARTIFACT_KEYS, PLANNER_FILES } from '../model/artifacts/catalogue.js'
import type { ErrorCode } from '../model/errors.js'
import type { InputProblem } from './problems.js'

/**
 * Rules that span artifacts. They work on whatever could be read, so that a broken file does not
 * hide what is wrong with the others.
 */
export type SomeArtifacts = Partial<PlannerArtifacts>

export const FRESH_DAYS = 14
const DAY_MS = 24 * 3600 * 1000

type Field = 'source_account_id' | 'target_account_id' | 'run_id'

interface Carrier {
  readonly file: string
  readonly value: string
}

/** Source and target accounts agree in every artifact that carries them, and differ from each other. */
export function checkAccounts(artifacts: SomeArtifacts): readonly InputProblem[] {
  const problems = [
    ...disagreements(artifacts, 'source_account_id', 'input/accounts'),
    ...disagreements(artifacts, 'target_account_id', 'input/accounts'),
  ]
  return [...problems, ...sameAccount(artifacts)].map((found) => withSwapHint(found, artifacts))
}

/** `run_id` is the same in every artifact. */
export function checkRunId(artifacts: SomeArtifacts): readonly InputProblem[] {
  return disagreements(artifacts, 'run_id', 'input/run-id')
}

/** The account ids that the artifacts are about, as most of them say; null where none could be read. */
export function agreedAccounts(artifacts: SomeArtifacts): {
  readonly source: string | null
  readonly target: string | null
} {
  return {
    source: reference(carriers(artifacts, 'source_account_id'))?.value ?? null,
    target: reference(carriers(artifacts, 'target_account_id'))?.value ?? null,
  }
}

export interface Freshness {
  readonly problems: readonly InputProblem[]
  readonly warnings: readonly string[]
}

/**
 * No artifact is older than 14 days. With `acceptStale` (which is journaled by the run) old ones are warnings.
 * A time in the future means that some clock is wrong: a warning.
 */
export function checkFreshness(artifacts: SomeArtifacts, nowMs: number, acceptStale: boolean): Freshness {
  const problems: InputProblem[] = []
  const warnings: string[] = []
  for (const key of ARTIFACT_KEYS) {
    const captured = artifacts[key]?.metadata.captured_at
    if (captured === undefined) continue
    const { file } = PLANNER_FILES[key]
    const ageMs = nowMs - Date.parse(captured)
    if (ageMs < 0) warnings.push(`${file} says it was captured at ${captured}, which is in the future.`)
    if (ageMs <= FRESH_DAYS * DAY_MS) continue
    const message = `captured at ${captured}, ${Math.floor(ageMs / DAY_MS)} days ago; the limit is ${FRESH_DAYS} days.`
    if (acceptStale) warnings.push(`${file}: ${message} Accepted with --accept-stale.`)
    else
      problems.push({
        code: 'input/stale',
        file,
        pointer: '/metadata/captured_at',
        message,
        next: 'Let the planner capture the accounts again, or accept the risk with --accept-stale.',
      })
  }
  return { problems, warnings }
}

function disagreements(artifacts: SomeArtifacts, field: Field, code: ErrorCode): InputProblem[] {
  const all = carriers(artifacts, field)
  const agreed = reference(all)
  if (agreed === null) return []
  return all
    .filter((carrier) => carrier.value !== agreed.value)
    .map((carrier) => ({
      code,
      file: carrier.file,
      pointer: `/metadata/${field}`,
      message: `${words(field)} is ${carrier.value}, but ${agreed.file} says ${agreed.value}.`,
      next: 'All artifacts have to come from the same planning run; take them from one.',
    }))
}

function sameAccount(artifacts: SomeArtifacts): InputProblem[] {
  return ARTIFACT_KEYS.flatMap((key) => {
    const metadata = artifacts[key]?.metadata
    if (metadata === undefined || !('target_account_id' in metadata)) return []
    if (metadata.source_account_id !== metadata.target_account_id) return []
    return [
      {
        code: 'input/accounts' as const,
        file: PLANNER_FILES[key].file,
        pointer: '/metadata/target_account_id',
        message: `source and target are the same account, ${metadata.source_account_id}.`,
        next: 'A cutover needs two accounts; plan the migration again with the right target.',
      },
    ]
  })
}

/** An artifact whose source is the others' target (and the other way round) was made with swapped profiles. */
function withSwapHint(problem: InputProblem, artifacts: SomeArtifacts): InputProblem {
  const key = ARTIFACT_KEYS.find((candidate) => PLANNER_FILES[candidate].file === problem.file)
  const metadata = key === undefined ? undefined : artifacts[key]?.metadata
  const agreed = agreedAccounts(artifacts)
  const target = metadata !== undefined && 'target_account_id' in metadata ? metadata.target_account_id : null
  const swapped =
    agreed.source !== agreed.target &&
    metadata?.source_account_id === agreed.target &&
    (target === null || target === agreed.source)
  return swapped
    ? { ...problem, message: `${problem.message} The accounts look swapped in this file.` }
    : problem
}

function carriers(artifacts: SomeArtifacts, field: Field): readonly Carrier[] {
  return ARTIFACT_KEYS.flatMap((key) => {
    const metadata: Partial<Record<Field, string>> | undefined = artifacts[key]?.metadata
    const value = metadata?.[field]
    return value === undefined ? [] : [{ file: PLANNER_FILES[key].file, value }]
  })
}

/** What most files say; in a draw what comes first in the catalogue: the signed checklists. */
function reference(all: readonly Carrier[]): Carrier | null {
  const votes = (carrier: Carrier) => all.filter((other) => other.value === carrier.value).length
  return all.reduce<Carrier | null>(
    (best, carrier) => (best === null || votes(carrier) > votes(best) ? carrier : best),
    null,
  )
}

function words(field: Field): string {
  switch (field) {
    case 'source_account_id':
      return 'the source account'
    case 'target_account_id':
      return 'the target account'
    case 'run_id':
      return 'the run id'
  }
}
