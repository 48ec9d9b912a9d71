import type { StepFacts } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import { byCodeUnit } from '../../model/json.js'
import type { Side } from '../../model/step.js'
import { isManualInput } from '../../model/step-inputs.js'
import { parseArn } from './arn.js'

/** The key of `step-inputs.json` that holds the regions, when no artifact names them. */
export const METADATA_INPUT = 'metadata'

/**
 * Run id, accounts and regions. A region comes from step-inputs, the data migration plan, the migration plan,
 * or, when neither says it, from the ARNs of that side if they all agree.
 * @returns null for a region that nothing names
 */
export function stepFacts(artifacts: Artifacts): {
  readonly facts: StepFacts
  readonly missingRegions: readonly Side[]
} {
  const { metadata } = artifacts.dataPlan
  const source = regionOf('source', artifacts)
  const target = regionOf('target', artifacts)
  return {
    facts: {
      runId: metadata.run_id,
      source: { accountId: metadata.source_account_id, region: source ?? '' },
      target: { accountId: metadata.target_account_id, region: target ?? '' },
    },
    missingRegions: [
      ...(source === null ? ['source' as const] : []),
      ...(target === null ? ['target' as const] : []),
    ],
  }
}

function regionOf(side: Side, artifacts: Artifacts): string | null {
  const key = `${side}_region` as const
  const given = artifacts.stepInputs[METADATA_INPUT]
  const input = given === undefined || isManualInput(given) ? undefined : given[key]
  const stated = [input, artifacts.dataPlan.metadata[key], artifacts.migrationPlan.metadata[key]]
  const region = stated.find((value) => typeof value === 'string' && value !== '')
  return typeof region === 'string' ? region : commonRegion(arnsOf(side, artifacts))
}

function arnsOf(side: Side, artifacts: Artifacts): readonly (string | null | undefined)[] {
  const { datastores } = artifacts.dataPlan
  return side === 'source'
    ? datastores.map((d) => d.resource_arn)
    : datastores.map((d) => d.encryption.target_kms_key_arn)
}

function commonRegion(arns: readonly (string | null | undefined)[]): string | null {
  const regions = new Set(arns.map((arn) => parseArn(arn)?.region ?? '').filter((r) => r !== ''))
  const [only] = [...regions].sort(byCodeUnit)
  return regions.size === 1 ? (only ?? null) : null
}
