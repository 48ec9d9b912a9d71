import type { AwsFactory } from '../aws/account.js'
import { CutoverError } from '../model/errors.js'
import { shellWord } from '../model/shell-word.js'
import type { TerraformRunner } from '../terraform/runner.js'

/**
 * A2 for the one way into the target account that is not a client of ours: the profile is asked, with fresh
 * credentials, whose it is before each plan and each apply. Each session that terraform is given while it runs
 * comes through the same guard as the clients' own.
 * @throws CutoverError (from the runner) `credentials/wrong-account`; the errors of STS as they are
 */
export function guardedTerraform(
  runner: TerraformRunner,
  aws: Pick<AwsFactory, 'identify'>,
  target: { readonly accountId: string; readonly profile: string },
): TerraformRunner {
  const assertAccount = async () => {
    const { accountId, arn } = await aws.identify('target')
    if (accountId === target.accountId) return
    throw new CutoverError({
      code: 'credentials/wrong-account',
      fault: 'operator',
      message:
        `Terraform was not started: profile ${target.profile} stands for the target account ` +
        `${target.accountId}, but STS says that it belongs to ${accountId} (${arn}).`,
      next: `aws sts get-caller-identity --profile ${shellWord(target.profile)}`,
    })
  }
  return {
    check: (signal) => runner.check(signal),
    async plan(options, io) {
      await assertAccount()
      return await runner.plan(options, io)
    },
    async planAll(planFile, io) {
      await assertAccount()
      return await runner.planAll(planFile, io)
    },
    async apply(planFile, io, approved) {
      await assertAccount()
      return await runner.apply(planFile, io, approved)
    },
    stateList: (module, io) => runner.stateList(module, io),
    survivor: () => runner.survivor(),
  }
}
