import type { EvaluationResult, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import type { AwsAccount, AwsFactory, AwsIdentity, AwsServiceName } from '../../src/aws/account.js'
import type { Side } from '../../src/model/step.js'
import { type PreflightDeps, runPreflight } from '../../src/preflight/run-preflight.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { CAPTURED_MS, SOURCE, TARGET } from '../bad-input/run-copy.js'

/** An AWS error as the SDK throws it. */
export function awsError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })
}

/** One statement of a pretend policy; `*` at the end of a resource matches any rest. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resource: string
}

/** A pretend IAM that evaluates statements, one page entry at a time. */
export class FakeIam {
  statements: readonly Statement[] = [{ effect: 'Allow', actions: ['*'], resource: '*' }]
  refuse: 'iam:GetRole' | 'iam:SimulatePrincipalPolicy' | null = null
  pageSize = 2
  readonly simulated: { readonly principal: string; readonly action: string; readonly resource: string }[] =
    []

  constructor(private readonly accountId: string) {}

  async getRole({ RoleName }: { RoleName?: string }) {
    if (this.refuse === 'iam:GetRole')
      throw awsError('AccessDenied', 'not authorized to perform: iam:GetRole', 403)
    return { Role: { Arn: `arn:aws:iam::${this.accountId}:role/ops/${RoleName}` } }
  }

  async simulatePrincipalPolicy(request: SimulatePrincipalPolicyRequest) {
    if (this.refuse === 'iam:SimulatePrincipalPolicy')
      throw awsError('AccessDenied', 'not authorized to perform: iam:SimulatePrincipalPolicy', 403)
    const all = (request.ActionNames ?? []).map((action) => this.evaluate(action, request))
    const from = Number(request.Marker ?? 0)
    const to = from + this.pageSize
    return { EvaluationResults: all.slice(from, to), IsTruncated: to < all.length, Marker: String(to) }
  }

  private evaluate(action: string, request: SimulatePrincipalPolicyRequest): EvaluationResult {
    const results = (request.ResourceArns ?? ['*']).map((resource) => {
      this.simulated.push({ principal: request.PolicySourceArn ?? '', action, resource })
      return { EvalResourceName: resource, EvalResourceDecision: this.decide(action, resource) }
    })
    const worst = results.some((one) => one.EvalResourceDecision !== 'allowed') ? 'implicitDeny' : 'allowed'
    return { EvalActionName: action, EvalDecision: worst, ResourceSpecificResults: results }
  }

  private decide(action: string, resource: string): 'allowed' | 'explicitDeny' | 'implicitDeny' {
    const matching = this.statements.filter(
      (one) =>
        one.actions.some((name) => name === '*' || name === action) &&
        (one.resource.endsWith('*')
          ? resource.startsWith(one.resource.slice(0, -1))
          : one.resource === resource),
    )
    if (matching.some((one) => one.effect === 'Deny')) return 'explicitDeny'
    return matching.length > 0 ? 'allowed' : 'implicitDeny'
  }
}

/** Two pretend accounts behind two profiles. */
export class FakeAws implements AwsFactory {
  readonly iam = { source: new FakeIam(SOURCE), target: new FakeIam(TARGET) }
  readonly identities: Record<Side, AwsIdentity | Error> = {
    source: identity(SOURCE),
    target: identity(TARGET),
  }

  open(side: Side, mode: 'read' | 'write'): AwsAccount {
    const iam = this.iam[side]
    const service = async (name: AwsServiceName) => {
      if (name !== 'iam') throw new Error(`pre-flight asked for ${name}`)
      return iam
    }
    const accountId = side === 'source' ? SOURCE : TARGET
    return {
      side,
      mode,
      accountId,
      profile: side,
      region: 'us-east-1',
      service: service as unknown as AwsAccount['service'],
    }
  }

  async identify(side: Side): Promise<AwsIdentity> {
    const found = this.identities[side]
    if (found instanceof Error) throw found
    return found
  }

  refresh(): void {}
}

export function identity(accountId: string, more: Partial<AwsIdentity> = {}): AwsIdentity {
  return {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/Cutover/ines`,
    userId: 'AROAEXAMPLE:ines',
    expiresAtMs: null,
    awsTimeMs: CAPTURED_MS,
    ...more,
  }
}

/** A terraform that only checks. */
export function fakeTerraform(diagnostics: readonly string[] = []): TerraformRunner {
  const no = () => Promise.reject(new Error('pre-flight only checks'))
  return {
    check: async () => ({ ok: diagnostics.length === 0, diagnostics }),
    plan: no,
    apply: no,
    planAll: no,
    stateList: no,
    survivor: async () => null,
  }
}

/** Pre-flight of a directory where all else is well. */
export function preflightDeps(directory: string, changes: Partial<PreflightDeps> = {}): PreflightDeps {
  return {
    directory,
    clock: { now: () => CAPTURED_MS, sleep: async () => {} },
    acceptStale: false,
    profiles: { source: 'old-prod', target: 'new-prod' },
    aws: new FakeAws(),
    terraform: fakeTerraform(),
    operator: { name: 'ines', source: 'user', warning: null },
    signal: new AbortController().signal,
    lock: async () => ({ ok: 'ok', detail: 'Free.' }),
    requirements: () => ({
      requirements: [
        { side: 'target', action: 's3:CreateBucket', resources: ['arn:aws:s3:::invoices'], access: 'write' },
      ],
      unsimulated: [],
    }),
    ...changes,
  }
}

export async function preflight(directory: string, changes: Partial<PreflightDeps> = {}) {
  return await runPreflight(preflightDeps(directory, changes))
}
