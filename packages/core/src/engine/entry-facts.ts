import type { ExecutionStep } from '../model/step.js'
import type { RunState } from './state.js'

/** What the scripts of effects stand on, besides the thing that `decide` said is next. */
export interface EntryFacts {
  /** As it is while the effect runs: entries are folded into it one by one. */
  readonly state: RunState
  /** The account that a call of this step is sent to, `none`, or null where its action is not known. */
  readonly accountOf: (step: ExecutionStep) => string | null
  /** The operator gives a file with a secret before it is executed. */
  readonly needsSecretFile: (step: ExecutionStep) => boolean
  /** How a command of the plan is journaled by the process that sends it. */
  readonly textsOf: (command: string | null) => readonly string[]
  /** The token of an attempt. */
  readonly tokenOf: (step: ExecutionStep, attempt: number, kind: 'execute' | 'rollback') => string
}
