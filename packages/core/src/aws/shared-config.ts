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
  const { parseKnownFiles } = await import('@smithy/core/config')
  return await parseKnownFiles({ ...files, ignoreCache: true })
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
