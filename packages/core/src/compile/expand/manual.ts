import type { Json } from '../../model/json.js'
import { phaseLabel, type SignedItem, type SignedPhase } from '../read/items.js'

/** Parameters of a decision of people. */
export interface ManualParams extends Readonly<Record<string, Json>> {
  readonly text: string
  readonly criteria: readonly string[]
  readonly commands: readonly string[]
  readonly reason: string | null
}

/** An item that people carry out: its words, what to run by hand, and how the checklist would check it. */
export function manualItem(item: SignedItem, reason: string | null): ManualParams {
  const { command, verificationCommand: check } = item
  return {
    text: item.description,
    criteria: [],
    commands: [
      ...(command === null ? [] : [command]),
      ...(check === null || check === command ? [] : [labelled(check, `the check of ${item.id}`)]),
    ],
    reason,
  }
}

/** Several items confirmed in one step, with their verification commands. */
export interface Fold {
  readonly items: readonly SignedItem[]
  /** Items of the phase's changes whose verification is only words; confirmed with the fold. */
  readonly verified: readonly SignedItem[]
  readonly gate: SignedPhase | null
}

export function preFold(phase: SignedPhase, fold: Fold): ManualParams {
  return foldParams(`Before ${phaseLabel(phase)}: confirm each of these.`, fold)
}

export function postFold(phase: SignedPhase, fold: Fold): ManualParams {
  const approvers = fold.gate?.approvers ?? []
  const gate = fold.gate === null ? '' : ' Go / no-go for the next phase.'
  const who = approvers.length === 0 ? '' : ` Approvers: ${approvers.join(', ')}.`
  return foldParams(`After ${phaseLabel(phase)}: confirm each of these.${gate}${who}`, fold)
}

function foldParams(text: string, fold: Fold): ManualParams {
  return {
    text,
    criteria: [
      ...fold.items.map((item) => `[${item.id}] ${item.description}`),
      ...fold.verified.map((item) => `[${item.id}] verified: ${item.description}`),
      ...(fold.gate?.criteria ?? []).map((criterion) => `[go/no-go] ${criterion}`),
    ],
    commands: [...fold.items, ...fold.verified].flatMap((item) =>
      item.verificationCommand === null ? [] : [labelled(item.verificationCommand, item.id)],
    ),
    reason: null,
  }
}

/** A comment tells what a command belongs to; the line can still be pasted. */
function labelled(command: string, owner: string): string {
  return command.includes('#') || command.includes('\n') ? command : `${command}  # ${owner}`
}

/** Whether a phase's gate asks for anything. */
export function hasGate(phase: SignedPhase): boolean {
  return phase.criteria.length > 0 || phase.approvers.length > 0
}
