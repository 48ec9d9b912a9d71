import { join } from 'node:path'
import { isAtRest } from '../engine/state.js'
import { isCutoverError } from '../model/errors.js'
import { hashJson, type Json } from '../model/json.js'
import type { ToldChange } from '../preflight/report.js'
import { toldChanges } from '../preflight/told-changes.js'
import { installedModules } from '../terraform/configuration/installed-modules.js'
import type { Configuration } from '../terraform/configuration/model.js'
import { programsBeforeQuestions } from '../terraform/configuration/programs.js'
import { readConfiguration } from '../terraform/configuration/read-configuration.js'
import { ConfigurationRefused } from '../terraform/configuration/refusal.js'
import { refusedBlocks } from '../terraform/configuration/refused-blocks.js'
import { discardPlan } from '../terraform/plan-file.js'
import type { TerraformIo } from '../terraform/runner.js'
import { Halt } from './halt.js'
import type { RunStart } from './run-start.js'
import { definitionOf, record, recordOf, type Session } from './session.js'
import { stateChanges, untold } from './whole-plan.js'

const LOG = 'run'

/**
 * What terraform does between the yes to the plan and the first step: `init` and `validate` where they had to wait
 * for it, and a plan of everything. Steps plan and apply their own module; what stands beside all modules is
 * silently left out by that, so it is looked for here.
 * @throws Halt with the cause `terraform` or `credentials`
 */
export async function terraformAfterYes(session: Session, start: RunStart): Promise<void> {
  const modules = remainingModules(session)
  const { terraform } = start.report
  if (modules.length === 0 || terraform === null) return
  if (terraform.afterYes.length === 0) return await planEverything(session, modules, terraform.told)
  await checkNow(session)
  const whole = await readFetched(session, start)
  const fetched = programsBeforeQuestions(whole).filter((program) => !terraform.afterYes.includes(program))
  if (fetched.length > 0)
    await tell(
      session,
      fetched.map((program) => `In what was fetched: ${program}.`),
    )
  await planEverything(session, modules, [...terraform.told, ...toldChanges(whole)])
}

/** The modules of steps that may still be planned. */
function remainingModules(session: Session): readonly string[] {
  return session.plan.steps
    .filter((step) => definitionOf(session, step).tool === 'terraform')
    .filter((step) => !isAtRest(recordOf(session, step).phase))
    .map((step) => String(step.params.module))
}

async function checkNow(session: Session): Promise<void> {
  const { ok, diagnostics } = await session.terraform
    .check(session.controls.stopping)
    .catch(haltedBy(session))
  for (const line of diagnostics) session.logs.out(LOG, line)
  if (!ok) throw new Halt('terraform', `terraform init and validate: ${diagnostics[0] ?? 'failed'}`, null)
}

/** What was fetched is held to the same rules as what was there before. */
async function readFetched(session: Session, start: RunStart): Promise<Configuration> {
  const directory = session.inputDirectory
  try {
    const whole = await readConfiguration(directory, await installedModules(directory))
    const [refusal] = refusedBlocks(whole, {
      targetAccountId: session.facts.target.accountId,
      sourceAccountId: session.facts.source.accountId,
      profiles: start.options.terraformProfiles ?? [],
    })
    if (refusal === undefined) return whole
    throw new ConfigurationRefused(refusal)
  } catch (error) {
    if (!(error instanceof ConfigurationRefused)) throw error
    throw new Halt('terraform', `Terraform goes no further: ${error.message} ${error.refusal.next}`, null)
  }
}

async function planEverything(
  session: Session,
  modules: readonly string[],
  told: readonly ToldChange[],
): Promise<void> {
  const planFile = join(session.folders.execution.path, 'run.whole.tfplan')
  try {
    const planned = await session.terraform.planAll(planFile, ioOf(session)).catch(haltedBy(session))
    if (planned === null) return
    if (planned.kind === 'failed') {
      if (planned.reason === 'credentials')
        throw new Halt('credentials', `terraform: ${planned.diagnostics[0] ?? 'the credentials ended'}`, null)
      return await tell(session, [
        `A plan of everything could not be made (${planned.diagnostics[0] ?? 'terraform does not say why'}): whether anything changes beside the steps' modules is not known.`,
      ])
    }
    const changes = stateChanges(planned.changes, modules)
    const unknown = untold(changes, told)
    if (changes.length > 0)
      await tell(
        session,
        changes.map(({ text }) => `No step of this run does it, and terraform wants it: ${text}.`),
      )
    if (unknown.length > 0)
      throw new Halt(
        'terraform',
        `Terraform would change its state in a way that no file says: ${unknown.map(({ text }) => text).join('; ')}. Write it down as an import, moved or removed block, then start a new run.`,
        null,
      )
  } finally {
    await discardPlan(planFile)
  }
}

/** On the screen, and in the journal as what was looked at. */
async function tell(session: Session, warnings: readonly string[]): Promise<void> {
  for (const text of warnings) session.observer.onEvent({ kind: 'notice', level: 'warning', text })
  const observation: Json = { terraform: 'whole plan', warnings }
  await record(session, {
    step_id: 'run',
    operator: session.operator,
    event: 'preview-shown',
    data: {
      observation_hash: hashJson(observation),
      already_done: false,
      blockers: [],
      warnings: [...warnings],
      observation,
      before: [],
      after: [],
    },
  })
}

function ioOf(session: Session): TerraformIo {
  return {
    signal: session.controls.stopping,
    onOutput: (stream, text) => {
      if (stream === 'stdout') session.logs.out(LOG, text)
      else session.logs.err(LOG, text)
    },
  }
}

/** Being stopped while terraform works is no failure of terraform's. */
function haltedBy(session: Session): (error: unknown) => never {
  return (error) => {
    if (session.controls.stopping.aborted)
      throw new Halt('interrupted', 'interrupted while terraform looked at everything', null)
    if (isCutoverError(error) && error.code === 'credentials/wrong-account')
      throw new Halt('credentials', error.message, null)
    throw error
  }
}
