import { join } from 'node:path'
import { inspectLock, systemProcessFacts } from '@cutover/journal'
import { actions } from '../actions/registry.js'
import { compile } from '../compile/compile.js'
import { assertCompiled, type Compiled } from '../compile/output/result.js'
import { stepFacts } from '../compile/read/step-facts.js'
import { assertNever } from '../model/assert-never.js'
import type { PreflightReport, RowOutcome } from '../preflight/report.js'
import { needsOf } from '../preflight/requirements.js'
import { runPreflight } from '../preflight/run-preflight.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { branded } from './branded.js'
import { checkedOptions } from './checked-options.js'
import { type Ports, resolvePorts } from './defaults.js'
import { harmlessly } from './event-queue.js'
import type { RunOptions } from './options.js'
import { readIdentity } from './run-identity.js'

/** What a check of a run directory takes: a run's options without anybody who answers, for nothing is asked. */
export type CheckOptions = Omit<
  RunOptions,
  'approvals' | 'observer' | 'resume' | 'journalHooks' | 'journalFs'
>

/**
 * Pre-flight alone: every check that a run begins with, and nothing else. No journal, no lock, no steps file;
 * only terraform writes, as `terraform init` does, below `terraform/root`.
 */
export function checkRun(options: CheckOptions): Promise<PreflightReport> {
  return branded(async () => await checkChecked(checkedOptions(options)))
}

async function checkChecked(options: CheckOptions): Promise<PreflightReport> {
  const { facts } = await readIdentity(options.runDirectory)
  const ports = await resolvePorts(
    { ...options, approvals: { decide: () => Promise.reject(new TypeError('pre-flight asks nothing')) } },
    facts,
  )
  const path = join(options.rehearsalDirectory ?? options.runDirectory, OUTPUT_FILES.lock)
  const look = async (): Promise<RowOutcome> => lockRow(path, options)
  return await preflight(options, ports, look, () => undefined)
}

/** Looks at the lock without taking it. */
function lockRow(path: string, options: CheckOptions): RowOutcome {
  const found = inspectLock({ path, process: options.processFacts ?? systemProcessFacts() })
  switch (found.kind) {
    case 'free':
      return { ok: 'ok', detail: 'Nobody holds the lock.' }
    case 'live':
    case 'foreign':
      return {
        ok: 'failed',
        detail: `${found.holder.operator} holds the lock since ${found.holder.started_at} (process ${found.holder.pid} on ${found.holder.host}).`,
        remedy: 'Wait for that run to end; watch it with: cutover watch <dir>',
        code: 'lock/held',
      }
    case 'stale':
      return {
        ok: 'warning',
        detail: `A run of ${found.holder.operator} left its lock behind (process ${found.holder.pid} on ${found.holder.host} has ended).`,
        remedy: 'Go on with that run: cutover run <dir> --resume',
      }
    case 'unreadable':
      return {
        ok: 'failed',
        detail: `There is a lock that cannot be read: it ${found.why}.`,
        remedy: `Look at ${path}; remove it only when no run is alive.`,
        code: 'lock/held',
      }
    default:
      return assertNever(found)
  }
}

/** The checks in their order, with the plan compiled in memory. */
export async function preflight(
  options: CheckOptions,
  ports: Ports,
  lock: () => Promise<RowOutcome>,
  onCompiled: (compiled: Compiled) => void,
): Promise<PreflightReport> {
  return await runPreflight({
    directory: options.runDirectory,
    clock: ports.clock,
    acceptStale: options.acceptStale === true,
    profiles: options.profiles,
    aws: ports.aws,
    terraform: ports.terraform,
    terraformProfiles: options.terraformProfiles ?? [],
    operator: ports.operator,
    signal: ports.controls.stopping,
    lock,
    requirements: (run) => {
      const compiled = compile(run.artifacts, actions)
      onCompiled(compiled)
      const steps = assertCompiled(compiled)
      return needsOf(
        steps.filter((step) => step.plane === 'control'),
        stepFacts(run.artifacts).facts,
      )
    },
    onRow: (row) => harmlessly(() => options.onPreflightRow?.(row)),
  })
}
