import { type Static, Type } from 'typebox'
import { bothMetadata, count, GoNoGoGateSchema, oneOf, published, textOrNull, texts } from './parts.js'

/** Phase names of the migration plan, from phase 1. They are not the checklists' phases. */
export const PLAN_PHASE_NAMES = [
  'Networking',
  'Storage',
  'Databases',
  'Applications',
  'DNS Cutover',
  'Validation',
] as const

export const PlanStepSchema = Type.Object({
  id: Type.String(),
  description: Type.String(),
  resources: texts('ARNs or names of what the step is about.'),
  parallel_safe: Type.Boolean(),
  risk: oneOf(['low', 'medium', 'high']),
  owner_team: Type.Optional(textOrNull()),
  estimated_minutes: Type.Optional(count()),
  cost_delta_usd: Type.Optional(Type.Number()),
})

export const PlanPhaseSchema = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 6 }),
  name: oneOf(PLAN_PHASE_NAMES),
  prerequisites: texts(),
  steps: Type.Array(PlanStepSchema),
  estimated_duration_minutes: count(),
  rollback: Type.Object({
    description: Type.String(),
    steps: texts('What to do, in order: commands or words.'),
    rollback_window_minutes: Type.Optional(count('How long a rollback stays possible.')),
  }),
  go_no_go_gate: Type.Optional(GoNoGoGateSchema),
})
export type PlanPhase = Static<typeof PlanPhaseSchema>

/** `migration-plan.json`. */
export const MigrationPlanSchema = Type.Object(
  {
    metadata: bothMetadata({
      source_region: Type.Optional(Type.String()),
      target_region: Type.Optional(Type.String()),
      inventory_ref: Type.Optional(Type.String()),
      dependency_graph_ref: Type.Optional(Type.String()),
      risk_scores_ref: Type.Optional(Type.String()),
    }),
    phases: Type.Array(PlanPhaseSchema, { minItems: 6, maxItems: 6 }),
  },
  published(
    'migration-plan',
    'Migration plan',
    'Risk of each resource, and what to do per phase when it has to be rolled back.',
  ),
)
export type MigrationPlan = Static<typeof MigrationPlanSchema>
