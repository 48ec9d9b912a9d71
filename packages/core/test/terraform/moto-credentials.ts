import { profileAwsFactory } from '../../src/aws/profile-factory.js'
import { terraformCredentials } from '../../src/run/terraform-credentials.js'
import type { TerraformCredentials } from '../../src/terraform/access/credentials.js'

const region = 'us-east-1'
const FACTS = {
  runId: 'moto',
  source: { accountId: '111111111111', region },
  target: { accountId: '222222222222', region },
}

/** What a run gives terraform, with the profiles `source` and `target` of {@link motoEnvironment}. */
export function motoCredentials(
  env: Readonly<Record<string, string>>,
  terraformProfiles: readonly string[] = [],
): TerraformCredentials {
  const aws = profileAwsFactory({
    source: { profile: 'source', ...FACTS.source },
    target: { profile: 'target', ...FACTS.target },
    env,
    now: Date.now,
  })
  const profiles = { source: 'source', target: 'target' }
  return terraformCredentials({ profiles, env, terraformProfiles }, aws, FACTS)
}
