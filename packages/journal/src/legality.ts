import type { JournalEntry } from './entry.js'
import { type JournalEvent, RUN_STEP_ID } from './events.js'
import { BESIDE, MAY_FOLLOW, type StepEvent } from './legality-table.js'

/** Says what is illegal about an entry, given all before it; empty when nothing is. */
export type LegalityCheck = (entry: JournalEntry, line: number) => readonly string[]

/** What is remembered of a step. */
interface StepFacts {
  last: StepEvent | 'none'
  /** An operator has said yes since the step last began, asked or failed. */
  consented: boolean
  asked: { readonly observationHash: string | null; readonly promptHash: string } | null
  /** Intents that no result has answered for certain. */
  executing: 'execute' | 'rollback' | 'cancel' | null
  /** The last `executed` said that it worked. */
  worked: boolean
}

const LEGAL: readonly string[] = []
const UNMOVING: ReadonlySet<JournalEvent> = new Set<JournalEvent>([
  ...BESIDE,
  'run-started',
  'run-resumed',
  'run-ended',
  'lock-acquired',
  'lock-released',
  'lock-taken-over-from-stale',
  'journal-recovered',
])
const NEXT = new Map(Object.entries(MAY_FOLLOW).map(([event, next]) => [event, new Set<string>(next)]))

/**
 * A check that carries its own state; feed it every entry in order. Memory: a few words per step.
 *
 * L1. Steps move only between the run's start (or resumption) and its end.
 * L2. For each step, entries follow each other as the table allows (legality-table.ts).
 * L3. Nothing executes without an operator's yes since the step last began, asked or failed.
 * L4. A yes names what the question before it had shown.
 * L5. A result answers an intent of its kind; a step that was executed is not walked again.
 */
export function createLegalityCheck(): LegalityCheck {
  const steps = new Map<string, StepFacts>()
  let active = false
  return (entry) => {
    if (entry.event === 'run-started' || entry.event === 'run-resumed') active = true
    if (entry.event === 'run-ended') active = false
    if (entry.step_id === RUN_STEP_ID || !movesStep(entry.event)) return LEGAL
    let facts = steps.get(entry.step_id)
    if (!facts) {
      facts = { last: 'none', consented: false, asked: null, executing: null, worked: false }
      steps.set(entry.step_id, facts)
    }
    const problem = stepProblem(entry, entry.event, facts, active)
    remember(entry, facts)
    facts.last = entry.event
    return problem === null ? LEGAL : [problem]
  }
}

const movesStep = (event: JournalEvent): event is StepEvent => !UNMOVING.has(event)

/** The first of L1 to L5 that an entry breaks. */
function stepProblem(
  entry: JournalEntry,
  event: StepEvent,
  facts: StepFacts,
  active: boolean,
): string | null {
  if (!active) return 'a step moves while no run is going on (no run-started or run-resumed before)'
  if (!NEXT.get(facts.last)?.has(event)) {
    return facts.last === 'none' ? `${event} cannot come first` : `${event} cannot come after ${facts.last}`
  }
  switch (entry.event) {
    case 'step-started':
      return facts.last === 'executed' && facts.worked ? 'it is walked again although it was executed' : null
    case 'approved':
      return namesWhatWasShown(entry.data.shown_hash, facts)
        ? null
        : 'it approves something that was not shown'
    case 'executing':
      return facts.consented ? null : 'it executes although nobody approved'
    case 'executed':
      // A resumed run that finds the effect in AWS takes over its receipt, whoever made it.
      return facts.executing === entry.data.kind || facts.last === 'resume-reverified'
        ? null
        : `executed (${entry.data.kind}) without its executing`
    case 'rollback-executed':
      // Not begun (declined) is journaled as not ok; found undone by itself, as verified.
      return facts.executing === 'execute' && entry.data.ok && facts.last !== 'verify-passed'
        ? 'rollback-executed without its executing'
        : null
    case 'verify-passed':
    case 'verify-failed':
      return facts.last === 'executing' && facts.executing !== 'rollback'
        ? 'it is verified before the result of its execution'
        : null
    default:
      return null
  }
}

function remember(entry: JournalEntry, facts: StepFacts): void {
  switch (entry.event) {
    case 'approval-requested':
      facts.asked = { observationHash: entry.data.observation_hash, promptHash: entry.data.prompt_hash }
      facts.consented = false
      return
    case 'step-started':
    case 'approval-invalidated':
    case 'step-failed':
      facts.consented = false
      return
    case 'approved':
    case 'irreversible-confirmed':
    case 'rollback-approved':
      facts.consented = true
      return
    case 'executing':
      facts.executing = entry.data.kind
      return
    case 'executed':
      // In doubt, the intent stays open: reconciling may answer it with a second `executed`.
      if (!entry.data.in_doubt) facts.executing = null
      facts.worked = entry.data.ok
      return
    case 'rollback-executed':
      facts.executing = null
      return
    default:
      return
  }
}

function namesWhatWasShown(shown: string | null, { last, asked }: StepFacts): boolean {
  // A yes from the failure dialog follows no approval-requested; what it was shown is not in the journal.
  if (shown === null || asked === null || last !== 'approval-requested') return true
  return shown === asked.observationHash || shown === asked.promptHash
}
