import { hashJson, type Json } from '../../../model/json.js'
import { changedSinceApproval } from '../../kit/changed-since-approval.js'
import {
  type Preview,
  preview,
  type ReadContext,
  type Receipt,
  type Verification,
  type WriteContext,
} from '../../kit/definition.js'
import type { Release } from '../kinds/datastore-freeze.js'
import {
  findStatement,
  lostStatements,
  type PolicyDocument,
  parsePolicy,
  samePolicy,
  withoutStatement,
  withStatement,
} from './document.js'
import { receiptFrozen } from './receipt.js'
import type { PolicyFreezeTarget } from './store.js'

/** What removing the freeze's statement would leave. */
export async function previewPolicyRelease(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  ctx: ReadContext,
): Promise<Preview> {
  const { sid, set } = receiptFrozen(receipt)
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  const present = findStatement(document, sid) !== null
  const left = withoutStatement(document, sid)
  return preview({
    observation: releaseObservation(document, stored.revision),
    before: [
      present ? `${target.label} is frozen by statement ${sid}` : `${target.label} is not frozen any more`,
    ],
    after: [
      left === null
        ? `${target.label} has no resource policy`
        : `${target.label} keeps its ${left.Statement.length} other statement(s)`,
      'writes are allowed as before the freeze',
    ],
    warnings:
      present && !samePolicy(document, parsePolicy(set))
        ? ['Somebody changed the policy during the freeze. That change is kept; only the freeze is removed.']
        : [],
    alreadyDone: !present,
  })
}

/** Removes our statement after a look that must agree with the approved one. */
export async function removeApprovedFreeze(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  ctx: WriteContext,
): Promise<Release> {
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  const present = findStatement(document, receiptFrozen(receipt).sid) !== null
  const observed = hashJson(releaseObservation(document, stored.revision))
  if (present && observed !== hashJson(ctx.approved.observation)) {
    throw changedSinceApproval(`the resource policy of ${target.label}`)
  }
  return removeFreeze(target, receipt, ctx)
}

/**
 * Removes our statement and nothing else. Where nobody touched the policy meanwhile, the old text goes back
 * letter for letter; where there was no policy and nothing else is left, the policy goes.
 */
export async function removeFreeze(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  ctx: WriteContext,
): Promise<Release> {
  const { sid, previous, set } = receiptFrozen(receipt)
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  if (findStatement(document, sid) === null) {
    return { receipt: { sid, released: 'was not there any more', policy_after: stored.text }, remains: null }
  }
  const untouched = samePolicy(document, parsePolicy(set))
  const left = withoutStatement(document, sid)
  const after = left === null ? null : untouched && previous !== null ? previous : JSON.stringify(left)
  if (after === null) await target.store.remove(stored, ctx)
  else await target.store.put(after, stored, ctx)
  const released = after === null ? 'policy deleted' : untouched ? 'policy restored' : 'statement removed'
  return {
    receipt: { sid, released, policy_after: after },
    remains: untouched
      ? null
      : `The policy of ${target.label} was changed by somebody during the freeze; that change stays.`,
  }
}

/**
 * Our statement is gone, and what the release left of the policy still stands.
 * @param released the release's own receipt, where there is one
 */
export async function verifyPolicyReleased(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  released: Receipt | null,
  ctx: ReadContext,
): Promise<Verification> {
  const document = parsePolicy((await target.store.read(ctx)).text)
  const { sid } = receiptFrozen(receipt)
  const found = findStatement(document, sid)
  const after = released?.policy_after
  const left = parsePolicy(typeof after === 'string' ? after : null)
  const lost = lostStatements(left, document)
  const total = left?.Statement.length ?? 0
  return {
    checks: [
      {
        name: `${target.label}: the freeze statement is gone`,
        ok: found === null,
        expected: `no statement ${sid}`,
        found: found === null ? `no statement ${sid}` : JSON.stringify(found),
      },
      {
        name: `${target.label}: every other statement of the policy is still there`,
        ok: lost.length === 0,
        expected: `${total} of ${total}`,
        found: `${total - lost.length} of ${total}`,
      },
    ],
  }
}

/** Puts the very statement of the receipt back. */
export async function restoreFreeze(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  ctx: WriteContext,
): Promise<void> {
  const { sid, statement } = receiptFrozen(receipt)
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  if (findStatement(document, sid) !== null) return
  await target.store.put(JSON.stringify(withStatement(document, statement)), stored, ctx)
}

/** Whether the receipt's statement is in the policy. */
export async function isPolicyFrozen(
  target: PolicyFreezeTarget,
  receipt: Receipt,
  ctx: ReadContext,
): Promise<boolean> {
  const document = parsePolicy((await target.store.read(ctx)).text)
  return findStatement(document, receiptFrozen(receipt).sid) !== null
}

/** What a yes to a release depends on. */
function releaseObservation(document: PolicyDocument | null, revision: string | null): Json {
  return { policy: document, revision }
}
