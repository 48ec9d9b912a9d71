import { type Static, Type } from 'typebox'
import { mapOf, published, sourceMetadata, textOrNull, texts } from './parts.js'

export const TeamSchema = Type.Object({
  resources: texts('ARNs that the team owns.'),
  contact: Type.Optional(textOrNull('How to reach the team.')),
  approval_required_for_cutover: Type.Optional(Type.Boolean({ default: true })),
})

/** `resource-ownership.json`. */
export const ResourceOwnershipSchema = Type.Object(
  {
    metadata: sourceMetadata({}),
    ownership_tags: texts('Tag keys that name an owner, most telling first.'),
    teams: mapOf(TeamSchema, { description: 'Teams by their name.' }),
    unowned_resources: texts('ARNs that carry none of the tags.'),
  },
  published('resource-ownership', 'Resource ownership', 'Which team owns which resource.'),
)
export type ResourceOwnership = Static<typeof ResourceOwnershipSchema>
