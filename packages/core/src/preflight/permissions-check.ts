import type { AwsFactory, AwsIdentity } from '../aws/account.js'
import type { Side } from '../model/step.js'
import { awsFailure } from './aws-failure.js'
import type { Profiles } from './profile-checks.js'
import type { RowOutcome } from './report.js'
import type { Needs } from './requirements.js'
import { SimulationError, type SimulationOutcome, simulatePermissions } from './simulate-permissions.js'
import type { Denied } from './simulation-result.js'

/** One line for a screen. */
export function deniedLine(denied: Denied): string {
  const missing =
    denied.missingContext.length === 0
      ? ''
      : `; not known to the simulation: ${denied.missingContext.join(', ')}`
  return `${denied.side}: ${denied.action} on ${denied.resource}: ${denied.reason}${missing}`
}

/** What the control-plane steps need, asked of IAM. */
export async function permissionsRow(
  { requirements, unsimulated }: Needs,
  aws: AwsFactory,
  identities: Readonly<Record<Side, AwsIdentity>>,
  profiles: Profiles,
): Promise<RowOutcome> {
  if (requirements.length === 0 && unsimulated.length === 0)
    return { ok: 'ok', detail: 'No control-plane step calls AWS.' }
  const account = (side: Side) => ({
    account: aws.open(side, 'read', () => {}),
    callerArn: identities[side].arn,
  })
  try {
    const sides = { source: account('source'), target: account('target') }
    return withGaps(simulationRow(await simulatePermissions(requirements, sides)), unsimulated)
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    const { side, cause } = error
    const { code, message, next } = awsFailure(cause, side, profiles[side], aws)
    return { ok: 'failed', detail: message, remedy: next, code }
  }
}

/** What was not asked is told beside what was: nobody may take it for allowed. */
function withGaps(row: RowOutcome, unsimulated: readonly string[]): RowOutcome {
  if (unsimulated.length === 0) return row
  return { ...row, ok: row.ok === 'ok' ? 'warning' : row.ok, lines: [...(row.lines ?? []), ...unsimulated] }
}

/** A simulation's outcome as a row; the wording says that it is evidence and no proof. */
export function simulationRow(outcome: SimulationOutcome): RowOutcome {
  switch (outcome.kind) {
    case 'unsuitable':
      return {
        ok: 'failed',
        detail: outcome.message,
        remedy: 'Use a profile that assumes a role, and try again.',
      }
    case 'not-permitted':
      return {
        ok: 'failed',
        detail: `Permissions cannot be checked: ${outcome.callerArn} may not call ${outcome.permission}.`,
        lines: [outcome.message],
        remedy: `Allow ${outcome.permission} (iam:GetRole and iam:SimulatePrincipalPolicy are both needed) to the ${outcome.side} principal.`,
      }
    case 'checked':
      return checkedRow(outcome)
  }
}

function checkedRow(outcome: Extract<SimulationOutcome, { kind: 'checked' }>): RowOutcome {
  const who = outcome.principals.map((principal) => principal.arn).join(', ')
  if (outcome.denied.length > 0)
    return {
      ok: 'failed',
      detail: `${outcome.denied.length} of ${outcome.checkedCount} needed permissions are missing (${who}).`,
      lines: outcome.denied.map(deniedLine),
      remedy:
        'Attach the policy target-cutover-control-plane; `cutover policy <dir>` prints exactly what is needed.',
    }
  return {
    ok: 'ok',
    detail: `${outcome.checkedCount} permissions simulated for ${who}: evidence, not proof (resource policies are not simulated).`,
    lines: outcome.unjudged,
  }
}
