import { writeFile } from 'node:fs/promises'
import { sha256 } from '../../src/model/json.js'
import type { PlannedChange, TerraformRunner } from '../../src/terraform/runner.js'

/** A terraform whose every module is one resource; its state survives in the given set. */
export function fakeTerraform(state: Set<string>, onApplied: () => void = () => undefined): TerraformRunner {
  const plans = new Map<string, { module: string; destroy: boolean; serial: number }>()
  let serial = 0
  const outcome = { exitCode: 0, stdoutTail: '', stderrTail: '', command: 'terraform' }
  return {
    check: async () => ({ ok: true, diagnostics: [] }),
    async plan({ module, destroy, planFile }) {
      await writeFile(planFile, `${module} ${destroy}`, { mode: 0o600 })
      plans.set(planFile, { module, destroy, serial })
      const exists = state.has(module)
      const change = destroy ? (exists ? 'delete' : 'no-op') : exists ? 'no-op' : 'create'
      const changes: PlannedChange[] =
        change === 'no-op'
          ? []
          : [
              {
                address: `module.${module}.thing.x`,
                type: 'thing',
                change,
                lines: [],
                digest: `${module}-${change}`,
                recurring: false,
              },
            ]
      return {
        ...outcome,
        kind: 'planned',
        planFile,
        planSha256: sha256(`${module} ${destroy}`),
        changes,
        drift: [],
        complete: true,
        errored: false,
        filesSha256: null,
      }
    },
    async apply(planFile) {
      const plan = plans.get(planFile)
      if (plan === undefined)
        return { ...outcome, kind: 'failed', reason: 'other', diagnostics: [], lock: null }
      if (plan.serial !== serial)
        return { ...outcome, kind: 'failed', reason: 'stale-plan', diagnostics: ['stale'], lock: null }
      serial += 1
      if (plan.destroy) state.delete(plan.module)
      else state.add(plan.module)
      onApplied()
      return { ...outcome, kind: 'applied' }
    },
    planAll: async () => null,
    stateList: async (module) =>
      [...state].filter((name) => name === (module ?? name)).map((name) => `module.${name}.thing.x`),
    survivor: async () => null,
  }
}
