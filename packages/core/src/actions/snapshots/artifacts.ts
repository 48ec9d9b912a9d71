import { textValue } from '../../compile/action.js'
import type { Consumed } from '../../compile/operation.js'

/** A snapshot of the source account that the target account may use. */
export const SHARED_SNAPSHOT = 'shared-snapshot'
/** The target account's own copy of it. */
export const COPIED_SNAPSHOT = 'copied-snapshot'

/** Who takes a shared snapshot names it by ARN; it may have been shared by the identifier in that ARN. */
export const takesSharedSnapshot: Consumed = {
  artifact: SHARED_SNAPSHOT,
  names(params) {
    const arn = textValue(params['source_snapshot_arn'])
    return [arn, arn?.split(/[:/]/).at(-1)]
  },
}
