import { type Body, bodyOf } from './body.js'
import type { Configuration } from './model.js'
import { providerSource } from './provider-sources.js'

/** A block that can decide whose credentials are used. */
export interface CredentialBlock {
  readonly file: string
  /** As an operator finds it: `provider "aws" (alias b) of module.net`. */
  readonly title: string
  readonly body: Body
}

/** Providers whose credentials are AWS's. Those of third parties count: who knows what they take up. */
function isAws(source: string): boolean {
  return !source.startsWith('hashicorp/') || /^hashicorp\/(?:aws|awscc)$/.test(source)
}

export function credentialBlocks(configuration: Configuration): readonly CredentialBlock[] {
  return configuration.modules.flatMap((module) => {
    const of = module.address === '' ? '' : ` of ${module.address}`
    const providers = module.providers.filter(({ name }) => isAws(providerSource(module, name)))
    const states = module.resources.filter(({ type }) => type === 'terraform_remote_state')
    return [
      ...providers.map(({ name, alias, file, body }) => ({
        file,
        title: `provider "${name}"${typeof alias === 'string' ? ` (alias ${alias})` : ''}${of}`,
        body,
      })),
      ...module.backends.map(({ type, file, body }) => ({ file, title: `backend "${type}"${of}`, body })),
      ...states.map(({ name, file, body }) => ({
        file,
        title: `data "terraform_remote_state" "${name}"${of}`,
        // Computed: everything may be set, and nothing can be allowed.
        body: bodyOf(body.config) ?? (Object.assign(Object.create(null), { profile: '${…}' }) as Body),
      })),
    ]
  })
}
