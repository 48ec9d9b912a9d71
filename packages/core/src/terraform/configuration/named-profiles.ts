import { credentialBlocks } from './credential-blocks.js'
import { profilesIn } from './credential-members.js'
import type { Configuration } from './model.js'

/**
 * Profiles that provider blocks, backends and remote states name, each once. Computed ones are not among them:
 * they are refused.
 */
export function namedProfiles(configuration: Configuration): readonly string[] {
  const found = credentialBlocks(configuration).flatMap(({ body }) => profilesIn(body))
  return [...new Set(found.filter((profile) => profile !== null))].sort()
}
