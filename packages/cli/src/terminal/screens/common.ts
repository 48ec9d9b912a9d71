import type { CredentialRunway, FailureView, FreezeClock, StepQuestion } from '@cutover/core'
import { shortDuration, timeOfDay } from '../durations.js'
import type { Section } from '../screen.js'

/** Lines of a list before it is folded. */
export const FOLD = 12

/** `Step 5 of 33 · data plane · phase 2 Bulk copy`: where am I. */
export function whereAmI({ position }: StepQuestion): string {
  const { index, total, plane, phaseNumber, phaseName } = position
  return `Step ${index} of ${total} · ${plane} plane · phase ${phaseNumber} ${phaseName}`
}

/** What the step is: description, action, resource, owner. */
export function whatSections({ step, account, risk }: StepQuestion): readonly Section[] {
  const items = step.checklist_item_ids.length === 0 ? '' : ` · item ${step.checklist_item_ids.join(', ')}`
  const owner = step.owner_team === null ? 'no owner known' : `owner ${step.owner_team}`
  return [
    { label: 'What', lines: [step.description], foldAfter: FOLD, keep: true },
    { label: '', lines: [`${step.action} · risk ${risk} · ${owner}${items}`], tone: riskTone(risk) },
    { label: 'Resource', lines: [step.resource_arn] },
    {
      label: 'Account',
      lines: [
        account === null
          ? 'none: this is a decision of people, no AWS call is made'
          : `${account.accountId} (${account.side}), profile ${account.profile}`,
      ],
    },
  ]
}

function riskTone(risk: StepQuestion['risk']): 'danger' | 'warn' | 'dim' {
  return risk === 'high' ? 'danger' : risk === 'medium' ? 'warn' : 'dim'
}

/** How do I get back: the rollback and its window. */
export function backSection(rollback: string, windowMinutes: number | null): Section {
  const within = windowMinutes === null ? [] : [`Rollback window of this phase: ${windowMinutes} min.`]
  return { label: 'Way back', lines: [rollback, ...within], foldAfter: FOLD, keep: true }
}

/** How long do I have: estimate, time box, credentials, freezes. */
export function timeSections({ step, credentials, freezes }: StepQuestion): readonly Section[] {
  const box = step.time_box_minutes === null ? '' : `, time box ${step.time_box_minutes} min`
  return [
    {
      label: 'Time',
      lines: [`estimated ${shortDuration(step.estimated_seconds * 1000)}${box}`, ...credentials.map(runway)],
      keep: true,
    },
    ...freezeSections(freezes),
  ]
}

function runway({ side, profile, expiresAtMs, remainingMs }: CredentialRunway): string {
  if (expiresAtMs === null || remainingMs === null)
    return `credentials of ${side} (${profile}): end not known`
  return `credentials of ${side} (${profile}): ${shortDuration(remainingMs)} left, until ${timeOfDay(expiresAtMs)}`
}

/** Every active freeze, loud when it is over its time. */
export function freezeSections(freezes: readonly FreezeClock[]): readonly Section[] {
  return freezes.map((freeze, index) => ({
    label: index === 0 ? 'Frozen' : '',
    lines: [freezeLine(freeze)],
    tone: freeze.exceeded ? 'danger' : 'warn',
    keep: 'first',
  }))
}

export function freezeLine(freeze: FreezeClock): string {
  const times = `${shortDuration(freeze.elapsedMs)} of ${shortDuration(freeze.allowedMs)}`
  const loud = freeze.exceeded
    ? `OVER ITS TIME by ${shortDuration(freeze.elapsedMs - freeze.allowedMs)}: `
    : ''
  const unsure = freeze.proven ? '' : ', perhaps: it was sent, and is neither proven nor undone'
  return `${loud}${freeze.datastoreArn}: ${times}${unsure}`
}

export function warningSection(warnings: readonly string[]): readonly Section[] {
  return warnings.length === 0 ? [] : [{ label: 'Warning', lines: warnings, tone: 'warn', foldAfter: FOLD }]
}

export function notesSection(notes: readonly string[]): readonly Section[] {
  return notes.length === 0 ? [] : [{ label: 'Notes', lines: notes, foldAfter: FOLD }]
}

/** What went wrong, in AWS's own words. */
export function failureSections(failure: FailureView): readonly Section[] {
  const request = failure.requestId === null ? '' : ` (request ${failure.requestId})`
  const failed = failure.checks.filter((check) => !check.ok)
  return [
    {
      label: 'Failed at',
      lines: [
        `${failure.stage}${failure.terminalStatus === null ? '' : `, status ${failure.terminalStatus}`}`,
      ],
      tone: 'danger',
    },
    {
      label: 'Error',
      lines: [`${failure.errorName}: ${failure.message}${request}`],
      tone: 'danger',
      foldAfter: FOLD,
      keep: true,
    },
    ...(failed.length === 0
      ? []
      : [
          {
            label: 'Checks',
            lines: failed.map((check) => `${check.name}: expected ${check.expected}, found ${check.found}`),
            foldAfter: FOLD,
          },
        ]),
    ...(failure.stderrTail.trim() === ''
      ? []
      : [{ label: 'Output', lines: [failure.stderrTail.trimEnd()], foldAfter: FOLD }]),
  ]
}
