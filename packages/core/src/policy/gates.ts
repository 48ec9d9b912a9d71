import type { IamRequirement, StepFacts } from '../model/action-facts.js'
import { partitionOf } from '../model/partition.js'
import type { Side } from '../model/step.js'

/**
 * What the gates themselves read: pre-flight and handoff find the role behind a session and have its policies
 * simulated. Whose role that is only STS knows, so any of the account is named. `sts:GetCallerIdentity`, with
 * which profiles are probed, needs no permission (AWS STS API Reference).
 */
export function gateRequirements(side: Side, facts: StepFacts): readonly IamRequirement[] {
  const { accountId, region } = facts[side]
  const principal = (kind: 'role' | 'user') => `arn:${partitionOf(region)}:iam::${accountId}:${kind}/*`
  return [
    { side, action: 'iam:GetRole', resources: [principal('role')], access: 'read' },
    {
      side,
      action: 'iam:SimulatePrincipalPolicy',
      resources: [principal('role'), principal('user')],
      access: 'read',
    },
  ]
}
