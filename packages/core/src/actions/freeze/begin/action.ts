import { type Static, Type } from 'typebox'
import { type ActionDefinition, defineAction, type ReadContext, type Receipt } from '../../kit/definition.js'
import type { FreezeRequest } from '../kinds/datastore-freeze.js'
import { FREEZABLE_ARN_PATTERN, FREEZABLE_WORDS, freezeKindOf } from '../kinds/kinds.js'
import { compiles } from './compiles.js'

const Params = Type.Object(
  {
    datastore_arn: Type.String({
      pattern: FREEZABLE_ARN_PATTERN,
      description: `The datastore to freeze, by ARN: ${FREEZABLE_WORDS}.`,
      examples: ['arn:aws:s3:::orders-uploads'],
    }),
    duration_minutes: Type.Integer({
      minimum: 0,
      description: 'How long the freeze may last. Shown with every prompt; nothing is released by itself.',
      examples: [45],
    }),
    exempt_principal_arns: Type.Array(
      Type.String({
        // A session is matched by the ARN of its role; `:root` would match the root user alone, which nobody
        // means who writes it.
        pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$',
        examples: ['arn:aws:iam::222222222222:role/cutover-executor'],
      }),
      {
        description:
          'Roles and users that may go on writing, by IAM ARN with path (a role covers its sessions): the ' +
          'replication role and whoever copies the last changes. May be empty.',
        examples: [['arn:aws:iam::111111111111:role/service-role/orders-replication']],
      },
    ),
  },
  { additionalProperties: false },
)

/** Stops writes to a datastore of the source account until `release-freeze`. */
export const freezeWrites: ActionDefinition<typeof Params> = defineAction({
  name: 'freeze-writes',
  title: 'Stop writes to a datastore, in its own resource policy or its own parameter group.',
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
  cli: (params, facts) => freezeKindOf(params.datastore_arn).freezeCli(requestOf(params), facts),
  iamActions: (params, facts) => freezeKindOf(params.datastore_arn).iamActions(params.datastore_arn, facts),

  async preview(params, ctx) {
    const seen = await freezeKindOf(params.datastore_arn).previewFreeze(requestOf(params), ctx)
    const after = [...seen.after, `the freeze may last ${params.duration_minutes} minute(s)`]
    return { ...seen, after, blockers: [...journaledFreeze(params.datastore_arn, ctx), ...seen.blockers] }
  },
  execute: (params, ctx) => freezeKindOf(params.datastore_arn).freeze(requestOf(params), ctx),
  reconcile: (params, ctx) => freezeKindOf(params.datastore_arn).reconcileFreeze(requestOf(params), ctx),
  verify: (params, receipt, ctx) =>
    freezeKindOf(params.datastore_arn).verifyFrozen(requestOf(params), receipt, ctx),

  rollback: {
    async run(params, receipt, ctx) {
      const kind = freezeKindOf(params.datastore_arn)
      const frozen = receipt ?? (await ownTraces(params, ctx))
      if (frozen === null) return { receipt: { released: 'nothing was frozen' }, remains: null }
      return kind.release(params.datastore_arn, frozen, ctx)
    },
    async verify(params, receipt, ctx) {
      const frozen = receipt ?? (await ownTraces(params, ctx))
      if (frozen !== null) {
        return freezeKindOf(params.datastore_arn).verifyReleased(params.datastore_arn, frozen, null, ctx)
      }
      const nothing = 'no freeze of this step'
      return { checks: [{ name: 'the freeze is gone', ok: true, expected: nothing, found: nothing }] }
    },
  },
})

function requestOf(params: Static<typeof Params>): FreezeRequest {
  return { datastoreArn: params.datastore_arn, exemptPrincipalArns: params.exempt_principal_arns }
}

/** What AWS says that this step did, when the journal has no receipt of it. */
function ownTraces(params: Static<typeof Params>, ctx: ReadContext): Promise<Receipt | null> {
  return freezeKindOf(params.datastore_arn).tracesOf(requestOf(params), ctx)
}

function journaledFreeze(datastoreArn: string, ctx: ReadContext): readonly string[] {
  const freeze = ctx.history.freezeOf(datastoreArn)
  if (freeze === null || !freeze.active) return []
  const since = new Date(freeze.beganAtMs).toISOString()
  return [`${datastoreArn} has been frozen by an earlier step since ${since}. Release that freeze first.`]
}
