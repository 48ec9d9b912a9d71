import type {
  Filter,
  ListSecretsCommandInput,
  ListSecretsResponse,
  SecretListEntry,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { page } from '../common/paging.js'
import { tagList } from '../common/tags.js'
import { ownSecrets } from './find.js'
import { stagesOf } from './secrets.js'
import type { Secret } from './state.js'
import { invalidNextToken } from './versions.js'

/** In order of names, those marked for deletion only with `IncludePlannedDeletion`. */
export function listSecrets(input: ListSecretsCommandInput, call: CallContext): ListSecretsResponse {
  const secrets = ownSecrets(call).filter(
    (secret) =>
      (secret.deletion === undefined || input.IncludePlannedDeletion === true) &&
      (input.Filters ?? []).every((filter) => matches(secret, filter)),
  )
  const limit = input.MaxResults ?? 100
  const { items, next } = page(secrets, (secret) => secret.name, {
    limit,
    marker: input.NextToken,
    invalidMarker: invalidNextToken,
  })
  return { SecretList: items.map(entryOf), NextToken: next }
}

function entryOf(secret: Secret): SecretListEntry {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: new Date(secret.changedMs),
    CreatedDate: new Date(secret.createdMs),
    DeletedDate: secret.deletion === undefined ? undefined : new Date(secret.deletion.markedMs),
    Tags: tagList(secret.tags),
    SecretVersionsToStages: stagesOf(secret),
  }
}

/** Values are prefixes (`!` negates); those of names match with case, the others without. */
function matches(secret: Secret, filter: Filter): boolean {
  const texts = textsOf(secret, filter.Key ?? '')
  const ignoreCase = filter.Key !== 'name'
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  return (filter.Values ?? []).some((value) => {
    const negated = value.startsWith('!')
    const prefix = fold(negated ? value.slice(1) : value)
    return texts.some((text) => fold(text).startsWith(prefix)) !== negated
  })
}

function textsOf(secret: Secret, key: string): string[] {
  switch (key) {
    case 'name':
      return [secret.name]
    case 'description':
      return (secret.description ?? '').split(/\s+/)
    case 'tag-key':
      return Object.keys(secret.tags)
    case 'tag-value':
      return Object.values(secret.tags)
    case 'all':
      return [secret.name, secret.description ?? '', ...Object.entries(secret.tags).flat()]
    default:
      throw new AwsError('InvalidParameterException', `Invalid filter key: ${key}`)
  }
}
