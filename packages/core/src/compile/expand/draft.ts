import type { Json } from '../../model/json.js'
import type { Plane } from '../../model/step.js'
import type { CompilableAction } from '../action.js'
import type { Operation } from '../operation.js'
import type { SignedItem, SignedPhase } from '../read/items.js'
import type { Vocabulary } from '../vocabulary.js'

/** Why a step exists; decides its place and which of its item's steps it follows. */
type DraftOrigin = 'pre' | 'operation' | 'helper' | 'freeze' | 'release' | 'verification' | 'post' | 'handoff'

/** A freeze that a step begins or ends. */
export interface DraftFreeze {
  readonly datastoreArn: string
  readonly durationMinutes: number | null
  readonly role: 'begin' | 'release'
}

/**
 * A step before it has its number, parameters and requirements. Drafts are made in signed order; `index` is
 * the place in that order and the name by which requirements refer to it.
 */
export interface Draft {
  readonly index: number
  readonly origin: DraftOrigin
  readonly plane: Plane
  readonly phase: SignedPhase
  /** The item that it carries out; null for folded items and the handoff. */
  readonly item: SignedItem | null
  /** Every item that the step stands for, verified ones included. */
  readonly items: readonly SignedItem[]
  /** The first item that it carries out; null when it only confirms what other steps did. */
  readonly leadItemId: string | null
  readonly action: CompilableAction
  /** What the checklist means, also when people carry it out. Requirements look at it. */
  readonly operation: Operation
  readonly description: string
  readonly datastoreArn: string | null
  readonly freeze: DraftFreeze | null
  /** Values that the expansion already knows; they count as facts of the artifacts. */
  readonly given: Readonly<Record<string, Json>>
  /** Short name used while parameters are open, and for decisions of people. */
  readonly fallbackName: string
  readonly notes: readonly string[]
}

/** A draft as expansion yields it, before it is placed. */
export type NewDraft = Omit<Draft, 'index' | 'plane' | 'phase'>

/** What a folded confirmation is, until more is said. */
export function blankDraft(vocabulary: Vocabulary): Omit<NewDraft, 'origin'> {
  return {
    item: null,
    items: [],
    leadItemId: null,
    action: vocabulary.people,
    operation: vocabulary.operationOf(vocabulary.people),
    description: '',
    datastoreArn: null,
    freeze: null,
    given: {},
    fallbackName: '',
    notes: [],
  }
}

/** Whether people carry the draft out, whatever its operation is. */
export function isPeoples(draft: Pick<Draft, 'action'>): boolean {
  return draft.action.compiles.role === 'people'
}
