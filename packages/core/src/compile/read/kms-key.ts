import { parseArn } from './arn.js'

/** Where a key that is given without its account lives. */
export interface KeyHome {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/**
 * Planners name a key by id, `key/id`, ARN, or alias. An id becomes the key's ARN in its home; an alias
 * becomes the alias' ARN, since which key it points to is only known to AWS.
 */
export function normaliseKmsKey(key: string | null | undefined, home: KeyHome): string | null {
  const text = key?.trim() ?? ''
  if (text === '') return null
  if (text.startsWith('arn:')) return parseArn(text) === null ? null : text
  const prefix = `arn:${home.partition}:kms:${home.region}:${home.accountId}`
  if (text.startsWith('alias/')) return `${prefix}:${text}`
  const id = text.replace(/^key\//, '')
  return /^[A-Za-z0-9-]+$/.test(id) ? `${prefix}:key/${id}` : null
}

/** Whether this is the ARN of a key (grants do not accept aliases). */
export function isKeyArn(text: string | null): text is string {
  return parseArn(text)?.resource.startsWith('key/') ?? false
}
