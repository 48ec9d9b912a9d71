import { partitionOf } from '../../model/partition.js'
import type { Draft } from '../expand/draft.js'
import { normaliseKmsKey } from '../read/kms-key.js'
import { textValue } from '../resolve/source.js'
import { type Edge, groupBy, isPromotion, isTraffic, isTransfer, type RequirementContext } from './kinds.js'
import { planEdges } from './plan-edges.js'
import { writerEdges } from './writer-edges.js'

/**
 * For each draft the drafts that it requires: the edges that matter when a step is skipped or fails. Mere order
 * is not a requirement; the order of phases already is that.
 */
export function requirements(ctx: RequirementContext): readonly (readonly number[])[] {
  const required = ctx.drafts.map(() => new Set<number>())
  const edges = [
    ...handoffEdges(ctx),
    ...sameItemEdges(ctx),
    ...grantEdges(ctx),
    ...snapshotEdges(ctx),
    ...containerEdges(ctx),
    ...pairEdges(ctx, 'dynamodb-export', 'dynamodb-import'),
    ...pairEdges(ctx, 'dms-create-replication-task', 'dms-start-replication-task'),
    ...pairEdges(ctx, 'dms-start-replication-task', 'dms-promote'),
    ...writerEdges(ctx),
    ...freezeEdges(ctx),
    ...planEdges(ctx),
  ]
  for (const { after, before } of edges) if (after !== before) required[after]?.add(before)
  return required.map((set) => [...set].sort((a, b) => a - b))
}

/** Everything in the data plane requires the handoff. */
function handoffEdges({ drafts }: RequirementContext): readonly Edge[] {
  const handoff = drafts.find((draft) => draft.role === 'handoff')
  if (handoff === undefined) return []
  return drafts.filter((d) => d.plane === 'data').map((d) => ({ after: d.index, before: handoff.index }))
}

/** A verification follows what it verifies; a restore follows the copy that was made for it. */
function sameItemEdges({ drafts }: RequirementContext): readonly Edge[] {
  const byItem = groupBy(drafts, (d) => (d.item === null ? null : String(d.item.position)))
  return [...byItem.values()].flatMap((steps) =>
    steps.flatMap((after) =>
      steps
        .filter(({ index, role }) => {
          if (after.role === 'verification') return role !== 'verification'
          return after.role === 'operation' && role === 'helper' && index < after.index
        })
        .map((before) => ({ after: after.index, before: before.index })),
    ),
  )
}

/** A key has to be granted before a snapshot under it is copied or restored. */
function grantEdges(ctx: RequirementContext): readonly Edge[] {
  const grants = ctx.drafts.filter((d) => d.operation === 'kms-grant')
  const byKey = groupBy(grants, (d) => textValue(ctx.params[d.index]?.['key_arn']) ?? null)
  const byDatastore = groupBy(grants, (d) => d.datastoreArn)
  return ctx.drafts
    .filter((d) => d.operation === 'snapshot-copy' || d.operation === 'snapshot-restore')
    .flatMap((after) => {
      const keys = keysOf(after, ctx)
      const before = new Set([
        ...(byDatastore.get(after.datastoreArn ?? '') ?? []),
        ...keys.flatMap((key) => byKey.get(key) ?? []),
      ])
      return [...before].map((grant) => ({ after: after.index, before: grant.index }))
    })
}

function keysOf(draft: Draft, { params, datastores, facts }: RequirementContext): readonly string[] {
  const planned = datastores.get(draft.datastoreArn ?? '')?.encryption.source_kms_key_arn
  const own = params[draft.index] ?? {}
  return [
    normaliseKmsKey(planned, { partition: partitionOf(facts.source.region), ...facts.source }),
    textValue(own['kms_key_arn']) ?? null,
    textValue(own['target_kms_key_arn']) ?? null,
  ].filter((key) => key !== null)
}

/** share → copy → restore of the same snapshot. */
function snapshotEdges(ctx: RequirementContext): readonly Edge[] {
  const copied = new Set(ctx.drafts.filter((d) => d.operation === 'snapshot-copy').map((d) => d.item))
  const shares = ctx.drafts.filter((d) => d.operation === 'snapshot-share')
  const byDatastore = groupBy(shares, (d) => d.datastoreArn)
  const bySnapshot = groupBy(shares, (d) => textValue(ctx.params[d.index]?.['snapshot_identifier']) ?? null)
  return ctx.drafts
    .filter(
      (d) => d.operation === 'snapshot-copy' || (d.operation === 'snapshot-restore' && !copied.has(d.item)),
    )
    .flatMap((after) => {
      const arn = textValue(ctx.params[after.index]?.['source_snapshot_arn'])
      const named = bySnapshot.get(arn ?? '') ?? bySnapshot.get(arn?.split(/[:/]/).at(-1) ?? '')
      const before = named ?? byDatastore.get(after.datastoreArn ?? '') ?? []
      return before.map((share) => ({ after: after.index, before: share.index }))
    })
}

/** The modules that make the empty target containers come before the transfers into them. */
function containerEdges({ drafts }: RequirementContext): readonly Edge[] {
  const modules = drafts.filter((d) => d.operation === 'terraform-apply')
  const storage = modules.filter((d) => d.phase.name === 'Storage Containers')
  const database = modules.filter((d) => d.phase.name === 'Database Containers')
  return drafts
    .filter((d) => d.plane === 'data' && isTransfer(d))
    .flatMap((after) =>
      (isDatabaseTransfer(after) ? database : storage).map((before) => ({
        after: after.index,
        before: before.index,
      })),
    )
}

/** An export writes into a bucket; restores, imports and replication fill databases. */
function isDatabaseTransfer(draft: Draft): boolean {
  return ['snapshot-copy', 'snapshot-restore', 'dms-start-replication-task', 'dynamodb-import'].includes(
    draft.operation,
  )
}

/** The second operation on a datastore needs the first. Without a datastore the one before it is meant. */
function pairEdges({ drafts }: RequirementContext, first: string, second: string): readonly Edge[] {
  const firsts = drafts.filter((d) => d.operation === first)
  const byDatastore = groupBy(firsts, (d) => d.datastoreArn)
  return drafts
    .filter((d) => d.operation === second)
    .flatMap((after) => {
      if (after.datastoreArn === null)
        return firsts
          .filter((d) => d.index < after.index)
          .slice(-1)
          .map(edgeTo(after))
      return (byDatastore.get(after.datastoreArn) ?? []).map(edgeTo(after))
    })
}

/** freeze → final delta → promotion → traffic, and freeze → release. */
function freezeEdges({ drafts }: RequirementContext): readonly Edge[] {
  const freezes = drafts.filter((d) => d.role === 'freeze')
  const byDatastore = groupBy(freezes, (d) => d.datastoreArn)
  const edges: Edge[] = []
  const deltas: Draft[] = []
  const frozenBefore = (draft: Draft) =>
    (byDatastore.get(draft.datastoreArn ?? '') ?? []).filter((freeze) => freeze.index < draft.index)
  for (const draft of drafts) {
    if (draft.role === 'release') edges.push(...frozenBefore(draft).slice(-1).map(edgeTo(draft)))
    else if (isTransfer(draft) && frozenBefore(draft).length > 0) {
      deltas.push(draft)
      edges.push(...frozenBefore(draft).slice(-1).map(edgeTo(draft)))
    } else if (isPromotion(draft)) {
      edges.push(...frozenBefore(draft).slice(-1).map(edgeTo(draft)))
      edges.push(...deltas.filter((d) => d.datastoreArn === draft.datastoreArn).map(edgeTo(draft)))
    }
  }
  return [...edges, ...trafficEdges(drafts, freezes, deltas)]
}

/** Traffic moves only after what was frozen, copied and promoted for it: for its datastore, else for all. */
function trafficEdges(
  drafts: readonly Draft[],
  freezes: readonly Draft[],
  deltas: readonly Draft[],
): readonly Edge[] {
  const causes = [...freezes, ...deltas, ...drafts.filter(isPromotion)]
  return drafts.filter(isTraffic).flatMap((after) => {
    const own = causes.filter((d) => d.datastoreArn !== null && d.datastoreArn === after.datastoreArn)
    return (own.length > 0 ? own : causes).filter((d) => d.index < after.index).map(edgeTo(after))
  })
}

function edgeTo(after: Draft): (before: Draft) => Edge {
  return (before) => ({ after: after.index, before: before.index })
}
