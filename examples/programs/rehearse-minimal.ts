/**
 * Rehearses the five-step example with answers written down beforehand, as a host's own tests would.
 *
 *   node --conditions=@cutover/source --import tsx examples/programs/rehearse-minimal.ts
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunResult, runCutover } from '@cutover/core'
import { type ScriptedApprovals, scriptedApprovals } from '@cutover/core/testing'
import { type SimulatedAccounts, simulatedAccounts } from './simulated-accounts.js'
import { whenStarted } from './when-started.js'

const MINIMAL = fileURLToPath(new URL('../minimal', import.meta.url))

export interface Rehearsed {
  readonly result: RunResult
  readonly approvals: ScriptedApprovals
  readonly accounts: SimulatedAccounts
}

/** @param outputDirectory where the journal and the reports of the rehearsal go; it is created */
export async function main(outputDirectory: string): Promise<Rehearsed> {
  const accounts = await simulatedAccounts(MINIMAL)
  const approvals = scriptedApprovals({
    kinds: {
      plan: { decision: 'go' },
      step: { decision: 'approve', note: 'rehearsed' },
      handoff: ({ criteria }) => ({ decision: 'confirm', confirmed: criteria, policyAttached: true }),
    },
  })
  const result = await runCutover({
    runDirectory: MINIMAL,
    rehearsalDirectory: outputDirectory,
    approvals,
    operator: { name: 'ada', source: 'user', warning: null },
    ...accounts.ports,
  })
  return { result, approvals, accounts }
}

whenStarted(import.meta.url, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-example-'))
  const { result, approvals } = await main(join(folder, 'rehearsal'))
  return `${result.verdict} after ${approvals.shown.length} questions; see ${result.outputDirectory}`
})
