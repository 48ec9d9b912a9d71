import type { StepInputs } from '../step-inputs.js'
import type { ControlPlaneChecklist } from './control-plane-checklist.js'
import type { DataMigrationPlan } from './data-migration-plan.js'
import type { DataPlaneChecklist } from './data-plane-checklist.js'
import type { DependencyGraph } from './dependency-graph.js'
import type { HardcodedValues } from './hardcoded-values.js'
import type { MigrationPlan } from './migration-plan.js'
import type { ResourceOwnership } from './resource-ownership.js'

/** The planner's seven files. */
export interface PlannerArtifacts {
  readonly controlPlane: ControlPlaneChecklist
  readonly dataPlane: DataPlaneChecklist
  readonly dataPlan: DataMigrationPlan
  readonly migrationPlan: MigrationPlan
  readonly dependencyGraph: DependencyGraph
  readonly hardcodedValues: HardcodedValues
  readonly ownership: ResourceOwnership
}

/** Everything that compile works on: plain data, validated. */
export interface Artifacts extends PlannerArtifacts {
  /** Names of the module blocks in `terraform/root` whose source can be found, sorted by code unit. */
  readonly terraformModules: readonly string[]
  /** By module: the resources that its files declare, as far as they can be read without terraform. */
  readonly terraformResources?: Readonly<Record<string, readonly TerraformResource[]>>
  /** `step-inputs.json`, or an empty object when there is none. */
  readonly stepInputs: StepInputs
}

/** A resource block, with the resource's own name in AWS where the file writes it out. */
export interface TerraformResource {
  readonly type: string
  readonly name: string | null
}
