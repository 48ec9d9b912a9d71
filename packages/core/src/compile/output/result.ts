import { CutoverError } from '../../model/errors.js'
import { canonicalJson, type Json } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'

/** One typed input that no source gave. `compile` never guesses it; the operator or `cutover bind` does. */
export interface Unresolved {
  readonly itemId: string
  /** Where `step-inputs.json` has to hold it: the item's id, or the step's where the id is not enough. */
  readonly key: string
  readonly action: string
  readonly param: string
  /** In words: `text`, `whole number`, `list of text`, … */
  readonly type: string
  /** What the parameter means, from the action's schema. */
  readonly meaning: string
  readonly example: Json
  /** Why a value that was there was not taken, or null. */
  readonly hint: string | null
}

/** What compile makes of the artifacts. Usable only when `errors` and `unresolved` are empty. */
export interface Compiled {
  /** In the order of execution. Steps with open parameters are missing from it. */
  readonly steps: readonly ExecutionStep[]
  readonly unresolved: readonly Unresolved[]
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
}

/**
 * Hands out the steps of a compile that went well.
 * @throws CutoverError `compile/invalid` with every error, or `compile/unresolved` with every open parameter
 */
export function assertCompiled(compiled: Compiled): readonly ExecutionStep[] {
  if (compiled.errors.length > 0) throw invalid(compiled.errors)
  if (compiled.unresolved.length > 0) throw unresolved(compiled.unresolved)
  return compiled.steps
}

function invalid(errors: readonly string[]): CutoverError {
  return new CutoverError({
    code: 'compile/invalid',
    fault: 'operator',
    message: `The checklists do not compile into steps: ${count(errors.length, 'problem')} found.`,
    next: 'Correct the artifacts where they were made, have the checklists signed again, and start again.',
    details: errors,
  })
}

function unresolved(open: readonly Unresolved[]): CutoverError {
  return new CutoverError({
    code: 'compile/unresolved',
    fault: 'operator',
    message: `${count(open.length, 'parameter')} cannot be known from the artifacts.`,
    next: 'Fill in step-inputs.json (step-inputs.todo.json is a skeleton of it), then compile again.',
    details: open.map(unresolvedLine),
  })
}

/** One open parameter in a line. */
export function unresolvedLine(open: Unresolved): string {
  const example = open.example === null ? '' : `, for example ${canonicalJson(open.example)}`
  const hint = open.hint === null ? '' : ` (${open.hint})`
  return `${open.itemId}: ${open.action} needs ${open.param} (${open.type}): ${open.meaning}${example}${hint}`
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`
}
