import type { AwsAccount } from '../../aws/account.js'
import { isNotFound } from '../../aws/classify.js'

/** The VPC of a DB subnet group, or null when there is no such group. */
export async function subnetGroupVpc(
  account: AwsAccount,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  const rds = await account.service('rds')
  try {
    const answer = await rds.describeDBSubnetGroups({ DBSubnetGroupName: name }, { abortSignal: signal })
    return answer.DBSubnetGroups?.[0]?.VpcId ?? null
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}
