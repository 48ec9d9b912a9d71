import type { EntryFacts } from '../engine/entry-facts.js'
import type { Next } from '../engine/next.js'
import { answers, DONE, one, oneOf, type Script } from '../engine/script.js'
import { assertNever } from '../model/assert-never.js'
import { askAfterRollbackEntries, askFailureEntries } from './effects/ask-failure-entries.js'
import { askHandoffEntries } from './effects/ask-handoff-entries.js'
import { askResumeRunEntries, askResumeStepEntries } from './effects/ask-resume-entries.js'
import { askIrreversibleEntries, askStepEntries } from './effects/ask-step-entries.js'
import { executeEntries } from './effects/execute-entries.js'
import { blockEntries, failEntries, invalidateEntries, succeedEntries } from './effects/finish-entries.js'
import { previewEntries, startEntries } from './effects/look-entries.js'
import { askAboutJobEntries, pollEntries } from './effects/poll-entries.js'
import { proveEntries, reconcileEntries } from './effects/reconcile-entries.js'
import { proveUndoneEntries, rollbackEntries } from './effects/rollback-entries.js'
import { verifyEntries } from './effects/verify-entries.js'
import { probeEntries } from './probe-entries.js'
import { terraformAfterYesEntries } from './terraform-after-yes-entries.js'

type Effect = Exclude<Next, { kind: 'end' }>

/** What the effect that does this next thing may append: the counterpart of the walk's `perform`. */
export function entriesOf(next: Effect, facts: EntryFacts): Script {
  switch (next.kind) {
    case 'ask-plan':
      return planEntries()
    case 'ask-resume-run':
      return askResumeRunEntries()
    case 'probe':
      return probeEntries(DONE)
    case 'block':
      return blockEntries(next)
    case 'start':
      return startEntries(next.step, facts)
    case 'preview':
      return oneOf(...previewEntries(next.step))
    case 'invalidate':
      return invalidateEntries(next)
    case 'ask-step':
      return askStepEntries(next, facts)
    case 'ask-handoff':
      return askHandoffEntries(next)
    case 'ask-irreversible':
      return askIrreversibleEntries(next)
    case 'execute':
      return executeEntries(next, facts)
    default:
      return entriesAfterwards(next, facts)
  }
}

type Before =
  | 'ask-plan'
  | 'ask-resume-run'
  | 'probe'
  | 'block'
  | 'start'
  | 'preview'
  | 'invalidate'
  | 'ask-step'
  | 'ask-handoff'
  | 'ask-irreversible'
  | 'execute'

/** What comes after something was sent. */
function entriesAfterwards(next: Exclude<Effect, { kind: Before }>, facts: EntryFacts): Script {
  switch (next.kind) {
    case 'reconcile':
      return reconcileEntries(next, facts)
    case 'poll':
      return pollEntries(next, facts)
    case 'ask-poll':
      return askAboutJobEntries(next.step, facts)
    case 'verify':
      return verifyEntries(next.step)
    case 'prove':
      return proveEntries(next, facts)
    case 'succeed':
      return succeedEntries(next, facts)
    case 'fail':
      return failEntries(next)
    case 'ask-failure':
      return askFailureEntries(next, facts)
    case 'rollback':
      return rollbackEntries(next, facts)
    case 'ask-after-rollback':
      return askAfterRollbackEntries(next, facts)
    case 'prove-undone':
      return proveUndoneEntries(next.step, facts)
    case 'ask-resume-step':
      return askResumeStepEntries(next, facts)
    default:
      return assertNever(next)
  }
}

/** What `planApproved` appends. A no to a plan that is asked about again is a stop. */
function planEntries(): Script {
  return oneOf(
    one('approval-requested', 'run', ({ data }) =>
      oneOf(one('approved', 'run', terraformAfterYesEntries(), answers(data.prompt_hash, 'go'))),
    ),
  )
}
