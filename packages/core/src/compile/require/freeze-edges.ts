import { assertNever } from '../../model/assert-never.js'
import type { Draft } from '../expand/draft.js'
import { type Edge, groupBy, isTransfer, type RequirementContext } from './kinds.js'

/** freeze → final delta → promotion → traffic, and freeze → release. */
export function freezeEdges({ drafts }: RequirementContext): readonly Edge[] {
  const freezes = drafts.filter((d) => d.origin === 'freeze')
  const byDatastore = groupBy(freezes, (d) => d.datastoreArn)
  const frozenBefore = (draft: Draft) =>
    (byDatastore.get(draft.datastoreArn ?? '') ?? []).filter((freeze) => freeze.index < draft.index)
  const deltas = drafts.filter((draft) => isTransfer(draft) && frozenBefore(draft).length > 0)
  const promotions = drafts.filter((d) => d.operation.means.waitsFor === 'freeze-and-delta')
  const moved = [...freezes, ...deltas, ...promotions]
  return drafts.flatMap((draft) => {
    const { waitsFor } = draft.operation.means
    const freeze = frozenBefore(draft).slice(-1)
    switch (waitsFor) {
      case 'nothing':
        return []
      case 'freeze':
        return freeze.map(edgeTo(draft))
      case 'freeze-and-delta':
        return [...freeze, ...deltasBefore(draft, deltas)].map(edgeTo(draft))
      case 'all-that-moved':
        return movedBefore(draft, moved).map(edgeTo(draft))
      default:
        return assertNever(waitsFor)
    }
  })
}

function deltasBefore(draft: Draft, deltas: readonly Draft[]): readonly Draft[] {
  return deltas.filter((d) => d.datastoreArn === draft.datastoreArn && d.index < draft.index)
}

/** Traffic moves only after what was frozen, copied and promoted for it: for its datastore, else for all. */
function movedBefore(draft: Draft, moved: readonly Draft[]): readonly Draft[] {
  const own = moved.filter((d) => d.datastoreArn !== null && d.datastoreArn === draft.datastoreArn)
  return (own.length > 0 ? own : moved).filter((d) => d.index < draft.index)
}

function edgeTo(after: Draft): (before: Draft) => Edge {
  return (before) => ({ after: after.index, before: before.index })
}
