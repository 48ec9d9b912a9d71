import { type JsonRecord, listOf, recordOf, textOf } from './json-read.js'

/** A provider block as a plan describes it: expressions, nothing of them evaluated. */
export interface ProviderBlock {
  /** `aws`, `aws.other`, `module.a:aws`. */
  readonly key: string
  /** The provider's type, whatever it is called locally. */
  readonly type: string
  readonly expressions: JsonRecord
}

/** Every provider block of a plan's configuration, those in modules too. */
export function providerBlocks(plan: JsonRecord): readonly ProviderBlock[] {
  const found = recordOf(recordOf(plan.configuration)?.provider_config) ?? {}
  return Object.entries(found).map(([key, raw]) => {
    const block = recordOf(raw) ?? {}
    const name = textOf(block.full_name) ?? textOf(block.name) ?? key
    return { key, type: name.split('/').at(-1) ?? name, expressions: recordOf(block.expressions) ?? {} }
  })
}

/** Whoever sets one of these decides whose credentials a provider signs with, or who is asked whose they are. */
export const DECIDES_CREDENTIALS: readonly string[] = [
  'profile',
  'access_key',
  'secret_key',
  'token',
  'shared_config_files',
  'shared_credentials_file',
  'shared_credentials_files',
  'assume_role',
  'assume_role_with_web_identity',
  'endpoints',
  'ec2_metadata_service_endpoint',
  'skip_requesting_account_id',
]

/** Services that say whose credentials they are: led elsewhere, they would say what somebody wants to hear. */
export const IDENTITY_ENDPOINTS: readonly string[] = ['sts', 'iam', 'sso', 'ssooidc']

/** The accounts that a provider block may be for, and the profiles that it may name. */
export interface AllowedAccounts {
  readonly target: string
  /** Account by profile, of those that the operator allowed. */
  readonly profiles: Readonly<Record<string, string>>
}

/** Why a plan with these blocks must not be shown as one of the target account: one sentence for each block. */
export function foreignProviders(
  blocks: readonly ProviderBlock[],
  allowed: AllowedAccounts,
): readonly string[] {
  return blocks
    .filter(({ type }) => type.startsWith('aws'))
    .flatMap((block) => problemOf(block, allowed) ?? [])
}

function problemOf(
  { key, expressions }: ProviderBlock,
  { target, profiles }: AllowedAccounts,
): string | null {
  const led = endpointsOf(expressions).filter((service) => IDENTITY_ENDPOINTS.includes(service))
  if (led.length > 0)
    return `provider ${key} leads ${led.join(', ')} to an address of its own, which would say whose its credentials are`
  const deciding = DECIDES_CREDENTIALS.filter((name) => isSet(expressions[name]))
  if (deciding.length === 0) return null
  const account = onlyAccount(expressions.allowed_account_ids)
  const known = [target, ...Object.values(profiles)]
  if (account === null || !known.includes(account))
    return `provider ${key} sets ${deciding.join(', ')}, and has no allowed_account_ids with one account that is written out and known (${[...new Set(known)].join(', ')})`
  if (!isSet(expressions.profile)) return null
  const profile = constantOf(expressions.profile)
  if (typeof profile !== 'string' || !Object.hasOwn(profiles, profile))
    return `provider ${key} names a profile that was not allowed with --terraform-profile`
  return profiles[profile] === account
    ? null
    : `provider ${key} is for account ${account}, but STS says that profile ${profile} belongs to ${profiles[profile]}`
}

/** `null` and no value are not set; whatever is computed may be anything. */
function isSet(expression: unknown): boolean {
  if (expression === undefined || expression === null) return false
  if (Array.isArray(expression)) return expression.length > 0
  const record = recordOf(expression)
  return record === null || !('constant_value' in record) || isValue(record.constant_value)
}

function isValue(value: unknown): boolean {
  return value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
}

function constantOf(expression: unknown): unknown {
  return recordOf(expression)?.constant_value
}

function onlyAccount(expression: unknown): string | null {
  const accounts = listOf(constantOf(expression))
  return accounts.length === 1 ? textOf(accounts[0]) : null
}

function endpointsOf(expressions: JsonRecord): readonly string[] {
  return listOf(expressions.endpoints).flatMap((block) =>
    Object.entries(recordOf(block) ?? {}).flatMap(([service, value]) => (isSet(value) ? [service] : [])),
  )
}
