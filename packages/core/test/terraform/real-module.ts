import { join } from 'node:path'
import type {
  Preview,
  ReadContext,
  Receipt,
  RollbackPreview,
  WriteContext,
} from '../../src/actions/kit/definition.js'
import { terraformApply } from '../../src/actions/terraform-apply.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { createBench, stepFor } from '../actions/kit/bench.js'

const PARAMS = { module: 'a' }

/** The handler over a real terraform, called as the engine calls it. */
export interface RealModule {
  readonly lines: readonly string[]
  artifactPath(suffix: string): string
  preview(): Promise<Preview>
  execute(approved: Preview): Promise<Receipt>
  verified(): Promise<boolean>
  reconciled(): Promise<string>
  shownRollback(receipt: Receipt | null): Promise<RollbackPreview>
  rollBack(receipt: Receipt | null, shown: RollbackPreview): Promise<{ readonly remains: string | null }>
  undone(receipt: Receipt | null): Promise<boolean>
}

export function realModule(directory: string, terraform: TerraformRunner): RealModule {
  const bench = createBench()
  const step = stepFor(terraformApply, PARAMS)
  const artifactPath = (suffix: string) => join(directory, 'execution', `step${suffix}`)
  const files = { artifactPath, provisioners: async () => [], readInput: async () => new Uint8Array() }
  const read = (): ReadContext => bench.read(step, { terraform, files })
  const write = (approved: Preview): WriteContext => bench.write(step, approved, { terraform, files })
  const { rollback } = terraformApply
  if (typeof rollback === 'string' || rollback.preview === undefined) throw new Error('no rollback')
  const { preview: previewed } = rollback
  let seen: Preview | null = null
  return {
    lines: bench.lines,
    artifactPath,
    async preview() {
      seen = await terraformApply.preview(PARAMS, read())
      return seen
    },
    execute: async (approved) => await terraformApply.execute(PARAMS, write(approved)),
    async verified() {
      const { checks } = await terraformApply.verify(PARAMS, null, read())
      return checks.length > 0 && checks.every(({ ok }) => ok)
    },
    reconciled: async () => (await terraformApply.reconcile(PARAMS, read())).kind,
    shownRollback: async (receipt) => await previewed(PARAMS, receipt, read()),
    async rollBack(receipt, shown) {
      if (seen === null) throw new Error('nothing was previewed')
      return await rollback.run(PARAMS, receipt, write(seen), shown)
    },
    async undone(receipt) {
      const { checks } = await rollback.verify(PARAMS, receipt, read())
      return checks.length > 0 && checks.every(({ ok }) => ok)
    },
  }
}
