import type { AwsFactory } from '../aws/account.js'
import { profileAwsFactory } from '../aws/profile-factory.js'
import { nodeDnsResolver } from '../dns/resolver.js'
import type { StepFacts } from '../model/action-facts.js'
import type { ApprovalProvider } from '../model/approvals.js'
import type { Clock, DnsResolver } from '../model/ports.js'
import type { Operator } from '../preflight/operator.js'
import { terraformProcess } from '../terraform/process-runner.js'
import type { TerraformRunner } from '../terraform/runner.js'
import { createControls, type RunControls } from './controls.js'
import { systemClock, systemOperator } from './environment.js'
import { createEventQueue, type EventQueue } from './event-queue.js'
import { type GuardedClock, guardedClock } from './guarded-clock.js'
import { silentObserver } from './observer.js'
import type { RunOptions } from './options.js'
import { modeOf, type RunMode } from './run-mode.js'
import { stoppablePorts } from './stoppable-ports.js'
import { terraformCredentials } from './terraform-credentials.js'
import { guardedTerraform } from './terraform-guard.js'

/** Every port of a run, each either given by the caller or real. */
export interface Ports {
  readonly mode: RunMode
  readonly approvals: ApprovalProvider
  readonly clock: GuardedClock
  readonly aws: AwsFactory
  readonly terraform: TerraformRunner
  readonly dns: DnsResolver
  readonly observer: EventQueue
  readonly controls: RunControls
  readonly operator: Operator
  readonly command: { readonly line: string; readonly resume: string }
}

/** Google, Cloudflare and Quad9: what most of a service's clients resolve through. */
const DNS = { publicResolvers: ['8.8.8.8', '1.1.1.1', '9.9.9.9'], timeoutMs: 3_000, tries: 2 }

export async function resolvePorts(options: RunOptions, facts: StepFacts): Promise<Ports> {
  const env = options.env ?? {}
  const clock = guardedClock(options.clock ?? systemClock)
  const aws = options.aws?.(facts) ?? profileFactory(options, facts, clock)
  const target = { accountId: facts.target.accountId, profile: options.profiles.target }
  const terraform =
    options.terraform?.(facts) ?? guardedTerraform(realTerraform(options, aws, facts), aws, target)
  const dns = options.dns ?? nodeDnsResolver(DNS)
  const mode = modeOf({ aws, terraform, dns }, options)
  const controls = options.controls ?? createControls()
  const given = options.aws !== undefined || options.terraform !== undefined || options.dns !== undefined
  const ports = { aws, terraform, dns }
  return {
    mode,
    approvals: options.approvals,
    clock,
    // Our own end by themselves: a terraform that was interrupted is waited for.
    ...(given ? stoppablePorts(ports, controls, systemClock.sleep) : ports),
    observer: createEventQueue(options.observer ?? silentObserver, systemClock.sleep),
    controls,
    operator: options.operator ?? (await systemOperator(env)),
    command: options.command ?? {
      line: 'runCutover',
      resume: `cutover run ${options.runDirectory} --resume`,
    },
  }
}

function realTerraform(options: RunOptions, aws: AwsFactory, facts: StepFacts): TerraformRunner {
  const { runDirectory, env = {}, clock } = options
  const credentials = terraformCredentials(options, aws, facts)
  return terraformProcess({
    runDirectory,
    facts,
    env,
    credentials,
    ...(clock === undefined ? {} : { clock }),
  })
}

function profileFactory(options: RunOptions, facts: StepFacts, clock: Clock): AwsFactory {
  const side = (name: 'source' | 'target') => ({ profile: options.profiles[name], ...facts[name] })
  return profileAwsFactory({
    source: side('source'),
    target: side('target'),
    env: options.env ?? {},
    now: clock.now,
  })
}
