import { maskDeep } from '../aws/mask.js'
import { hashJson, type Json, sha256 } from '../model/json.js'
import { markSimulated } from '../model/simulated.js'
import { replaceFile } from '../rundir/output-files.js'
import { PLAN_LIMIT_BYTES, readOwnFile } from '../rundir/own-files.js'
import { isInModule } from './addresses.js'
import { readConfiguration } from './configuration/read-configuration.js'
import { parsed, recordOf, recordsOf, textOf } from './json-read.js'
import { type ModuleResource, moduleResources, rootModules } from './module-resources.js'
import { keepPlan, makeRoom } from './plan-file.js'
import { fingerprint, type RehearsalStateStore, rehearsalStateStore } from './rehearsal-state.js'
import type {
  ApprovedPlan,
  PlannedChange,
  PlanOptions,
  SavedPlan,
  TerraformApplied,
  TerraformFailure,
  TerraformIo,
  TerraformRunner,
} from './runner.js'

export interface RehearsalTerraformOptions {
  readonly runDirectory: string
  /** Where the stand-in keeps its state, so that a rehearsal can be resumed; default: in memory. */
  readonly statePath?: string | null
  /** Makes the resources exist in the simulated account. May be called again for the same ones after a crash. */
  onApplied(resources: readonly ModuleResource[]): Promise<void> | void
  /** Takes them away again. Same rule. */
  onDestroyed?(resources: readonly ModuleResource[]): Promise<void> | void
}

const MARK = '[rehearsal]'

/**
 * Terraform's stand-in for rehearsals: no process, no provider, no account. It knows which resources the
 * modules declare and no more: expressions are not evaluated, `count` and `for_each` that are expressions
 * count as one resource, a target's dependencies are not planned with it, and nothing drifts. Every line that
 * it says is marked as a rehearsal's.
 */
export function rehearsalTerraform(options: RehearsalTerraformOptions): TerraformRunner {
  return markSimulated(new RehearsalTerraform(options))
}

class RehearsalTerraform implements TerraformRunner {
  readonly #state: RehearsalStateStore

  constructor(private readonly options: RehearsalTerraformOptions) {
    this.#state = rehearsalStateStore(options.statePath ?? null)
  }

  async check(signal: AbortSignal) {
    signal.throwIfAborted()
    const configuration = await readConfiguration(this.options.runDirectory)
    const problems = rootModules(configuration).flatMap(
      (module) => moduleResources(configuration, module)?.problems ?? [],
    )
    const said = ['terraform is not run: the modules were read, not validated', ...problems]
    return { ok: true, diagnostics: said.map((line) => `${MARK} ${line}`) }
  }

  async plan(options: PlanOptions, io: TerraformIo): Promise<SavedPlan | TerraformFailure> {
    io.signal.throwIfAborted()
    const { module, planFile } = options
    const command = commandOf('plan', options)
    const declared = await this.#declared(module)
    if (declared === null)
      return failure(command, 'invalid', `${MARK} terraform/root has no module "${module}"`)
    const { serial, resources } = await this.#state.read()
    const changes = options.destroy
      ? destructions(Object.keys(resources), options)
      : declared.flatMap((resource) => creation(resource, resources[resource.address]) ?? [])
    await makeRoom(planFile)
    const kept: Json = {
      rehearsal: true,
      module,
      destroy: options.destroy,
      serial,
      changes: changes.map(({ address, change, digest }) => ({ address, change, digest })),
    }
    await replaceFile(planFile, `${JSON.stringify(kept, null, 2)}\n`)
    const planSha256 = await keepPlan(planFile, { ...kept, lines: changes.flatMap(({ lines }) => lines) })
    for (const { address, change } of changes) tell(io, `${address}: would ${change}`)
    const outcome = {
      exitCode: 0,
      stdoutTail: `${MARK} ${changes.length} change(s)`,
      stderrTail: '',
      command,
    }
    return {
      ...outcome,
      kind: 'planned',
      planFile,
      planSha256,
      changes,
      drift: [],
      complete: true,
      errored: false,
      filesSha256: null,
    }
  }

  async apply(
    planFile: string,
    io: TerraformIo,
    approved: ApprovedPlan,
  ): Promise<TerraformApplied | TerraformFailure> {
    io.signal.throwIfAborted()
    const command = `${MARK} terraform apply ${planFile}`
    const text = await readOwnFile(planFile, PLAN_LIMIT_BYTES).then(String, () => '')
    if (sha256(text) !== approved.planSha256)
      return failure(command, 'changed', `${MARK} ${planFile} is not the plan that was shown`)
    const plan = recordOf(parsed(text))
    const module = textOf(plan?.module)
    if (plan?.rehearsal !== true || module === null)
      return failure(command, 'other', `${MARK} ${planFile} is not a plan of a rehearsal`)
    const state = await this.#state.read()
    const declared = (await this.#declared(module)) ?? []
    const changes = recordsOf(plan.changes).map(({ address }) => String(address))
    const concerned = declared.filter(({ address }) => changes.includes(address))
    const stale =
      plan.serial !== state.serial ||
      (plan.destroy !== true && hashJson(digests(concerned, state.resources)) !== hashJson(planned(plan)))
    if (stale) return failure(command, 'stale-plan', `${MARK} Saved plan is stale: the state changed since`)
    const resources = { ...state.resources }
    if (plan.destroy === true) {
      await this.options.onDestroyed?.(concerned)
      for (const address of changes) delete resources[address]
    } else {
      await this.options.onApplied(concerned)
      for (const resource of concerned) resources[resource.address] = fingerprint(resource)
    }
    if (changes.length > 0) await this.#state.write({ serial: state.serial + 1, resources })
    const done = plan.destroy === true ? 'taken away' : 'made'
    for (const address of changes) tell(io, `${address}: ${done} in the simulated account`)
    return {
      kind: 'applied',
      exitCode: 0,
      stdoutTail: `${MARK} ${changes.length} ${done}`,
      stderrTail: '',
      command,
    }
  }

  /** Here everything stands in a module. */
  async planAll(): Promise<null> {
    return null
  }

  async stateList(module: string | null): Promise<readonly string[]> {
    const { resources } = await this.#state.read()
    return Object.keys(resources).filter((address) => module === null || isInModule(address, module))
  }

  async survivor(): Promise<null> {
    return null
  }

  /** A module that cannot be read stands as one resource that says so: it can be rehearsed, not looked into. */
  async #declared(module: string): Promise<readonly ModuleResource[] | null> {
    const reading = moduleResources(await readConfiguration(this.options.runDirectory), module)
    if (reading === null || reading.resources.length > 0 || reading.problems.length === 0)
      return reading?.resources ?? null
    const unread = {
      type: 'unread',
      name: 'module',
      attributes: {},
      expressions: {},
      blocks: [],
      repeated: null,
    }
    return [{ ...unread, address: `module.${module}.unread.module` }]
  }
}

function creation(resource: ModuleResource, existing: string | undefined): PlannedChange | null {
  if (existing === fingerprint(resource)) return null
  const { address, type, attributes, expressions, repeated } = resource
  const shown = maskDeep(attributes) as Readonly<Record<string, Json>>
  const lines = [
    ...Object.entries(shown).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...Object.entries(expressions).map(([name, text]) => `${name}: ${text} (not evaluated in a rehearsal)`),
    ...(repeated === null ? [] : [`${repeated} is not evaluated: rehearsed as one resource`]),
  ]
  const change = existing === undefined ? 'create' : 'update'
  const digest = digestOf(resource, change)
  return { address, type, change, lines, digest, recurring: false }
}

function destructions(existing: readonly string[], { module, addresses }: PlanOptions): PlannedChange[] {
  return existing
    .filter((address) => addresses?.includes(address) ?? isInModule(address, module))
    .map((address) => ({
      address,
      type: address.split('.').at(-2) ?? 'unknown',
      change: 'delete',
      lines: [],
      digest: hashJson({ address, change: 'delete' }),
      recurring: false,
    }))
}

function digestOf(resource: ModuleResource, change: string): string {
  return hashJson({ address: resource.address, change, fingerprint: fingerprint(resource) })
}

/** What the plan would say if it were made now, to be compared with {@link planned}. */
function digests(
  resources: readonly ModuleResource[],
  existing: Readonly<Record<string, string>>,
): readonly string[] {
  return resources
    .map((resource) => digestOf(resource, existing[resource.address] === undefined ? 'create' : 'update'))
    .sort()
}

function planned(plan: Readonly<Record<string, unknown>>): readonly string[] {
  return recordsOf(plan.changes)
    .map(({ digest }) => String(digest))
    .sort()
}

function tell(io: TerraformIo, text: string): void {
  io.onOutput('stdout', `${MARK} ${text}\n`)
}

function commandOf(command: string, { module, destroy, planFile }: PlanOptions): string {
  const flags = destroy ? ' -destroy' : ''
  return `${MARK} terraform ${command}${flags} -target=module.${module} -out=${planFile}`
}

function failure(command: string, reason: TerraformFailure['reason'], said: string): TerraformFailure {
  const outcome = { exitCode: 1, stdoutTail: '', stderrTail: said, command }
  return { ...outcome, kind: 'failed', reason, diagnostics: [said], lock: null }
}
