import { join } from 'node:path'
import { actions } from '../actions/registry.js'
import type { Compiled } from '../compile/output/result.js'
import { summarise, summaryLines } from '../compile/output/summary.js'
import type { PlanRequest } from '../model/approvals.js'
import type { Json } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'
import type { TerraformOutlook } from '../preflight/report.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import type { Ports } from './defaults.js'
import { ask, hashed } from './questions.js'

/** Shows a one-screen summary of the plan with estimates and warnings, and asks: go or no-go. */
export async function askPlan(
  ports: Pick<Ports, 'approvals' | 'controls'>,
  steps: readonly ExecutionStep[],
  compiled: Pick<Compiled, 'warnings'> & { readonly terraform: TerraformOutlook | null },
  directory: string,
): Promise<{ readonly go: boolean; readonly shownHash: string }> {
  const summary = summarise(steps, actions)
  const request = hashed<PlanRequest>({
    kind: 'plan',
    summary: JSON.parse(JSON.stringify(summary)) as Json,
    summaryLines: [
      ...summaryLines(
        steps,
        { steps: join(directory, OUTPUT_FILES.steps), journal: join(directory, OUTPUT_FILES.journal) },
        actions,
      ),
      ...compiled.warnings.map((warning) => `Warning: ${warning}`),
      ...terraformLines(compiled.terraform),
    ],
  })
  const answer = await ask<'plan'>(ports, request)
  return { go: answer.decision === 'go', shownHash: request.shownHash }
}

/** Everything that terraform does before a step is asked about, by name: this yes is the one that it stands under. */
function terraformLines(terraform: TerraformOutlook | null): readonly string[] {
  const { afterYes = [], told = [] } = terraform ?? {}
  const programs = afterYes.map((program) => `  ${program}`)
  const state = told.map(({ text }) => `  ${text}`)
  return [
    ...(programs.length === 0
      ? []
      : ['Warning: nothing of this has run yet. Your yes lets terraform start or fetch:', ...programs]),
    ...(state.length === 0 ? [] : ['Warning: the Terraform files change what the state holds:', ...state]),
  ]
}
