import type { JournalEntry } from '@cutover/journal'
import type { ExecutionStep } from '../../src/model/step.js'

type Executing = Extract<JournalEntry, { event: 'executing' }>

/** Errors after which AWS is known to have done nothing: the only ones that are sent again by themselves. */
const RESENT = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'ProvisionedThroughputExceededException',
  'RequestTimeout',
  'RequestTimeoutException',
])

/**
 * What must hold of any journal, whatever went wrong while it was written.
 *
 * R1. An execute was approved for exactly the observation that it names, and nothing voided that since.
 * R2. An irreversible execute was confirmed a second time since the last yes.
 * R3. One token is sent at most twice by itself, the second time only after AWS had refused to do anything.
 * R4. A rollback runs only after somebody chose it.
 */
export function journalProblems(entries: readonly JournalEntry[], steps: readonly ExecutionStep[]): string[] {
  return steps.flatMap((step) => {
    const own = entries.filter((entry) => entry.step_id === step.step_id)
    return own.flatMap((entry, index) =>
      entry.event === 'executing' ? executingProblems(step, entry, own.slice(0, index)) : [],
    )
  })
}

function executingProblems(
  step: ExecutionStep,
  entry: Executing,
  before: readonly JournalEntry[],
): readonly string[] {
  const at = `${entry.entry_id} (${step.step_id})`
  switch (entry.data.kind) {
    case 'cancel':
      return []
    case 'rollback': {
      const chosen = before.findLastIndex((earlier) => earlier.event === 'rollback-approved')
      const used = before.findLastIndex((earlier) => earlier.event === 'rollback-executed')
      return chosen > used ? [] : [`${at}: nobody chose this rollback`]
    }
    case 'execute': {
      const earlier = before.filter(isExecute).filter(({ data }) => data.token === entry.data.token)
      if (earlier.length > 0) return resendProblems(at, earlier.length, before.at(-1))
      return [...approvalProblems(at, entry, before), ...confirmationProblems(at, step, before)]
    }
  }
}

function isExecute(entry: JournalEntry): entry is Executing {
  return entry.event === 'executing' && entry.data.kind === 'execute'
}

function resendProblems(at: string, earlier: number, last: JournalEntry | undefined): readonly string[] {
  if (earlier > 1) return [`${at}: sent ${earlier + 1} times with one token`]
  if (last?.event !== 'executed' || last.data.ok) return [`${at}: sent again after ${last?.event}`]
  const names = [last.data.error?.name ?? '', last.data.error?.code ?? '']
  return names.some((name) => RESENT.has(name)) ? [] : [`${at}: sent again after ${names.join('/')}`]
}

/** R1: asked with this very observation, answered with a yes, and not voided since. */
function approvalProblems(at: string, entry: Executing, before: readonly JournalEntry[]): readonly string[] {
  const hash = entry.data.observation_hash
  let approved: string | null = null
  let asked: string | null = null
  for (const earlier of before) {
    if (earlier.event === 'approval-requested') asked = earlier.data.observation_hash ?? asked
    if (earlier.event === 'approval-invalidated' || earlier.event === 'step-started') asked = null
    if (earlier.event === 'approval-invalidated') approved = null
    if (earlier.event === 'approved' && earlier.data.decision === 'approve') approved = asked
  }
  if (hash === null) return [`${at}: executes without naming what was approved`]
  return approved === hash
    ? []
    : [`${at}: executes ${hash.slice(0, 8)}, approved was ${approved?.slice(0, 8)}`]
}

function confirmationProblems(
  at: string,
  step: ExecutionStep,
  before: readonly JournalEntry[],
): readonly string[] {
  if (!step.irreversible) return []
  const yes = before.findLastIndex((earlier) => earlier.event === 'approved')
  const confirmed = before.findLastIndex((earlier) => earlier.event === 'irreversible-confirmed')
  return confirmed > yes ? [] : [`${at}: executes what cannot be undone without the second confirmation`]
}
