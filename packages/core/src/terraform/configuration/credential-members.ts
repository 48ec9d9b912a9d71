import type { Json } from '../../model/json.js'
import { type Body, blocksOf, bodyOf, isSet, literalText } from './body.js'

/** What decides whose credentials the AWS providers and the S3 backend use, beside the environment. */
const DECIDING = [
  'access_key',
  'secret_key',
  'token',
  'profile',
  'shared_config_files',
  'shared_credentials_file',
  'shared_credentials_files',
  'assume_role',
  'assume_role_with_web_identity',
  'role_arn',
  'endpoint',
  'endpoints',
  'dynamodb_endpoint',
  'ec2_metadata_service_endpoint',
] as const

/** What decides who answers when the provider asks whose account it is in: no `allowed_account_ids` helps there. */
const ANSWERING = [
  'sts_endpoint',
  'iam_endpoint',
  'custom_ca_bundle',
  'insecure',
  'http_proxy',
  'https_proxy',
]
const ANSWERING_ENDPOINTS = ['sts', 'iam', 'sso', 'ssooidc']

/** Members that are set, whatever their values: what a value is may be known to terraform alone. */
export function decidingMembers(body: Body): readonly string[] {
  return DECIDING.filter((name) => isSet(body, name))
}

/** Members that lead the account check itself elsewhere; endpoints that cannot be read count as such. */
export function answeringMembers(body: Body): readonly string[] {
  const found = ANSWERING.filter((name) => isSet(body, name))
  return isSet(body, 'endpoints') ? [...found, ...answeringEndpoints(body)] : found
}

function answeringEndpoints(body: Body): readonly string[] {
  const computed = blocksOf(body.dynamic, 1).some(({ labels }) => labels[0] === 'endpoints')
  const values = Array.isArray(body.endpoints) ? body.endpoints : [body.endpoints ?? null]
  if (computed || values.some((value) => bodyOf(value as Json) === null)) return ['endpoints (computed)']
  return values.flatMap((value) =>
    ANSWERING_ENDPOINTS.filter((service) => service in (bodyOf(value as Json) ?? {})).map(
      (service) => `endpoints.${service}`,
    ),
  )
}

/** The one account that a block is for; null where there are none, several, or a computed one. */
export function allowedAccount(body: Body): string | null {
  const ids = body.allowed_account_ids
  if (!Array.isArray(ids) || ids.length !== 1) return null
  const id = literalText(ids[0] as Json)
  return id !== null && /^\d{12}$/.test(id) ? id : null
}

/** Profiles that a block names, in `assume_role` and its like too; null for one that is computed. */
export function profilesIn(body: Body): readonly (string | null)[] {
  return isSet(body, 'profile') ? [literalText(body.profile)] : []
}
