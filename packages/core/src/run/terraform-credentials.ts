import type { AwsFactory } from '../aws/account.js'
import { identifyCredentials } from '../aws/identity.js'
import { profileCredentials } from '../aws/profile-credentials.js'
import { endpointVariables, profileEndpoint, readSections, sharedFiles } from '../aws/shared-config.js'
import { networkTransport } from '../aws/transport.js'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import type { ProfileSession, TerraformCredentials } from '../terraform/access/credentials.js'
import type { RunOptions } from './options.js'

const STS_ATTEMPTS = 3

/** What terraform signs with: the target's proven sessions, and those of the profiles that the operator allowed. */
export function terraformCredentials(
  options: Pick<RunOptions, 'profiles' | 'env' | 'terraformProfiles' | 'aws'>,
  aws: AwsFactory,
  facts: StepFacts,
): TerraformCredentials {
  const { env = {}, profiles, terraformProfiles = [] } = options
  return {
    async session() {
      if (aws.session === undefined) throw noSessions()
      return await aws.session('target')
    },
    profiles: async () =>
      await Promise.all(terraformProfiles.map((profile) => sessionOf(profile, env, facts.target.region))),
    async endpoints() {
      // Accounts of one's own making (a simulator's) have no section in any file.
      if (options.aws !== undefined) return {}
      return endpointVariables(profiles.target, await readSections(sharedFiles(env)), env)
    },
  }
}

/** Fetched anew each time: what terraform is given as keys cannot be renewed while it runs. */
async function sessionOf(
  profile: string,
  env: NonNullable<RunOptions['env']>,
  region: string,
): Promise<ProfileSession> {
  const transport = networkTransport(env, async (suffix) =>
    profileEndpoint(suffix, profile, await readSections(sharedFiles(env))),
  )
  const credentials = await profileCredentials({ profile, region, env, transport })
  const { accountId } = await identifyCredentials(credentials, region, transport, STS_ATTEMPTS)
  return { profile, accountId, credentials }
}

function noSessions(): CutoverError {
  return new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message:
      'Terraform was not started: the AWS factory of this run hands out no sessions, and terraform is given no other credentials.',
    next: 'Give the factory a method `session`, or the run a terraform runner of its own.',
  })
}
