import { hashJson, type Json, type JsonObject } from '../../../model/json.js'
import { changedSinceApproval } from '../../kit/changed-since-approval.js'
import {
  type Check,
  type Preview,
  preview,
  type ReadContext,
  type Receipt,
  type Reconciliation,
  type Verification,
  type WriteContext,
} from '../../kit/definition.js'
import type { FreezeRequest } from '../kinds/datastore-freeze.js'
import {
  denyStatement,
  findStatement,
  freezeSid,
  freezeStatements,
  lostStatements,
  type PolicyDocument,
  parsePolicy,
  sameStatement,
  sidOf,
  withoutStatement,
  withStatement,
} from './document.js'
import { policyReceipt, receiptFrozen } from './receipt.js'
import type { PolicyFreezeTarget, StoredPolicy } from './store.js'

/**
 * A freeze that is one Deny statement in the resource's own policy.
 *
 * F1. Only the statement with our Sid is ever added, changed or removed.
 * F2. Before a write the policy is read again and must be what was approved.
 * F3. The Sid carries the step's token, so that a crash in between leaves an answer in AWS.
 */
export async function previewPolicyFreeze(
  target: PolicyFreezeTarget,
  request: FreezeRequest,
  ctx: ReadContext,
): Promise<Preview> {
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  const ours = ownStatement(document, ctx)
  const next = JSON.stringify(withStatement(document, statementFor(target, request, ctx.token)))
  const bytes = Buffer.byteLength(next)
  const unstoppable = await target.unstoppable(ctx)
  const exempt = request.exemptPrincipalArns
  return preview({
    observation: freezeObservation(document, stored.revision, unstoppable),
    before: [
      document === null
        ? `${target.label} has no resource policy`
        : `${target.label} has a resource policy of ${document.Statement.length} statement(s), all kept`,
      ours === null ? 'writes are allowed as before' : 'writes are already denied by this very step',
    ],
    after: [
      `one more statement denies ${target.deniedActions.join(', ')}`,
      `on ${target.deniedResources.join(', ')}`,
      exempt.length === 0 ? 'to everyone, without exception' : `to everyone except ${exempt.join(', ')}`,
    ],
    blockers: [
      ...foreignFreezes(document, ctx).map(
        (sid) =>
          `${target.label} is already frozen by statement ${sid}. Release that freeze first; if nobody knows ` +
          'of it, remove that statement by hand and re-check.',
      ),
      ...(bytes > target.maxPolicyBytes && ours === null
        ? [
            `With the freeze the policy of ${target.label} would have ${bytes} bytes; the service accepts ` +
              `${target.maxPolicyBytes}. Shorten the policy or the list of exempt principals, then re-check.`,
          ]
        : []),
    ],
    warnings: [
      ...unstoppable,
      ...(exempt.length === 0
        ? ['Nobody is exempt: replication and other tools that write here stop as well.']
        : []),
    ],
    alreadyDone: ours !== null && sameStatement(ours, statementFor(target, request, ownToken(ours, ctx))),
  })
}

/** Adds the statement, or adopts the one that this step added before. */
export async function addFreeze(
  target: PolicyFreezeTarget,
  request: FreezeRequest,
  ctx: WriteContext,
): Promise<Receipt> {
  const stored = await target.store.read(ctx)
  const document = parsePolicy(stored.text)
  const ours = ownStatement(document, ctx)
  if (ours !== null) return adoptedReceipt(target, request, stored, ctx, ours)
  const observation = freezeObservation(document, stored.revision, await target.unstoppable(ctx))
  if (hashJson(observation) !== hashJson(ctx.approved.observation)) {
    throw changedSinceApproval(`the resource policy of ${target.label}`)
  }
  const statement = statementFor(target, request, ctx.token)
  const text = JSON.stringify(withStatement(document, statement))
  await target.store.put(text, stored, ctx)
  return policyReceipt(request.datastoreArn, { statement, previous: stored.text, set: text })
}

/** Whether a statement with one of this step's tokens is in the policy. */
export async function reconcilePolicyFreeze(
  target: PolicyFreezeTarget,
  request: FreezeRequest,
  ctx: ReadContext,
): Promise<Reconciliation> {
  const stored = await target.store.read(ctx)
  const ours = ownStatement(parsePolicy(stored.text), ctx)
  if (ours === null) {
    return { kind: 'not-done', evidence: [`${target.label} has no statement with this step's token`] }
  }
  return {
    kind: 'done',
    receipt: adoptedReceipt(target, request, stored, ctx, ours),
    evidence: [`${target.label} has the statement ${sidOf(ours)}`],
  }
}

/** The statement is there as it was meant, and every earlier statement still is. */
export async function verifyPolicyFrozen(
  target: PolicyFreezeTarget,
  request: FreezeRequest,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<Verification> {
  const document = parsePolicy((await target.store.read(ctx)).text)
  const frozen = receipt === null ? null : receiptFrozen(receipt)
  const found = frozen === null ? ownStatement(document, ctx) : findStatement(document, frozen.sid)
  const wanted =
    frozen?.statement ?? statementFor(target, request, found === null ? ctx.token : ownToken(found, ctx))
  return {
    checks: [
      {
        name: `${target.label}: the policy denies writes`,
        ok: found !== null && sameStatement(found, wanted),
        expected: JSON.stringify(wanted),
        found: found === null ? 'no such statement' : JSON.stringify(found),
      },
      keptCheck(target, parsePolicy(frozen?.previous ?? null), document),
    ],
  }
}

/** What a yes to a freeze depends on. */
function freezeObservation(
  document: PolicyDocument | null,
  revision: string | null,
  unstoppable: readonly string[],
): Json {
  return { policy: document, revision, unstoppable }
}

function statementFor(target: PolicyFreezeTarget, request: FreezeRequest, token: string): JsonObject {
  return denyStatement({
    sid: freezeSid(token),
    actions: target.deniedActions,
    resources: target.deniedResources,
    exemptPrincipalArns: request.exemptPrincipalArns,
  })
}

/** All tokens that this step ever had. */
function tokensOf(ctx: ReadContext): readonly string[] {
  return [ctx.token, ...ctx.earlierTokens]
}

function ownStatement(document: PolicyDocument | null, ctx: ReadContext): JsonObject | null {
  const sids = tokensOf(ctx).map(freezeSid)
  return freezeStatements(document).find((statement) => sids.includes(sidOf(statement))) ?? null
}

function ownToken(statement: JsonObject, ctx: ReadContext): string {
  return tokensOf(ctx).find((token) => freezeSid(token) === sidOf(statement)) ?? ctx.token
}

function foreignFreezes(document: PolicyDocument | null, ctx: ReadContext): readonly string[] {
  const own = tokensOf(ctx).map(freezeSid)
  return freezeStatements(document)
    .map(sidOf)
    .filter((sid) => !own.includes(sid))
}

/**
 * The policy before our statement was added is no longer to be had: what is left without it stands for it. The
 * statement is the one that was meant, so that a changed one fails the verification.
 */
function adoptedReceipt(
  target: PolicyFreezeTarget,
  request: FreezeRequest,
  stored: StoredPolicy,
  ctx: ReadContext,
  ours: JsonObject,
): Receipt {
  const previous = withoutStatement(parsePolicy(stored.text), sidOf(ours))
  return policyReceipt(request.datastoreArn, {
    statement: statementFor(target, request, ownToken(ours, ctx)),
    previous: previous === null ? null : JSON.stringify(previous),
    set: stored.text ?? '',
  })
}

function keptCheck(
  target: PolicyFreezeTarget,
  previous: PolicyDocument | null,
  document: PolicyDocument | null,
): Check {
  const lost = lostStatements(previous, document)
  const total = previous?.Statement.length ?? 0
  return {
    name: `${target.label}: every earlier statement of the policy is still there`,
    ok: lost.length === 0,
    expected: `${total} of ${total}`,
    found: `${total - lost.length} of ${total}${lost.length === 0 ? '' : `; missing: ${JSON.stringify(lost)}`}`,
  }
}
