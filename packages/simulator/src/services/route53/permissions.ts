import type { ServiceBehaviour } from '../../kernel/service.js'
import { permissionsOf } from '../iam/permissions.js'

interface Change {
  readonly Action?: string
  readonly ResourceRecordSet?: { readonly Name?: string; readonly Type?: string }
}

/** What a batch changes is in condition keys, so that a policy can name single records of a zone. */
export const permissions: NonNullable<ServiceBehaviour['permissions']> = (operation, input, call) => {
  if (operation !== 'ChangeResourceRecordSets') return undefined
  const { Changes = [] } = (input.ChangeBatch ?? {}) as { readonly Changes?: readonly Change[] }
  const each = (value: (change: Change) => string | undefined) => [
    ...new Set(Changes.map(value).filter((text) => text !== undefined)),
  ]
  const context = {
    'route53:changeresourcerecordsetsactions': each(({ Action }) => Action),
    'route53:changeresourcerecordsetsrecordtypes': each(({ ResourceRecordSet }) => ResourceRecordSet?.Type),
    // Lower case and without the final dot (Route 53 Developer Guide, "Specifying conditions").
    'route53:changeresourcerecordsetsnormalizedrecordnames': each(({ ResourceRecordSet }) =>
      ResourceRecordSet?.Name?.toLowerCase().replace(/\.$/, ''),
    ),
  }
  return permissionsOf('route53', operation, input, call).map((one) => ({ ...one, context }))
}
