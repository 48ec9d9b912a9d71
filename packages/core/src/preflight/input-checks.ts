import { PLANNER_FILES } from '../model/artifacts/catalogue.js'
import { shellWord } from '../model/shell-word.js'
import { checkSignOff, type SignOffFindings } from '../rundir/check-sign-off.js'
import { INPUT_FILES } from '../rundir/files.js'
import type { Inspection } from '../rundir/inspect.js'
import { type InputProblem, problemLine } from '../rundir/problems.js'
import { checkAccounts, checkFreshness, checkRunId } from '../rundir/rules.js'
import type { RowOutcome } from './report.js'

/** Everything parses and validates, and nobody else can change it in the meantime. */
export function inputsRow(inspection: Inspection, openToEverybody: boolean): RowOutcome {
  const { problems, digests } = inspection
  if (problems.length > 0) return failed(problems, `${count(problems, 'problem')} in ${inspection.path}.`)
  if (openToEverybody)
    return {
      ok: 'warning',
      detail: 'Every user of this machine can change what is in the run directory.',
      remedy: `chmod o-w ${shellWord(inspection.path)}`,
    }
  return { ok: 'ok', detail: `${Object.keys(digests).length} files read.` }
}

/** Both sign-offs are there, and are of these very checklists. Judged even when artifacts are broken. */
export function signOffsRow(inspection: Inspection, nowMs: number): RowOutcome {
  const findings = [
    ...judged(inspection, 'control', INPUT_FILES.controlSignOff, PLANNER_FILES.controlPlane.file, nowMs),
    ...judged(inspection, 'data', INPUT_FILES.dataSignOff, PLANNER_FILES.dataPlane.file, nowMs),
  ]
  const problems = findings.flatMap((finding) => finding.problems)
  const warnings = findings.flatMap((finding) => finding.warnings)
  if (problems.length > 0) return failed(problems, `${count(problems, 'sign-off')} not valid.`)
  if (findings.length < 2) return { ok: 'not-run', detail: 'Not every sign-off could be read.' }
  if (warnings.length > 0)
    return {
      ok: 'warning',
      detail: 'Signed, but not bound to the checklists by a digest.',
      lines: warnings,
      remedy: 'Run `cutover sign` on each checklist.',
    }
  return { ok: 'ok', detail: `Signed by ${signers(inspection)}.` }
}

function judged(
  inspection: Inspection,
  side: 'control' | 'data',
  file: string,
  checklistFile: string,
  nowMs: number,
): readonly SignOffFindings[] {
  const signOff = inspection.signOffs[side]
  if (signOff === null) return []
  const checklistSha256 = inspection.digests[checklistFile] ?? null
  return [checkSignOff(signOff, { file, checklistFile, checklistSha256, nowMs })]
}

function signers(inspection: Inspection): string {
  return [inspection.signOffs.control, inspection.signOffs.data]
    .flatMap((signOff) => (signOff?.kind === 'signed' ? [`${signOff.name} on ${signOff.date}`] : []))
    .join(', ')
}

/** No artifact is older than 14 days, unless the operator accepts that. */
export function freshnessRow(inspection: Inspection, nowMs: number, acceptStale: boolean): RowOutcome {
  const { problems, warnings } = checkFreshness(inspection.partial, nowMs, acceptStale)
  if (problems.length > 0) return failed(problems, `${count(problems, 'artifact')} too old.`)
  if (warnings.length > 0)
    return { ok: 'warning', detail: 'The ages are not as they should be.', lines: warnings }
  if (inspection.artifacts === null) return { ok: 'not-run', detail: 'Not every artifact could be read.' }
  return { ok: 'ok', detail: 'All captured within the last 14 days.' }
}

/** Accounts and run id are the same everywhere, and there are two accounts. */
export function accountsRow(inspection: Inspection): RowOutcome {
  const problems = [...checkAccounts(inspection.partial), ...checkRunId(inspection.partial)]
  if (problems.length > 0) return failed(problems, 'The artifacts contradict each other.')
  const { artifacts } = inspection
  if (artifacts === null) return { ok: 'not-run', detail: 'Not every artifact could be read.' }
  const { source_account_id, target_account_id, run_id } = artifacts.controlPlane.metadata
  return { ok: 'ok', detail: `Run ${run_id}: ${source_account_id} to ${target_account_id}.` }
}

function failed(problems: readonly InputProblem[], detail: string): RowOutcome {
  const [first] = problems
  const remedies = [...new Set(problems.map((problem) => problem.next))]
  return {
    ok: 'failed',
    detail: problems.length === 1 && first ? problemLine(first) : detail,
    lines: problems.map(problemLine),
    remedy: remedies.slice(0, 3).join(' '),
    ...(first === undefined ? {} : { code: first.code }),
  }
}

function count(problems: readonly unknown[], noun: string): string {
  return `${problems.length} ${noun}${problems.length === 1 ? '' : 's'}`
}
