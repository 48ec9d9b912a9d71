import { type CredentialBlock, credentialBlocks } from './credential-blocks.js'
import { allowedAccount, answeringMembers, decidingMembers, profilesIn } from './credential-members.js'
import type { BackendBlock, Configuration, ModuleCall, ModuleReading } from './model.js'
import type { Refusal } from './refusal.js'

/** What the blocks of a configuration are compared with. */
export interface Permitted {
  readonly targetAccountId: string
  readonly sourceAccountId: string
  /** Profiles beside the target's that the operator allowed with `--terraform-profile`. */
  readonly profiles: readonly string[]
}

/** Blocks with which terraform must not be started at all, `init` included. */
export function refusedBlocks(configuration: Configuration, permitted: Permitted): readonly Refusal[] {
  return [
    ...configuration.modules.flatMap((module) => [...refusedBackends(module), ...refusedSources(module)]),
    ...credentialBlocks(configuration).flatMap((block) => refusedCredentials(block, permitted) ?? []),
  ]
}

/** A backend that stands in terraform's own record only is held to the same rules as a block. */
export function refusedRecordedBackend(
  backend: BackendBlock | null,
  permitted: Permitted,
): readonly Refusal[] {
  if (backend === null) return []
  const { type, file, body } = backend
  const block = { file, title: `the recorded backend "${type}"`, body }
  return [...refusedBackends({ backends: [backend] }), ...[refusedCredentials(block, permitted) ?? []].flat()]
}

function refusedBackends({ backends }: Pick<ModuleReading, 'backends'>): readonly Refusal[] {
  return backends
    .filter(({ type }) => type === 'cloud' || type === 'remote')
    .map(({ type, file }) => ({
      file,
      message: `${type === 'cloud' ? 'the cloud block' : 'backend "remote"'} runs terraform on another machine, with credentials that nobody here can see.`,
      next: 'Keep the state in a backend "s3" of the target account, or in a local one, and take the block out.',
    }))
}

function refusedSources({ calls, address }: ModuleReading): readonly Refusal[] {
  return calls.filter(isUnpinned).map(({ name, source, file }) => ({
    file,
    message: `module "${name}"${address === '' ? '' : ` of ${address}`} comes from ${JSON.stringify(source)} in whatever version is there at that moment.`,
    next: 'Write an exact version (version = "1.2.3"), or a commit (?ref=<40 hexadecimal digits>), or copy the module below terraform/.',
  }))
}

/** A range of versions and a branch lead elsewhere tomorrow; a tag that reads as a version is taken for one. */
function isUnpinned({ source, version, place }: ModuleCall): boolean {
  if (source === null || place.kind === 'missing' || /^\.{1,2}[/\\]/.test(source)) return false
  const commit = /[?&]ref=([0-9a-f]{40}|[0-9a-f]{64}|v?\d+\.\d+\.\d+[\w.-]*)(?:&|$)/i.test(source)
  return !commit && !(version !== null && /^\s*=?\s*v?\d+\.\d+\.\d+[\w.+-]*\s*$/.test(version))
}

function refusedCredentials(block: CredentialBlock, permitted: Permitted): Refusal | null {
  const { file, title, body } = block
  const answering = answeringMembers(body)
  if (answering.length > 0)
    return {
      file,
      message: `${title} sets ${answering.join(', ')}: the check of whose account this is would be answered there.`,
      next: 'Take it out. A proxy or a certificate belongs into the environment (HTTPS_PROXY, AWS_CA_BUNDLE).',
    }
  const deciding = decidingMembers(body)
  return deciding.length === 0 ? null : refusedAccount(block, deciding, permitted)
}

/** Credentials of its own: the block says which account they are for, and that account is one that is meant. */
function refusedAccount(
  { file, title, body }: CredentialBlock,
  deciding: readonly string[],
  permitted: Permitted,
): Refusal | null {
  const sets = `${title} sets ${deciding.join(', ')}`
  const { targetAccountId, sourceAccountId } = permitted
  const account = allowedAccount(body)
  const profiles = profilesIn(body)
  if (account === null || 'skip_requesting_account_id' in body)
    return {
      file,
      message: `${sets}, so it decides by itself in which account terraform works, and it does not say which one it is for.`,
      next: `Take it out: terraform gets the target profile's credentials. Or write allowed_account_ids = ["${targetAccountId}"] into the block, without skip_requesting_account_id.`,
    }
  const unknown = profiles.find((profile) => profile === null || !permitted.profiles.includes(profile))
  if (unknown !== undefined)
    return {
      file,
      message: `${sets}: ${unknown === null ? 'which profile that is, is computed' : `the profile ${unknown} was not allowed`}.`,
      next:
        unknown === null
          ? 'Write the name of the profile out.'
          : `Take it out, or allow it: --terraform-profile ${unknown}`,
    }
  if (account === targetAccountId || (account === sourceAccountId && profiles.length > 0)) return null
  const which = account === sourceAccountId ? 'the source account' : 'an account of neither side'
  return {
    file,
    message: `${sets} for ${account}, which is ${which}.`,
    next: `Write allowed_account_ids = ["${targetAccountId}"] with credentials of the target account, or take both out. For the source account the operator names a profile: --terraform-profile <name>`,
  }
}
