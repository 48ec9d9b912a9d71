import type { fromIni } from '@aws-sdk/credential-providers'
import { CutoverError } from '../model/errors.js'
import { byCodeUnit } from '../model/json.js'
import { shellWord } from '../model/shell-word.js'
import { realTimer, seconds, type Timer } from './answer-limits.js'
import type { AwsCredentials } from './credentials.js'
import { type ProfileKind, profileKind } from './profile-kind.js'
import { loadService } from './services.js'
import { mustBeFile, readSections, sharedFiles } from './shared-config.js'
import { configuredEndpoint, type Environment, type Transport } from './transport.js'
import { type Bounded, within } from './within.js'

type FromIniInit = NonNullable<Parameters<typeof fromIni>[0]>

export interface ProfileSettings {
  readonly profile: string
  readonly region: string
  readonly env: Environment
  readonly transport: Transport
  readonly mfaCode?: (serial: string) => Promise<string>
  /** Told what kind of profile it is, before it is used. */
  readonly onKind?: (kind: ProfileKind) => void
  readonly timer?: Timer
}

/**
 * So long getting credentials may take in all, a person's typing of a code not counted: IAM Identity Center, a
 * container's endpoint and programs are asked by the SDK, which bounds idle sockets at most.
 */
export const CREDENTIALS_MS = 180_000

/**
 * Resolves a named profile, always from the files as they are now.
 * @throws CutoverError `credentials/unknown-profile` when neither file has it, `credentials/expired` when they did
 *   not come in {@link CREDENTIALS_MS}; the provider's own
 *   `CredentialsProviderError` (with its `aws sso login` hint) for everything else
 */
export async function profileCredentials(settings: ProfileSettings): Promise<AwsCredentials> {
  const { profile, env, onKind, timer = realTimer } = settings
  const files = sharedFiles(env)
  const known = await readSections(files)
  if (known[profile] === undefined) throw unknownProfile(profile, Object.keys(known))
  const kind = profileKind(profile, known)
  onKind?.(kind)
  refuseEnvironment(kind)
  // The SDK reads it synchronously: with a pipe there, no limit of time would ever be looked at again.
  const token = kind.kind === 'web-identity' ? known[kind.profile]?.web_identity_token_file : undefined
  if (token !== undefined) mustBeFile(token)
  const late = () => noCredentials(profile, kind)
  return within({ totalMs: CREDENTIALS_MS, timer, late }, (bounded) => provide(settings, kind, bounded))
}

async function provide(
  settings: ProfileSettings,
  kind: ProfileKind,
  { untimed }: Bounded,
): Promise<AwsCredentials> {
  const { profile, env, mfaCode } = settings
  const files = sharedFiles(env)
  const { fromIni, fromSSO } = await import('@aws-sdk/credential-providers')
  const ssoEndpoint = configuredEndpoint('SSO', env)
  const common = {
    profile,
    ...files,
    ignoreCache: true,
    // Only the endpoint: a region given here would replace the SSO session's own.
    ...(ssoEndpoint === undefined ? {} : { clientConfig: { endpoint: ssoEndpoint } }),
  }
  // `fromIni` forgets the files' places on its way to SSO, so a profile of SSO alone goes there directly.
  if (kind.kind === 'sso' && kind.profile === profile) return fromSSO(common)()
  try {
    return await fromIni({
      ...common,
      roleAssumer: roleAssumer(settings),
      roleAssumerWithWebIdentity: webIdentityAssumer(settings),
      ...(mfaCode === undefined
        ? {}
        : { mfaCodeProvider: (serial: string) => untimed(() => mfaCode(serial)) }),
    })()
  } catch (error) {
    throw kind.kind === 'process' ? withoutItsWords(error, kind.profile) : error
  }
}

/** Whatever was asked goes on being asked, but nobody waits for it. */
function noCredentials(profile: string, kind: ProfileKind): CutoverError {
  const through = kind.profile === profile ? '' : ` (they come through profile ${kind.profile})`
  return new CutoverError({
    code: 'credentials/expired',
    fault: 'environment',
    message: `Profile ${profile} gave no credentials in ${seconds(CREDENTIALS_MS)}${through}. What holds them did not answer.`,
    next: `See whether it answers at all, then try again: aws sts get-caller-identity --profile ${shellWord(profile)}`,
  })
}

/** Ambient keys belong to whoever set them last; a profile that passes them on is one in name only. */
function refuseEnvironment(kind: ProfileKind): void {
  if (kind.kind !== 'machine' || kind.source !== 'Environment') return
  throw new CutoverError({
    code: 'credentials/unknown-profile',
    fault: 'operator',
    message: `Profile ${kind.profile} takes its keys from the environment (credential_source = Environment). Keys of the environment are never used: they may be of any account.`,
    next: `Name a source_profile in profile ${kind.profile} instead: aws configure set source_profile <name> --profile ${shellWord(kind.profile)}`,
  })
}

/** A failed program is reported by its whole command line and all it wrote, and either may hold a secret. */
function withoutItsWords(error: unknown, profile: string): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('Command failed')) return error
  return new CutoverError({
    code: 'credentials/expired',
    fault: 'environment',
    message: `The credential_process of profile ${profile} failed. What it was and what it wrote are not repeated here: they may hold a secret.`,
    next: `aws sts get-caller-identity --profile ${shellWord(profile)}`,
  })
}

function unknownProfile(profile: string, sections: readonly string[]): CutoverError {
  const profiles = sections.filter((name) => !name.includes('.')).sort(byCodeUnit)
  return new CutoverError({
    code: 'credentials/unknown-profile',
    fault: 'operator',
    message:
      `There is no AWS profile named ${profile} in the shared configuration. ` +
      (profiles.length === 0 ? 'It has no profiles at all.' : `It has: ${profiles.join(', ')}.`),
    next: `aws configure sso --profile ${shellWord(profile)}`,
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
