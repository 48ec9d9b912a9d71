import type { fromIni } from '@aws-sdk/credential-providers'
import { CutoverError } from '../model/errors.js'
import { byCodeUnit } from '../model/json.js'
import type { AwsCredentials } from './credentials.js'
import { loadService } from './services.js'
import { configuredEndpoint, type Environment, type Transport } from './transport.js'

type FromIniInit = NonNullable<Parameters<typeof fromIni>[0]>

export interface ProfileSettings {
  readonly profile: string
  readonly region: string
  readonly env: Environment
  readonly transport: Transport
  readonly mfaCode?: (serial: string) => Promise<string>
}

/**
 * Resolves a named profile, always from the files as they are now.
 * @throws CutoverError `credentials/unknown-profile` when neither file has it; the provider's own
 *   `CredentialsProviderError` (with its `aws sso login` hint) for everything else
 */
export async function profileCredentials(settings: ProfileSettings): Promise<AwsCredentials> {
  const { profile, env, mfaCode } = settings
  const files = sharedFiles(env)
  const { parseKnownFiles } = await import('@smithy/core/config')
  const known = await parseKnownFiles({ ...files, ignoreCache: true })
  const section = known[profile]
  if (section === undefined) throw unknownProfile(profile, Object.keys(known))

  const { fromIni, fromSSO } = await import('@aws-sdk/credential-providers')
  const ssoEndpoint = configuredEndpoint('SSO', env)
  const common = {
    profile,
    ...files,
    ignoreCache: true,
    // Only the endpoint: a region given here would replace the SSO session's own.
    ...(ssoEndpoint === undefined ? {} : { clientConfig: { endpoint: ssoEndpoint } }),
  }
  if (isPlainSso(section)) return fromSSO(common)()
  return fromIni({
    ...common,
    roleAssumer: roleAssumer(settings),
    roleAssumerWithWebIdentity: webIdentityAssumer(settings),
    ...(mfaCode === undefined ? {} : { mfaCodeProvider: mfaCode }),
  })()
}

/** `fromIni` forgets the files' places on its way to SSO, so a profile of SSO alone goes there directly. */
function isPlainSso(section: Readonly<Record<string, string | undefined>>): boolean {
  const others = ['role_arn', 'aws_access_key_id', 'web_identity_token_file', 'credential_process']
  return (
    (section.sso_session ?? section.sso_start_url) !== undefined && others.every((key) => !(key in section))
  )
}

function sharedFiles(env: Environment): { configFilepath?: string; filepath?: string } {
  return {
    ...(env.AWS_CONFIG_FILE ? { configFilepath: env.AWS_CONFIG_FILE } : {}),
    ...(env.AWS_SHARED_CREDENTIALS_FILE ? { filepath: env.AWS_SHARED_CREDENTIALS_FILE } : {}),
  }
}

function unknownProfile(profile: string, sections: readonly string[]): CutoverError {
  const profiles = sections.filter((name) => !name.includes('.')).sort(byCodeUnit)
  return new CutoverError({
    code: 'credentials/unknown-profile',
    fault: 'operator',
    message:
      `There is no AWS profile named ${profile} in the shared configuration. ` +
      (profiles.length === 0 ? 'It has no profiles at all.' : `It has: ${profiles.join(', ')}.`),
    next: `aws configure sso --profile ${profile}`,
  })
}

/** Assumes roles through our own STS client, so that region and endpoints are the explicit ones here too. */
function roleAssumer({ region, transport }: ProfileSettings): NonNullable<FromIniInit['roleAssumer']> {
  return async (sourceCredentials, params) => {
    const sts = await loadService('sts', {
      region,
      credentials: async () => sourceCredentials,
      maxAttempts: 3,
      retryMode: 'standard',
      ...(await transport.settingsFor('sts')),
    })
    try {
      const { Credentials } = await sts.assumeRole({ ...params, RoleSessionName: sessionName(params) })
      return sessionOf(Credentials, params.RoleArn)
    } finally {
      sts.destroy()
    }
  }
}

/** The SDK's own default changes every time; audit trails are easier to read with one name. */
function sessionName({ RoleSessionName: wanted }: { RoleSessionName?: string | undefined }): string {
  return wanted === undefined || wanted.startsWith('aws-sdk-js-') ? 'cutover' : wanted
}

function webIdentityAssumer({
  region,
  transport,
}: ProfileSettings): NonNullable<FromIniInit['roleAssumerWithWebIdentity']> {
  return async (params) => {
    const sts = await loadService('sts', {
      region,
      // The operation is not signed; a provider that is never asked keeps ambient credentials out.
      credentials: async () => ({ accessKeyId: 'unsigned', secretAccessKey: 'unsigned' }),
      maxAttempts: 3,
      retryMode: 'standard',
      ...(await transport.settingsFor('sts')),
    })
    try {
      return sessionOf((await sts.assumeRoleWithWebIdentity({ ...params })).Credentials, params.RoleArn)
    } finally {
      sts.destroy()
    }
  }
}

function sessionOf(
  session:
    | {
        AccessKeyId?: string | undefined
        SecretAccessKey?: string | undefined
        SessionToken?: string | undefined
        Expiration?: Date | undefined
      }
    | undefined,
  roleArn: string | undefined,
): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = session ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw new CutoverError({
      code: 'aws/refused',
      fault: 'environment',
      message: `STS answered AssumeRole for ${roleArn ?? 'an unnamed role'} without credentials.`,
    })
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration ? { expiration: Expiration } : {}),
  }
}
