import { CutoverError } from '../model/errors.js'
import { sha256 } from '../model/json.js'
import { shellWord } from '../model/shell-word.js'
import type { Side } from '../model/step.js'
import type { AwsIdentity } from './account.js'
import type { AwsCredentials } from './credentials.js'
import { watchServerTime } from './middleware.js'
import { loadService } from './services.js'
import type { Transport } from './transport.js'

/** Asks STS whom these very credentials belong to. Read-only. */
export async function identifyCredentials(
  credentials: AwsCredentials,
  region: string,
  transport: Transport,
  readAttempts: number,
): Promise<AwsIdentity> {
  const sts = await loadService('sts', {
    region,
    credentials: async () => credentials,
    maxAttempts: readAttempts,
    retryMode: 'standard',
    ...(await transport.settingsFor('sts')),
  })
  let awsTimeMs: number | null = null
  watchServerTime(sts, (serverMs) => {
    awsTimeMs = serverMs
  })
  try {
    const answer = await sts.getCallerIdentity({})
    if (!answer.Account || !answer.Arn) throw new Error('GetCallerIdentity answered without an account')
    return {
      accountId: answer.Account,
      arn: answer.Arn,
      userId: answer.UserId ?? '',
      expiresAtMs: credentials.expiration?.getTime() ?? null,
      awsTimeMs,
    }
  } finally {
    sts.destroy()
  }
}

/** One side as the guard sees it. */
export interface ExpectedAccount {
  readonly side: Side
  readonly accountId: string
  readonly profile: string
}

/** Passes credentials on only when STS says that they belong to the expected account. */
export interface IdentityGuard {
  /** @throws CutoverError `credentials/wrong-account`; the errors of STS as they are */
  assert(credentials: AwsCredentials): Promise<AwsCredentials>
  forget(): void
}

/**
 * A2. Credentials come through here on their way to the signer, so nothing can be signed with a session that STS
 * has not attributed to the expected account. One question per session: the
 * answer is remembered for these exact credentials (by digest) and asked anew for renewed ones.
 */
export function identityGuard(
  expected: ExpectedAccount,
  identify: (credentials: AwsCredentials) => Promise<AwsIdentity>,
): IdentityGuard {
  const answers = new Map<string, Promise<AwsIdentity>>()
  return {
    async assert(credentials) {
      const key = sha256(
        `${credentials.accessKeyId}\n${credentials.secretAccessKey}\n${credentials.sessionToken ?? ''}`,
      )
      const asked = answers.get(key) ?? identify(credentials)
      answers.set(key, asked)
      try {
        const { accountId, arn } = await asked
        if (accountId !== expected.accountId) throw wrongAccount(expected, accountId, arn)
      } catch (error) {
        answers.delete(key)
        throw error
      }
      return credentials
    },
    forget: () => answers.clear(),
  }
}

function wrongAccount(expected: ExpectedAccount, accountId: string, arn: string): CutoverError {
  return new CutoverError({
    code: 'credentials/wrong-account',
    fault: 'operator',
    message:
      `Nothing was sent: profile ${expected.profile} stands for the ${expected.side} account ` +
      `${expected.accountId}, but STS says that it belongs to ${accountId} (${arn}).`,
    next: `aws sts get-caller-identity --profile ${shellWord(expected.profile)}`,
  })
}
