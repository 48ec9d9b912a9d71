import type {
  AddTagsToResourceCommandInput,
  ListTagsForResourceCommandInput,
  RemoveTagsFromResourceCommandInput,
  TagListMessage,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { parseArn } from '../common/ids.js'
import { type Tags, tagList, tagsFrom, withoutTags } from '../common/tags.js'
import { clusterNotFound, invalidValue, notFound } from './errors.js'
import { settled } from './find.js'
import { CLUSTER_GROUPS, INSTANCE_GROUPS } from './parameters/family.js'
import { CLUSTER_SNAPSHOTS, INSTANCE_SNAPSHOTS } from './snapshots/family.js'
import type { RdsState } from './state.js'

interface Tagged {
  tags: Tags
}

interface TaggedKind {
  readonly kept: (state: RdsState) => Readonly<Record<string, Tagged>>
  readonly notFound: (id: string) => AwsError
}

/** By the kind that the ARN spells. */
const KINDS: Readonly<Record<string, TaggedKind>> = {
  db: { kept: (state) => state.instances, notFound: (id) => notFound('DBInstance', id) },
  cluster: { kept: (state) => state.clusters, notFound: clusterNotFound },
  snapshot: INSTANCE_SNAPSHOTS,
  'cluster-snapshot': CLUSTER_SNAPSHOTS,
  pg: INSTANCE_GROUPS,
  'cluster-pg': CLUSTER_GROUPS,
  subgrp: {
    kept: (state) => state.subnetGroups,
    notFound: (id) =>
      new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${id}' does not exist.`, 404),
  },
}

export function addTagsToResource(
  input: AddTagsToResourceCommandInput,
  call: CallContext,
): Record<string, never> {
  const resource = tagged(call, input.ResourceName)
  resource.tags = tagsFrom(input.Tags, resource.tags)
  return {}
}

export function removeTagsFromResource(
  input: RemoveTagsFromResourceCommandInput,
  call: CallContext,
): Record<string, never> {
  const resource = tagged(call, input.ResourceName)
  resource.tags = withoutTags(resource.tags, input.TagKeys)
  return {}
}

export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  call: CallContext,
): TagListMessage {
  return { TagList: tagList(tagged(call, input.ResourceName).tags) }
}

function tagged(call: CallContext, arn: string | undefined): Tagged {
  const parsed = parseArn(arn ?? '')
  const [kind = '', id = ''] = parsed?.resource.split(/:(.*)/s) ?? []
  const known = KINDS[kind]
  if (arn === undefined || parsed?.service !== 'rds' || known === undefined) {
    throw invalidValue(`Invalid resource name: ${arn ?? ''}`)
  }
  const found = parsed.accountId === call.caller.accountId ? known.kept(settled(call))[arn] : undefined
  if (found === undefined) throw known.notFound(id)
  return found
}
