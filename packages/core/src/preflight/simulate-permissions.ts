import type { EvaluationResult, IAM } from '@aws-sdk/client-iam'
import type { AwsAccount } from '../aws/account.js'
import { classifyError, errorData } from '../aws/classify.js'
import { allItems } from '../aws/pages.js'
import type { IamRequirement } from '../model/action-facts.js'
import { SIDES, type Side } from '../model/step.js'
import { groupRequirements, type SimulationGroup } from './group-requirements.js'
import { resolvePrincipal } from './principal.js'
import { type Denied, type Finding, readResult } from './simulation-result.js'

/**
 * What a simulation says: evidence, not proof. It sees the principal's own policies, boundary and (where the
 * account is in an organization) service control policies; resource policies are not part of it.
 */
export type SimulationOutcome =
  | {
      readonly kind: 'checked'
      readonly principals: readonly { readonly side: Side; readonly arn: string }[]
      readonly denied: readonly Denied[]
      /** Number of action-on-resource pairs that were judged. */
      readonly checkedCount: number
      /** Pairs that another account's resource policy decides. */
      readonly unjudged: readonly string[]
    }
  /** The simulation itself is not allowed: the check cannot be made. */
  | {
      readonly kind: 'not-permitted'
      readonly side: Side
      readonly permission: string
      readonly callerArn: string
      readonly message: string
    }
  | { readonly kind: 'unsuitable'; readonly side: Side; readonly message: string }

/** One side of a simulation. */
export interface SimulationSide {
  /** A `read` account. */
  readonly account: AwsAccount
  /** The caller's ARN, as STS gave it. */
  readonly callerArn: string
}

/**
 * Asks IAM whether the principals behind the two profiles may call what is required, on the resources that it
 * is called on.
 * @throws SimulationError around whatever the clients throw, but for refusals of `iam:GetRole` and
 *   `iam:SimulatePrincipalPolicy`, which are an outcome
 */
export async function simulatePermissions(
  requirements: readonly IamRequirement[],
  sides: Readonly<Record<Side, SimulationSide>>,
): Promise<SimulationOutcome> {
  const principals: { side: Side; arn: string }[] = []
  const findings: Finding[] = []
  for (const side of SIDES) {
    const groups = groupRequirements(requirements.filter((requirement) => requirement.side === side))
    if (groups.length === 0) continue
    const outcome = await simulateSide(side, sides[side], groups).catch((cause: unknown) => {
      throw new SimulationError(side, cause)
    })
    if (outcome.kind !== 'judged') return outcome
    principals.push({ side, arn: outcome.principal })
    findings.push(...outcome.findings)
  }
  return {
    kind: 'checked',
    principals,
    denied: findings.flatMap((finding) => (finding.kind === 'denied' ? [finding.denied] : [])),
    checkedCount: findings.length,
    unjudged: findings.flatMap((finding) => (finding.kind === 'unjudged' ? [finding.what] : [])),
  }
}

/** A question that was not answered, and whose it was. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError'
  constructor(
    readonly side: Side,
    override readonly cause: unknown,
  ) {
    super(`the ${side} side could not be simulated: ${errorData(cause).message}`)
  }
}

type SideOutcome =
  | { readonly kind: 'judged'; readonly principal: string; readonly findings: readonly Finding[] }
  | Extract<SimulationOutcome, { kind: 'not-permitted' | 'unsuitable' }>

async function simulateSide(
  side: Side,
  { account, callerArn }: SimulationSide,
  groups: readonly SimulationGroup[],
): Promise<SideOutcome> {
  const principal = await resolvePrincipal(await account.service('iam'), callerArn)
  if (principal.kind === 'unsuitable') return { kind: 'unsuitable', side, message: principal.message }
  if (principal.kind === 'not-permitted') return { ...principal, side, callerArn }
  const findings: Finding[] = []
  for (const group of groups) {
    const found = await simulateGroup(account, principal.arn, group)
    if (found.kind === 'not-permitted')
      return { ...found, side, callerArn, permission: 'iam:SimulatePrincipalPolicy' }
    findings.push(...found.findings)
  }
  return { kind: 'judged', principal: principal.arn, findings }
}

type GroupOutcome =
  | { readonly kind: 'judged'; readonly findings: readonly Finding[] }
  | { readonly kind: 'not-permitted'; readonly message: string }

async function simulateGroup(
  account: AwsAccount,
  principalArn: string,
  group: SimulationGroup,
): Promise<GroupOutcome> {
  try {
    const results = await allPages(await account.service('iam'), principalArn, group)
    return { kind: 'judged', findings: readGroup(account, group, results) }
  } catch (error) {
    if (classifyError(error).kind !== 'denied') throw error
    return { kind: 'not-permitted', message: errorData(error).message }
  }
}

async function allPages(
  iam: Pick<IAM, 'simulatePrincipalPolicy'>,
  principalArn: string,
  group: SimulationGroup,
): Promise<readonly EvaluationResult[]> {
  return allItems('iam:SimulatePrincipalPolicy', async (from: string | undefined) => {
    const page = await iam.simulatePrincipalPolicy({
      PolicySourceArn: principalArn,
      ActionNames: [...group.actions],
      ResourceArns: [...group.resources],
      ContextEntries: [...group.context],
      ...(from === undefined ? {} : { Marker: from }),
    })
    return { items: page.EvaluationResults ?? [], next: page.IsTruncated ? page.Marker : undefined }
  })
}

/** An action that IAM did not answer for is denied: silence is not permission. */
function readGroup(
  account: AwsAccount,
  group: SimulationGroup,
  results: readonly EvaluationResult[],
): readonly Finding[] {
  return group.actions.flatMap((action) => {
    const answers = results.filter((result) => result.EvalActionName?.toLowerCase() === action.toLowerCase())
    return group.resources.map((resource) =>
      readResult(
        { side: account.side, accountId: account.accountId, action, resource },
        answers,
        group.resources,
      ),
    )
  })
}
