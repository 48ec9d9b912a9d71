import type { HandoffRequest } from '../../model/approvals.js'
import type { ExecutionStep, Side } from '../../model/step.js'
import { Halt } from '../halt.js'
import { ask, hashed, stepQuestion } from '../questions.js'
import { about, record, type Session } from '../session.js'
import { previewStep } from './look.js'

/** The policy that the operator attaches to the target profile's principal before the data plane begins. */
export const DATA_PLANE_POLICY = 'target-cutover-data-plane'

/** What the check of permissions for the rest of the plan found. */
export interface PermissionFinding {
  readonly allowed: boolean
  readonly denied: NonNullable<HandoffRequest['denied']>
  readonly principals: Readonly<Record<string, string>>
  /** Set when the simulation itself is not permitted: names the missing permission. */
  readonly notPermitted: string | null
}

/** Simulates both principals against what the remaining data-plane steps need. Reads only. */
export type PermissionCheck = (session: Session) => Promise<PermissionFinding>

/**
 * The gate between the planes. It cannot be skipped: every criterion confirmed, the policy said to be
 * attached, and the simulation says so too; anything else asks again or stops.
 */
export async function askHandoff(
  session: Session,
  step: ExecutionStep,
  check: PermissionCheck,
  criteria: readonly string[],
): Promise<void> {
  const observed = session.memory.previews.get(step.step_id)
  if (observed === undefined) return await previewStep(session, step)
  const request = hashed<HandoffRequest>({
    ...stepQuestion(session, step),
    kind: 'handoff',
    criteria,
    policyName: DATA_PLANE_POLICY,
    denied: deniedBefore(session),
  })
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: observed.hash, prompt_hash: request.shownHash },
  })
  const answer = await ask<'handoff'>(session, request)
  if (answer.decision === 'stop')
    throw new Halt('operator', 'stopped at the handoff to the data plane', step.step_id)
  if (answer.decision === 'confirm') {
    const open = criteria.filter((text) => !answer.confirmed.includes(text))
    if (open.length > 0 || !answer.policyAttached) {
      const what = [...open, ...(answer.policyAttached ? [] : [`${DATA_PLANE_POLICY} is attached`])].join(
        '; ',
      )
      throw new Halt('operator', `the handoff was not confirmed: ${what}`, step.step_id)
    }
  }
  const finding = await check(session)
  if (finding.notPermitted !== null)
    throw new Halt(
      'operator',
      `The permissions for the data plane could not be checked: ${finding.notPermitted}. Put that right, then resume.`,
      step.step_id,
    )
  const confirmed = answer.decision === 'confirm'
  await record(session, {
    ...about(session, step),
    event: 'handoff-checked',
    notes: 'evidence from the policy simulator, not proof: resource policies and SCPs are not covered',
    data: {
      criteria: [...criteria],
      allowed: finding.allowed,
      denied: finding.denied.map((d) => ({
        side: d.side,
        action: d.action,
        resource: d.resource,
        reason: d.reason,
        missing_context: [...d.missingContext],
      })),
      principals: finding.principals,
    },
  })
  if (!finding.allowed || !confirmed) return
  await record(session, {
    ...about(session, step),
    event: 'approved',
    data: { shown_hash: request.shownHash, decision: 'approve' },
  })
}

/** What the last check found missing, as the journal has it; null before the first and after one that passed. */
function deniedBefore(session: Session): HandoffRequest['denied'] {
  return (
    session.state.handoffDenied?.map(({ side, missing_context, ...denied }) => ({
      ...denied,
      side: side as Side,
      missingContext: missing_context,
    })) ?? null
  )
}
