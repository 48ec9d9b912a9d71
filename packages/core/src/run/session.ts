import type { JournalEntry, JournalEvent, JournalStore, NewEntry } from '@cutover/journal'
import type { ActionDefinition, Preview } from '../actions/kit/definition.js'
import type { AwsFactory } from '../aws/account.js'
import type { Plan } from '../engine/decide.js'
import { evolve } from '../engine/evolve.js'
import type { RunState, StepRecord } from '../engine/state.js'
import type { StepFacts } from '../model/action-facts.js'
import type { ApprovalProvider } from '../model/approvals.js'
import { CutoverError } from '../model/errors.js'
import type { Clock, DnsResolver } from '../model/ports.js'
import type { ExecutionStep, Side } from '../model/step.js'
import type { TerraformRunner } from '../terraform/runner.js'
import type { RunControls } from './controls.js'
import type { EventQueue } from './event-queue.js'
import type { RunFolders } from './run-folders.js'
import { scrubbedEntry } from './scrubbed-entry.js'
import type { StepLogs } from './step-logs.js'

/** Everything a run holds while it walks. Made once by `runCutover`, passed to every effect. */
export interface Session {
  readonly plan: Plan
  readonly state: RunState
  readonly journal: JournalStore
  readonly facts: StepFacts
  readonly operator: string
  readonly profiles: Readonly<Record<Side, string>>
  readonly resumeCommand: string
  readonly approvals: ApprovalProvider
  readonly aws: AwsFactory
  readonly terraform: TerraformRunner
  readonly dns: DnsResolver
  readonly clock: Clock
  readonly controls: RunControls
  readonly observer: Pick<EventQueue, 'onEvent'>
  readonly logs: StepLogs
  readonly inputDirectory: string
  readonly folders: RunFolders
  readonly definitionOf: (action: string) => ActionDefinition | undefined
  /** Receipts and more are in the journal; what was only shown is here, and is shown again after a crash. */
  readonly memory: SessionMemory
}

export interface SessionMemory {
  readonly previews: Map<string, ObservedPreview>
  /** The look before the last one: what a yes was about, when a retry finds something else. */
  readonly earlierPreviews: Map<string, ObservedPreview>
  /** Differences that made an approval void, until the step is asked about again. */
  readonly invalidated: Map<string, readonly string[]>
  readonly credentialExpiry: Record<Side, number | null>
  readonly stderrTail: Map<string, string>
  /** Texts that must not be written anywhere, while a secret is being sent: AWS may repeat them in an error. */
  readonly secretsInFlight: Set<string>
}

export interface ObservedPreview {
  readonly preview: Preview
  readonly hash: string
}

/** Appends durably, then folds, then tells the observer. The only way the state changes. */
export async function record<E extends JournalEvent>(
  session: Session,
  entry: NewEntry<E>,
): Promise<JournalEntry<E>> {
  const written = await session.journal.append(scrubbedEntry(entry))
  evolve(session.state, written as JournalEntry)
  session.observer.onEvent({ kind: 'entry', entry: written as JournalEntry })
  return written
}

/** The common members of an entry about a step. */
export function about(session: Session, step: ExecutionStep) {
  return { step_id: step.step_id, phase_number: step.phase_number, operator: session.operator }
}

export function definitionOf(session: Session, step: ExecutionStep): ActionDefinition {
  const definition = session.definitionOf(step.action)
  if (definition === undefined)
    throw new CutoverError({
      code: 'internal/bug',
      fault: 'bug',
      message: `Step ${step.step_id} has the action "${step.action}", which this version does not know.`,
      next: 'Resume with the version of cutover that compiled execution-steps.json.',
    })
  return definition
}

export function recordOf(session: Session, step: ExecutionStep): StepRecord {
  const found = session.state.steps.get(step.step_id)
  if (found === undefined)
    throw new CutoverError({ code: 'internal/bug', fault: 'bug', message: `no state for ${step.step_id}` })
  return found
}
