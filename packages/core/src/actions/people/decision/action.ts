import { Type } from 'typebox'
import { type ActionDefinition, defineAction, preview } from '../../kit/definition.js'
import { compiles } from './compiles.js'

const Params = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      description: 'What has to be decided or done, as the checklist says it.',
      examples: ['Tell the stakeholders that the cutover begins'],
    }),
    criteria: Type.Array(Type.String(), {
      description: 'What has to be true before approving. May be empty.',
      examples: [['All Terraform plans are clean', 'The on-call engineer is online']],
    }),
    commands: Type.Array(Type.String(), {
      description:
        'What the operator runs by hand, exactly as written in the checklist. Never executed here.',
      examples: [['aws ecs describe-services --cluster orders --services api']],
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'Why this is left to a person, where the plan or the operator said so; else null.',
      examples: ['The parameter group is changed in the console', null],
    }),
  },
  { additionalProperties: false },
)

const OPEN = 'not confirmed yet'
const CONFIRMED = 'confirmed by the operator'

/** A decision, or work done by hand. Approving it is doing it; AWS is never called. */
export const manualDecision: ActionDefinition<typeof Params> = defineAction({
  name: 'manual-decision',
  title: 'Ask a person to decide or to do something by hand; approving means that it is done.',
  account: 'none',
  tool: 'human',
  params: Params,
  compiles,
  idempotency: 'none',
  longRunning: null,
  irreversible: null,
  estimatedSeconds: 60,

  resource: () => ({ arn: 'target:manual:decision', type: 'Manual::Decision', name: 'decision' }),
  cli: ({ commands }) => ({
    preview: null,
    execute: null,
    verify: null,
    poll: null,
    rollback:
      commands.length === 0
        ? 'Nothing was executed, so there is nothing to undo.'
        : 'Whatever was done by hand has to be undone by hand.',
  }),
  iamActions: () => [],

  async preview({ text, criteria, commands, reason }, ctx) {
    return preview({
      observation: { text, criteria, commands, reason },
      before: [
        // Most are described by their own text, which every question about a step shows already.
        text === ctx.step.description ? OPEN : text,
        ...(reason === null ? [] : [`left to a person because: ${reason}`]),
        ...commands.map((command) => `to run by hand: ${command}`),
      ],
      after: criteria.length === 0 ? [CONFIRMED] : criteria.map((criterion) => `${CONFIRMED}: ${criterion}`),
    })
  },

  async execute({ criteria }, ctx) {
    ctx.signal.throwIfAborted()
    return { confirmed: true, step_id: ctx.step.step_id, criteria }
  },

  async reconcile() {
    return { kind: 'not-done', evidence: ['nothing is ever sent for a decision: it is asked again'] }
  },

  async verify({ text, criteria }, receipt) {
    const given = receipt?.confirmed === true
    const found = given ? CONFIRMED : 'no confirmation in the journal'
    const subjects = criteria.length === 0 ? [text] : criteria
    return { checks: subjects.map((name) => ({ name, ok: given, expected: CONFIRMED, found })) }
  },

  rollback:
    'There is no inverse: nothing was sent to AWS. Whatever was done by hand has to be undone by hand, as the ' +
    'migration plan says.',
})
