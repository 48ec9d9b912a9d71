import type { IAM } from '@aws-sdk/client-iam'
import { classifyError, errorData } from '../aws/classify.js'

/** The IAM entity whose policies decide what a session may do. */
export type Principal =
  | { readonly kind: 'principal'; readonly arn: string }
  /** Reading the role was refused. */
  | { readonly kind: 'not-permitted'; readonly permission: string; readonly message: string }
  /** Nothing can be simulated for it. */
  | { readonly kind: 'unsuitable'; readonly message: string }

const ARN = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):(.+)$/

/**
 * Resolves the caller's ARN, as STS gives it, to what `SimulatePrincipalPolicy` takes.
 *
 * A session's ARN names its role without the path (`assumed-role/<name>/<session>`), and the simulation needs
 * the path; roles of IAM Identity Center always have one (`/aws-reserved/sso.amazonaws.com/…`), which may hold
 * a region, so the role is asked for with `iam:GetRole` and never put together.
 * @throws whatever the client throws, except a refusal
 */
export async function resolvePrincipal(iam: Pick<IAM, 'getRole'>, callerArn: string): Promise<Principal> {
  const [, , service, , resource = ''] = ARN.exec(callerArn) ?? []
  if (resource === 'root')
    return {
      kind: 'unsuitable',
      message: `${callerArn} is the account's root user. A cutover is never run as root: use a role or user with the cutover policies.`,
    }
  if (service === 'iam' && /^(?:user|role)\//.test(resource)) return { kind: 'principal', arn: callerArn }
  const roleName = /^assumed-role\/([^/]+)\//.exec(resource)?.[1]
  if (service !== 'sts' || roleName === undefined)
    return {
      kind: 'unsuitable',
      message: `The permissions of ${callerArn} cannot be simulated: only IAM users and assumed roles can.`,
    }
  try {
    const { Role } = await iam.getRole({ RoleName: roleName })
    if (Role?.Arn === undefined) throw new TypeError(`iam:GetRole gave no ARN for ${roleName}`)
    return { kind: 'principal', arn: Role.Arn }
  } catch (error) {
    const { kind } = classifyError(error)
    if (kind === 'not-found')
      return { kind: 'unsuitable', message: `The role ${roleName} behind ${callerArn} no longer exists.` }
    if (kind !== 'denied') throw error
    return { kind: 'not-permitted', permission: 'iam:GetRole', message: errorData(error).message }
  }
}
