import type {
  ChangeTagsForResourceCommandInput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-route-53'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { tagList, tagsFrom, withoutTags } from '../common/tags.js'
import { findZone } from './find.js'
import { bareId } from './names.js'
import type { Zone } from './state.js'

export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  call: CallContext,
): ListTagsForResourceResponse {
  const zone = taggedZone(call, input.ResourceType, input.ResourceId)
  return {
    ResourceTagSet: { ResourceType: 'hostedzone', ResourceId: zone.id, Tags: tagList(zone.tags) },
  }
}

export function changeTagsForResource(
  input: ChangeTagsForResourceCommandInput,
  call: CallContext,
): Record<string, never> {
  const zone = taggedZone(call, input.ResourceType, input.ResourceId)
  zone.tags = tagsFrom(input.AddTags, withoutTags(zone.tags, input.RemoveTagKeys))
  return {}
}

function taggedZone(call: CallContext, type: string | undefined, id: string | undefined): Zone {
  if (type === 'hostedzone') return findZone(call, id)
  throw new AwsError('NoSuchHealthCheck', `A health check with id ${bareId(id ?? '')} does not exist.`, 404)
}
