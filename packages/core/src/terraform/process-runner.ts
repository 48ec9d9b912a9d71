import { join } from 'node:path'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import type { Clock } from '../model/ports.js'
import { INPUT_FILES } from '../rundir/files.js'
import type { TerraformCredentials } from './access/credentials.js'
import type { EndpointOptions } from './access/endpoint.js'
import { openAccess } from './access/open-access.js'
import { removeLeftovers } from './access/private-folder.js'
import { isInModule } from './addresses.js'
import { applyArguments, planArguments, wholePlanArguments } from './arguments.js'
import { checkConfiguration } from './check-configuration.js'
import { TerraformCommands } from './command.js'
import { diagnosticsOfText, reasonOf, sentence } from './diagnostics.js'
import { terraformEnvironment } from './environment.js'
import { changed, invalid, otherAccount, refusalToStart, unreadable } from './failures.js'
import { filesSha256 } from './files-digest.js'
import { copyOfPlan } from './plan-copy.js'
import { discardPlan, keepPlan, makeRoom } from './plan-file.js'
import { type PlanReading, readPlan } from './plan-json.js'
import { type AllowedAccounts, foreignProviders } from './provider-blocks.js'
import { closeStates, needRoot } from './root-folder.js'
import type {
  ApprovedPlan,
  PlanOptions,
  SavedPlan,
  TerraformApplied,
  TerraformFailure,
  TerraformIo,
  TerraformRunner,
} from './runner.js'
import { livingPid } from './survivor.js'
import { tellCommand } from './told-command.js'

export interface ProcessTerraformOptions {
  readonly runDirectory: string
  readonly facts: Pick<StepFacts, 'target'>
  /** The operator's variables; only what terraform needs is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock?: Pick<Clock, 'now'>
  /** Default `terraform`, found on the PATH of `env`. */
  readonly terraformPath?: string
  readonly credentials: TerraformCredentials
  /** Instead of a loopback port of the system's choosing; for tests. */
  readonly listen?: EndpointOptions['listen']
}

/**
 * The real terraform, spawned in `terraform/root` with an argv array and the given environment only.
 * Terraform 1.0 or later (the `-json` output of plan and apply).
 */
export function terraformProcess(options: ProcessTerraformOptions): TerraformRunner {
  return new ProcessTerraform(options)
}

class ProcessTerraform implements TerraformRunner {
  readonly #options: ProcessTerraformOptions
  readonly #root: string
  readonly #pidFile: string
  readonly #commands: TerraformCommands
  /** Plans whose sensitive values are known to this session. */
  readonly #known = new Set<string>()
  #cleaned: Promise<void> | null = null

  constructor(options: ProcessTerraformOptions) {
    this.#options = options
    this.#root = join(options.runDirectory, INPUT_FILES.terraformRoot)
    this.#pidFile = join(options.runDirectory, 'execution', 'terraform.pid')
    const { facts, env, terraformPath = 'terraform', credentials, listen } = options
    this.#commands = new TerraformCommands({
      root: this.#root,
      pidFile: this.#pidFile,
      terraformPath,
      env: terraformEnvironment(env, facts.target),
      now: options.clock?.now ?? Date.now,
      access: async (onSession) => {
        await this.#clean()
        return await openAccess(credentials, onSession, listen)
      },
    })
  }

  async check(signal: AbortSignal) {
    await needRoot(this.#root)
    return await checkConfiguration(this.#commands, { signal, onOutput: () => undefined })
  }

  async plan(options: PlanOptions, io: TerraformIo): Promise<SavedPlan | TerraformFailure> {
    return await this.#plan(planArguments(options), options, io)
  }

  async planAll(planFile: string, io: TerraformIo): Promise<SavedPlan | TerraformFailure> {
    return await this.#plan(wholePlanArguments(planFile), { planFile, module: null }, io)
  }

  async #plan(
    args: readonly string[],
    { planFile, module }: { readonly planFile: string; readonly module: string | null },
    io: TerraformIo,
  ): Promise<SavedPlan | TerraformFailure> {
    const refusal = await refusalToStart(this.#root, this.#pidFile, args)
    if (refusal !== null) return refusal
    await makeRoom(planFile)
    const show = () =>
      this.#show(planFile, io).catch(async (error: unknown) => {
        await discardPlan(planFile)
        throw error
      })
    const told = { args, complaints: 'afterwards', after: show } as const
    const end = await tellCommand(this.#commands, this.#root, told, io)
    if (end.failure !== null || end.extra === null) {
      await discardPlan(planFile)
      return end.failure ?? unreadable(end.outcome)
    }
    const reading = end.extra
    if (module !== null && !reading.modules.includes(module)) {
      await discardPlan(planFile)
      return invalid(end.outcome, `terraform/root has no module "${module}"`)
    }
    const foreign = foreignProviders(reading.providers, await this.#allowedAccounts())
    if (foreign.length > 0) {
      await discardPlan(planFile)
      return otherAccount(end.outcome, foreign)
    }
    const planSha256 = await keepPlan(planFile, reading.masked)
    const { changes, drift, complete, errored, resourceless } = reading
    return {
      ...end.outcome,
      kind: 'planned',
      planFile,
      planSha256,
      changes,
      drift,
      complete,
      errored,
      filesSha256: await this.#files(),
      ...(module === null ? {} : { resourceless: resourceless(module) }),
    }
  }

  async apply(
    planFile: string,
    io: TerraformIo,
    approved: ApprovedPlan,
  ): Promise<TerraformApplied | TerraformFailure> {
    const refusal = await refusalToStart(this.#root, this.#pidFile, applyArguments(planFile))
    if (refusal !== null) return refusal
    const copy = await copyOfPlan(planFile)
    const args = applyArguments(copy.path)
    if (copy.sha256 !== approved.planSha256) {
      copy.folder.remove()
      return changed(args, `${planFile} is not the plan that was shown`)
    }
    let begun = false
    try {
      if (!this.#known.has(planFile)) await this.#show(copy.path, io)
      if (approved.filesSha256 !== null && (await this.#files()) !== approved.filesSha256)
        return changed(args, 'files below terraform/ are not what they were when the plan was shown')
      begun = true
      const { folder } = copy
      const { needsMs } = approved
      const told = { args, complaints: 'at once', after: async () => null, folder, needsMs } as const
      const end = await tellCommand(this.#commands, this.#root, told, io)
      return end.failure ?? { ...end.outcome, kind: 'applied' }
    } finally {
      if (!begun) copy.folder.remove()
      await closeStates(this.#root)
    }
  }

  async stateList(module: string | null, io: TerraformIo): Promise<readonly string[]> {
    await needRoot(this.#root)
    const args = ['state', 'list', '-no-color']
    const end = await this.#commands.run(args, io, { locks: false, signs: true, onLine: null })
    if (end.exitCode === 0)
      return end.stdout
        .split('\n')
        .map((address) => address.trim())
        .filter((address) => address !== '' && (module === null || isInModule(address, module)))
    if (/No state file was found/.test(end.stderr)) return []
    const said = diagnosticsOfText(end.stderr).map(sentence)
    throw new CutoverError({
      code:
        reasonOf(diagnosticsOfText(end.stderr), end.stderr, false) === 'credentials'
          ? 'credentials/expired'
          : 'terraform/failed',
      fault: 'environment',
      message: `terraform state list failed: ${this.#commands.mask(said[0] ?? end.stderr.trim())}`,
      details: said.map((line) => this.#commands.mask(line)),
    })
  }

  async survivor(): Promise<number | null> {
    return livingPid(this.#pidFile)
  }

  async #allowedAccounts(): Promise<AllowedAccounts> {
    const profiles = await this.#options.credentials.profiles()
    const accounts = profiles.map(({ profile, accountId }) => [profile, accountId] as const)
    return { target: this.#options.facts.target.accountId, profiles: Object.fromEntries(accounts) }
  }

  async #files(): Promise<string> {
    return await filesSha256(this.#options.runDirectory)
  }

  /** What a killed session left behind is gone before anything new is made. */
  async #clean(): Promise<void> {
    this.#cleaned ??= removeLeftovers()
    await this.#cleaned
  }

  /** Reads a saved plan, and learns what in it must never be shown. Null when there is none to read. */
  async #show(planFile: string, io: TerraformIo): Promise<PlanReading | null> {
    const shown = await this.#commands.run(['show', '-json', '-no-color', planFile], io, {
      locks: false,
      signs: false,
      onLine: null,
    })
    const reading = shown.exitCode === 0 ? readPlan(shown.stdout) : null
    if (reading !== null) {
      this.#commands.learn(reading.secrets)
      this.#known.add(planFile)
    }
    return reading
  }
}
