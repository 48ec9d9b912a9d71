import { type Static, Type } from 'typebox'
import type { CliEquivalents, StepFacts } from '../model/action-facts.js'
import { PROFILE_VARIABLE } from '../model/action-facts.js'
import { shellWord } from '../model/shell-word.js'
import { requirementsOf, unsimulated } from '../terraform/resource-permissions.js'
import { type ActionDefinition, defineAction } from './kit/definition.js'
import { applyModule } from './terraform/apply-module.js'
import { compiles } from './terraform/compiles.js'
import { previewDestroy } from './terraform/preview-destroy.js'
import { previewModule } from './terraform/preview-module.js'
import { reconcileModule, verifyModule } from './terraform/prove-module.js'
import { destroyModule, verifyDestroyed } from './terraform/roll-back-module.js'

const Params = Type.Object(
  {
    module: Type.String({
      pattern: '^[A-Za-z_][A-Za-z0-9_-]*$',
      description: 'Name of a module block in terraform/root. It is applied with -target=module.<name>.',
      examples: ['networking'],
    }),
    declared: Type.Optional(
      Type.Array(
        Type.Object(
          {
            type: Type.String({ description: 'Terraform resource type.', examples: ['aws_s3_bucket'] }),
            name: Type.Union([Type.String(), Type.Null()], {
              description: "The resource's own name where the module writes it out, else null.",
              examples: ['orders-reports-222222222222', null],
            }),
          },
          { additionalProperties: false },
        ),
        {
          description:
            'Resources that the module declares: the permissions that are checked before the run follow from ' +
            'them. Filled in from the Terraform files. Absent: nothing is checked for this module.',
          examples: [[{ type: 'aws_s3_bucket', name: 'orders-reports-222222222222' }]],
        },
      ),
    ),
  },
  { additionalProperties: false },
)

/** One module of terraform/root, planned, approved as planned, and applied exactly so. */
export const terraformApply: ActionDefinition<typeof Params> = defineAction({
  name: 'terraform-apply',
  title: 'Apply one Terraform module in the target account: exactly the saved plan that was approved.',
  account: 'target',
  tool: 'terraform',
  params: Params,
  compiles,
  idempotency: 'adopt',
  longRunning: null,
  irreversible: null,
  selfGuarded: true,
  estimatedSeconds: 180,

  resource: ({ module }) => ({
    arn: `target:terraform:module.${module}`,
    type: 'Terraform::Module',
    name: module,
  }),
  cli: ({ module }) => cli(module),
  /**
   * From a table by resource type, so as good as what is declared: a module from a registry, or a type that
   * the table does not know, asks for less than it needs; `unsimulated` names it.
   */
  iamActions: (params: Static<typeof Params>, facts: StepFacts) =>
    requirementsOf(params.declared ?? [], facts),
  unsimulated: ({ module, declared }) => unsimulated(module, declared),

  preview: ({ module }, ctx) => previewModule(module, ctx),
  execute: ({ module }, ctx) => applyModule(module, ctx),
  reconcile: ({ module }, ctx) => reconcileModule(module, ctx),
  verify: ({ module }, _receipt, ctx) => verifyModule(module, ctx),
  rollback: {
    preview: ({ module }, receipt, ctx) => previewDestroy(module, receipt, ctx),
    run: ({ module }, receipt, ctx, shown) => destroyModule(module, receipt, ctx, shown ?? null),
    verify: ({ module }, receipt, ctx) => verifyDestroyed(module, receipt, ctx),
  },
})

function cli(module: string): CliEquivalents {
  const terraform = `AWS_PROFILE=${PROFILE_VARIABLE.target} terraform -chdir=terraform/root`
  const target = shellWord(`-target=module.${module}`)
  const apply = `${terraform} apply -input=false <plan-file>`
  return {
    preview: `${terraform} plan -input=false ${target} -out=<plan-file>`,
    execute: apply,
    verify: `${terraform} state list ${shellWord(`module.${module}`)} && ${terraform} plan -input=false ${target} -detailed-exitcode`,
    poll: null,
    rollback: `${terraform} plan -input=false -destroy '-target=<each resource that this step created>' -out=<plan-file> && ${apply}`,
  }
}
