import { devNull } from 'node:os'
import { join } from 'node:path'
import type { AwsCredentials } from '../../aws/credentials.js'
import { CutoverError } from '../../model/errors.js'
import { createFile } from '../../rundir/output-files.js'
import type { ProfileSession, TerraformCredentials } from './credentials.js'
import { type CredentialsEndpoint, credentialsEndpoint, type EndpointOptions } from './endpoint.js'
import { type PrivateFolder, privateFolder } from './private-folder.js'

/** What one terraform is given to sign with, for as long as it runs. */
export interface OpenAccess {
  readonly env: Readonly<Record<string, string>>
  /** When what cannot be renewed ends; null when all of it is renewed, or never ends. */
  readonly endsAtMs: number | null
  /** Why a session could not be renewed, or null. */
  failure(): unknown
  usedBy(pid: number): void
  close(): void
}

/** What every terraform runs with: no file and no service of the machine's own tells it who it is. */
export const NOBODY: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
}

/**
 * Opens the ways by which one terraform gets its credentials: an endpoint for the target account, or keys where no
 * port can be had; and, for the profiles that the operator allowed, a private file that goes with it.
 */
export async function openAccess(
  source: TerraformCredentials,
  onSession: (credentials: AwsCredentials) => void,
  listen?: EndpointOptions['listen'],
): Promise<OpenAccess> {
  const profiles = await source.profiles()
  for (const { credentials } of profiles) onSession(credentials)
  const folder = profiles.length === 0 ? null : await privateFolder()
  try {
    const file = folder === null ? {} : await profileFile(folder, profiles)
    const options = {
      session: () => source.session(),
      onSession,
      ...(listen === undefined ? {} : { listen }),
    }
    const endpoint = await credentialsEndpoint(options).catch(() => null)
    const own = endpoint === null ? await fixedKeys(source, onSession) : { env: endpoint.env, endsAtMs: null }
    const ends = [own.endsAtMs, ...profiles.map(({ credentials }) => endOf(credentials))]
    return {
      env: { ...(await source.endpoints()), ...NOBODY, ...file, ...own.env },
      endsAtMs: earliest(ends),
      failure: () => endpoint?.failure() ?? null,
      usedBy: (pid) => folder?.usedBy(pid),
      close: () => closeAll(endpoint, folder),
    }
  } catch (error) {
    folder?.remove()
    throw error
  }
}

function closeAll(endpoint: CredentialsEndpoint | null, folder: PrivateFolder | null): void {
  endpoint?.close()
  folder?.remove()
}

async function fixedKeys(source: TerraformCredentials, onSession: (credentials: AwsCredentials) => void) {
  const credentials = await source.session()
  onSession(credentials)
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  }
  return { env, endsAtMs: endOf(credentials) }
}

async function profileFile(folder: PrivateFolder, profiles: readonly ProfileSession[]) {
  const path = join(folder.path, 'credentials')
  await createFile(path, profiles.map(sectionOf).join('\n'))
  return { AWS_SHARED_CREDENTIALS_FILE: path }
}

function sectionOf({ profile, credentials }: ProfileSession): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const lines = [
    `[${profile}]`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
  ]
  // A line break would begin a line of its own; and `default` would be taken by whoever names no profile.
  if (lines.some((line) => /[\r\n]/.test(line)) || /[\][\0]/.test(profile) || profile === 'default')
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: `Terraform cannot be given the profile ${profile}: one called default would be used wherever none is named, and a name with brackets or line breaks cannot be written into a credentials file.`,
      next: 'Give the profile another name, in the AWS configuration and in the Terraform files, and allow that one with --terraform-profile.',
    })
  return `${lines.join('\n')}\n`
}

function endOf({ expiration }: AwsCredentials): number | null {
  return expiration?.getTime() ?? null
}

function earliest(ends: readonly (number | null)[]): number | null {
  const known = ends.filter((end): end is number => end !== null)
  return known.length === 0 ? null : Math.min(...known)
}
