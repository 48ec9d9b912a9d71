import type { ReadContext } from './definition.js'

const RUN = 'cutover:run'
const STEP = 'cutover:step'
const TOKEN = 'cutover:token'

export type Tags = Readonly<Record<string, string>>

/**
 * What is put on everything that a step creates where AWS takes no idempotency token: by these, and by nothing
 * else, does reconcile tell our work from another's, and rollback what it may delete.
 */
export function ownershipTags(ctx: Pick<ReadContext, 'facts' | 'step' | 'token'>): Tags {
  return { [RUN]: ctx.facts.runId, [STEP]: ctx.step.step_id, [TOKEN]: ctx.token }
}

/** True for what this step created, in this attempt or an earlier one. */
export function isOurs(tags: Tags, ctx: Pick<ReadContext, 'facts' | 'step'>): boolean {
  return tags[RUN] === ctx.facts.runId && tags[STEP] === ctx.step.step_id
}

/** The tags as a CLI equivalent names them; step and token are known only at execution. */
export function ownershipTagWords(runId: string, more: Tags = {}): readonly string[] {
  const tags = { [RUN]: runId, [STEP]: '<step_id>', [TOKEN]: '<token>', ...more }
  return Object.entries(tags).map(([key, value]) => `Key=${key},Value=${value}`)
}

/** From the list that every AWS service answers. */
export function tagsOf(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']))
}

/** To the list that every AWS service takes. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
