import { errorData } from '../aws/classify.js'
import { renewalOf } from '../aws/renewal.js'
import { openFreezes } from '../engine/freezes.js'
import type {
  ApprovalKind,
  CredentialRunway,
  DecisionFor,
  FreezeClock,
  Position,
  RequestFor,
  StepQuestion,
} from '../model/approvals.js'
import { hashJson, type Json } from '../model/json.js'
import { withProfileNames } from '../model/profile-names.js'
import { type ExecutionStep, type Risk, SIDES } from '../model/step.js'
import { readDecision } from './decisions.js'
import { Halt } from './halt.js'
import { definitionOf, recordOf, type Session } from './session.js'
import { unlessStopped } from './unless-stopped.js'

/** A question without the hash over itself. */
export type Unhashed<T extends { shownHash: string }> = Omit<T, 'shownHash'>

/**
 * Asks the provider and checks the answer. Anything that is not a decision of this kind is not an approval:
 * the run halts. There is no default and no time-out, and no provider keeps a run alive: a stop ends the
 * question at once, whether it listens to its signal or not, and what it says afterwards is heard by nobody.
 */
export async function ask<K extends ApprovalKind>(
  session: Pick<Session, 'approvals' | 'controls'>,
  request: RequestFor<K>,
): Promise<DecisionFor<K>> {
  const stepId = stepIdOf(request)
  const { stopping } = session.controls
  let answer: unknown
  try {
    // A copy: whatever is done to it changes neither what was asked nor the plan that it shows.
    const copy = structuredClone(request)
    answer = await unlessStopped(stopping, () => session.approvals.decide<K>(copy, stopping))
  } catch (error) {
    if (stopping.aborted) throw new Halt('interrupted', 'interrupted while a question was open', stepId)
    const why = errorData(error).message
    throw new Halt('approval', `nobody answered the question (${request.kind}): ${why}`, stepId)
  }
  const read = readDecision(request, answer)
  if (read.kind === 'problem')
    throw new Halt('approval', `the answer to "${request.kind}" is not a decision: ${read.why}`, stepId)
  return read.decision as DecisionFor<K>
}

function stepIdOf(request: RequestFor<ApprovalKind>): string | null {
  if (request.kind === 'plan') return null
  if (request.kind === 'resume') return request.question?.step.step_id ?? null
  return request.step.step_id
}

/** Closes a request with the SHA-256 over everything that it shows. */
export function hashed<T extends { shownHash: string }>(request: Unhashed<T>): T {
  const shown = JSON.parse(JSON.stringify(request)) as Json
  return { ...request, shownHash: hashJson(shown) } as T
}

/** What every question about a step shows. Clocks are left out of the hash by their own rounding to seconds. */
export function stepQuestion(session: Session, step: ExecutionStep): Unhashed<StepQuestion> {
  const definition = definitionOf(session, step)
  const side = definition.account
  return {
    step,
    position: positionOf(session, step),
    account:
      side === 'none'
        ? null
        : { side, accountId: session.facts[side].accountId, profile: session.profiles[side] },
    risk: riskOf(session, step),
    freezes: freezeClocks(session),
    credentials: runways(session),
    warnings: runwayWarnings(session, step),
  }
}

function riskOf(session: Session, step: ExecutionStep): Risk {
  const raised = session.memory.previews.get(step.step_id)?.preview.raisesRisk === true
  return recordOf(session, step).destroys === null && !raised ? step.risk : 'high'
}

function positionOf(session: Session, step: ExecutionStep): Position {
  return {
    index: session.state.order.indexOf(step.step_id) + 1,
    total: session.state.order.length,
    plane: step.plane,
    phaseNumber: step.phase_number,
    phaseName: step.phase_name,
  }
}

/** Every freeze that is, or may be, active now, longest first. */
export function freezeClocks(session: Session): readonly FreezeClock[] {
  const nowMs = session.clock.now()
  return openFreezes(session.state).map(({ datastoreArn, sinceMs, allowedMs, proven }) => ({
    datastoreArn,
    sinceMs,
    elapsedMs: nowMs - sinceMs,
    allowedMs,
    exceeded: nowMs - sinceMs > allowedMs,
    proven,
  }))
}

export function runways(session: Session): readonly CredentialRunway[] {
  return SIDES.map((side) => {
    const expiresAtMs = session.memory.credentialExpiry[side]
    return {
      side,
      profile: session.profiles[side],
      expiresAtMs,
      remainingMs: expiresAtMs === null ? null : expiresAtMs - session.clock.now(),
    }
  })
}

function runwayWarnings(session: Session, step: ExecutionStep): readonly string[] {
  const needMs = (step.time_box_minutes ?? Math.ceil(step.estimated_seconds / 60)) * 60_000
  return runways(session)
    .filter((runway) => runway.remainingMs !== null && runway.remainingMs < needMs)
    .map((runway) => {
      const left = Math.max(0, Math.floor((runway.remainingMs ?? 0) / 60_000))
      return `The credentials of profile ${runway.profile} expire in ${left} min; this step may take ${Math.ceil(needMs / 60_000)} min. Renew them first: ${renewalOf(session.aws, runway.side, runway.profile).text}`
    })
}

/** The CLI equivalent with the real profile names, quoted for a shell, in place of the variables. */
export function withProfiles(session: Session, command: string | null): string | null {
  if (command === null) return null
  return withProfileNames(command, session.profiles)
}
