import { join } from 'node:path'
import { openRegularFile } from '@cutover/journal'
import { refusalAsFault } from '../rundir/own-files.js'
import { errno } from '../rundir/problems.js'
import type { ProfileSections } from './profile-kind.js'
import { type Environment, endpointProblem } from './transport.js'

/** Where the shared configuration is, as the SDK's providers take it. */
export interface SharedFiles {
  readonly configFilepath?: string
  readonly filepath?: string
}

export function sharedFiles(env: Environment): SharedFiles {
  return {
    ...(env.AWS_CONFIG_FILE ? { configFilepath: env.AWS_CONFIG_FILE } : {}),
    ...(env.AWS_SHARED_CREDENTIALS_FILE ? { filepath: env.AWS_SHARED_CREDENTIALS_FILE } : {}),
  }
}

/** Every section of both files, as they are now: profiles by name, others with their kind in front. */
export async function readSections(files: SharedFiles): Promise<ProfileSections> {
  const { getHomeDir, parseKnownFiles } = await import('@smithy/core/config')
  for (const [path, usual] of [
    [files.configFilepath, 'config'],
    [files.filepath, 'credentials'],
  ] as const)
    mustBeFile(path?.replace(/^~(?=\/)/, getHomeDir()) ?? join(getHomeDir(), '.aws', usual))
  return await parseKnownFiles({ ...files, ignoreCache: true })
}

/** Hundreds of profiles are some 100 KiB. */
const SHARED_LIMIT_BYTES = 4 * 1024 * 1024

/**
 * The SDK reads these, and a web identity's token, by itself, by path, and would wait for a pipe or read a device for ever. A link may lead to
 * them: many people keep theirs in a repository.
 * @throws CutoverError `input/unreadable`
 */
export function mustBeFile(path: string): void {
  try {
    openRegularFile(path, { limitBytes: SHARED_LIMIT_BYTES, link: 'follow' }).close()
  } catch (error) {
    // A missing one has no profiles, and one that may not be read is the SDK's own matter.
    if (errno(error) === 'FILE_REFUSED') throw refusalAsFault(error)
  }
}

/**
 * What a profile says about a service's endpoint, its `services` section first, or undefined.
 * @param suffix as after `AWS_ENDPOINT_URL_`, for example `S3_CONTROL`
 * @throws CutoverError `usage/invalid` for an endpoint that is not an http(s) URL
 */
export function profileEndpoint(
  suffix: string,
  profile: string,
  sections: ProfileSections,
): string | undefined {
  const section = sections[profile] ?? {}
  if (section.ignore_configured_endpoint_urls?.toLowerCase() === 'true') return undefined
  const services = section.services === undefined ? undefined : sections[`services.${section.services}`]
  const value = services?.[`${suffix.toLowerCase()}.endpoint_url`] ?? section.endpoint_url
  if (value === undefined || value === '') return undefined
  const problem = endpointProblem(`endpoint_url of profile ${profile}`, value)
  if (problem !== null) throw problem
  return value
}

/**
 * The endpoints that a profile's own section names, as variables for a program that does not see the section. An
 * endpoint that the environment names for everything goes before them, as it does for our own clients.
 * @throws CutoverError `usage/invalid` for an endpoint that is not an http(s) URL
 */
export function endpointVariables(
  profile: string,
  sections: ProfileSections,
  env: Environment,
): Readonly<Record<string, string>> {
  if (env.AWS_ENDPOINT_URL || env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return {}
  const section = sections[profile] ?? {}
  const services = section.services === undefined ? {} : (sections[`services.${section.services}`] ?? {})
  const own = Object.keys(services).flatMap((key) => {
    const suffix = /^(\w+)\.endpoint_url$/.exec(key)?.[1]?.toUpperCase()
    return suffix === undefined ? [] : [suffix]
  })
  const named = own.map((suffix) => [`AWS_ENDPOINT_URL_${suffix}`, suffix] as const)
  const found = [['AWS_ENDPOINT_URL', ''] as const, ...named].flatMap(([variable, suffix]) => {
    const value = env[variable] ? undefined : profileEndpoint(suffix, profile, sections)
    return value === undefined ? [] : [[variable, value] as const]
  })
  return Object.fromEntries(found)
}
