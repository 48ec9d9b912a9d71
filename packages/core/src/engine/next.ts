import type { ExecutionStep } from '../model/step.js'
import type { ErrorFacts, FailureStage, Receipt, RollbackDecision, StepPhase, SuccessHow } from './state.js'

/** The one next thing to do. The shell does it, journals the outcome, folds it, and asks again. */
export type Next =
  | {
      readonly kind: 'end'
      readonly verdict: 'completed' | 'halted' | 'aborted'
      readonly reason: string | null
      readonly stepId: string | null
    }
  | { readonly kind: 'ask-plan' }
  | { readonly kind: 'ask-resume-run'; readonly reason: 'aborted' | 'other-version' }
  | { readonly kind: 'probe'; readonly step: ExecutionStep }
  | { readonly kind: 'block'; readonly step: ExecutionStep; readonly by: readonly string[] }
  | { readonly kind: 'start'; readonly step: ExecutionStep }
  | { readonly kind: 'preview'; readonly step: ExecutionStep }
  | { readonly kind: 'ask-step'; readonly step: ExecutionStep; readonly hash: string }
  | { readonly kind: 'ask-handoff'; readonly step: ExecutionStep; readonly hash: string }
  | {
      readonly kind: 'invalidate'
      readonly step: ExecutionStep
      readonly approvedHash: string
      readonly foundHash: string
    }
  | {
      readonly kind: 'ask-irreversible'
      readonly step: ExecutionStep
      readonly hash: string
      readonly because: string
    }
  | {
      readonly kind: 'execute'
      readonly step: ExecutionStep
      readonly hash: string
      readonly attempt: number
    }
  | { readonly kind: 'reconcile'; readonly step: ExecutionStep; readonly resumed: boolean }
  | {
      readonly kind: 'poll'
      readonly step: ExecutionStep
      readonly receipt: Receipt
      readonly notBeforeMs: number | null
    }
  | {
      readonly kind: 'ask-poll'
      readonly step: ExecutionStep
      readonly receipt: Receipt
      readonly lastStatus: string
    }
  | { readonly kind: 'verify'; readonly step: ExecutionStep; readonly receipt: Receipt | null }
  | {
      readonly kind: 'prove'
      readonly step: ExecutionStep
      readonly receipt: Receipt | null
      readonly lastEvent: string
    }
  | {
      readonly kind: 'succeed'
      readonly step: ExecutionStep
      readonly receipt: Receipt | null
      readonly how: SuccessHow
    }
  | {
      readonly kind: 'fail'
      readonly step: ExecutionStep
      readonly stage: FailureStage
      readonly error: ErrorFacts
    }
  | {
      readonly kind: 'ask-failure'
      readonly step: ExecutionStep
      readonly stage: FailureStage
      readonly error: ErrorFacts
    }
  | { readonly kind: 'rollback'; readonly step: ExecutionStep; readonly decision: RollbackDecision }
  | {
      readonly kind: 'ask-after-rollback'
      readonly step: ExecutionStep
      readonly error: ErrorFacts
      readonly remains: string | null
    }
  | {
      readonly kind: 'prove-undone'
      readonly step: ExecutionStep
      readonly decision: RollbackDecision
      readonly lastEvent: string
    }
  | {
      readonly kind: 'ask-resume-step'
      readonly step: ExecutionStep
      readonly phase: Extract<StepPhase, { kind: 'reprompt' }>
    }
