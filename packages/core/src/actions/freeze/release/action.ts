import { Type } from 'typebox'
import {
  type ActionDefinition,
  defineAction,
  preview,
  type ReadContext,
  type Receipt,
} from '../../kit/definition.js'
import { FREEZABLE_ARN_PATTERN, FREEZABLE_WORDS, freezeKindOf } from '../kinds/kinds.js'
import { compiles } from './compiles.js'

const Params = Type.Object(
  {
    datastore_arn: Type.String({
      pattern: FREEZABLE_ARN_PATTERN,
      description: `The frozen datastore, by ARN: ${FREEZABLE_WORDS}.`,
      examples: ['arn:aws:s3:::orders-uploads'],
    }),
  },
  { additionalProperties: false },
)

/** Takes back exactly what the freeze step of the same datastore did, found by its receipt in the journal. */
export const releaseFreeze: ActionDefinition<typeof Params> = defineAction({
  name: 'release-freeze',
  title: 'Allow writes to a frozen datastore again.',
  account: 'source',
  tool: 'aws-sdk',
  params: Params,
  compiles,
  idempotency: 'adopt',
  longRunning: null,
  irreversible: null,
  estimatedSeconds: 10,
  // RDS keeps a parameter group `applying` for a while after a dynamic parameter was set.
  settlesWithinSeconds: 60,

  resource: ({ datastore_arn: arn }) => ({
    arn,
    type: freezeKindOf(arn).resourceType,
    name: freezeKindOf(arn).nameOf(arn),
  }),
  cli: (params, facts) => freezeKindOf(params.datastore_arn).releaseCli(params.datastore_arn, facts),
  iamActions: (params, facts) => freezeKindOf(params.datastore_arn).iamActions(params.datastore_arn, facts),

  async preview({ datastore_arn: arn }, ctx) {
    const frozen = frozenReceipt(arn, ctx)
    if (frozen !== null) return freezeKindOf(arn).previewRelease(arn, frozen, ctx)
    return preview({
      observation: { freeze: null },
      before: [`the journal knows no freeze of ${arn}`],
      after: ['nothing would be released'],
      blockers: [
        `No freeze of ${arn} succeeded in this run, so there is nothing to release exactly. If somebody ` +
          'froze it by hand, release it by hand and skip this step.',
      ],
    })
  },

  async execute({ datastore_arn: arn }, ctx) {
    const { receipt, remains } = await freezeKindOf(arn).releaseApproved(arn, mustBeFrozen(arn, ctx), ctx)
    return remains === null ? receipt : { ...receipt, remains }
  },

  async reconcile({ datastore_arn: arn }, ctx) {
    const frozen = frozenReceipt(arn, ctx)
    if (frozen === null) return { kind: 'unknown', evidence: [`the journal knows no freeze of ${arn}`] }
    if (!(await freezeKindOf(arn).isReleased(arn, frozen, ctx))) {
      return { kind: 'not-done', evidence: [`the freeze of ${arn} is not taken back, or not completely`] }
    }
    return {
      kind: 'done',
      receipt: { released: 'found released' },
      evidence: [`${arn} is not frozen any more`],
    }
  },

  verify: ({ datastore_arn: arn }, receipt, ctx) =>
    freezeKindOf(arn).verifyReleased(arn, mustBeFrozen(arn, ctx), receipt, ctx),

  rollback: {
    async run({ datastore_arn: arn }, _receipt, ctx) {
      await freezeKindOf(arn).freezeAgain(arn, mustBeFrozen(arn, ctx), ctx)
      return {
        receipt: { frozen_again: arn },
        remains: 'Writes made between the release and this moment are in the source and in no copy.',
      }
    },
    async verify({ datastore_arn: arn }, _receipt, ctx) {
      const frozen = await freezeKindOf(arn).isFrozen(arn, mustBeFrozen(arn, ctx), ctx)
      const found = frozen ? 'frozen' : 'not frozen'
      return { checks: [{ name: `${arn} is frozen again`, ok: frozen, expected: 'frozen', found }] }
    },
  },
})

function frozenReceipt(datastoreArn: string, ctx: ReadContext): Receipt | null {
  return ctx.history.freezeOf(datastoreArn)?.receipt ?? null
}

function mustBeFrozen(datastoreArn: string, ctx: ReadContext): Receipt {
  const receipt = frozenReceipt(datastoreArn, ctx)
  // The preview blocks this case; reaching it is a bug of the caller, and nothing has been sent.
  if (receipt === null) throw new TypeError(`no freeze of ${datastoreArn} in the journal`)
  return receipt
}
