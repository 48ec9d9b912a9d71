import type { TSchema } from 'typebox'
import type { PlannerArtifacts } from './artifacts.js'
import { ControlPlaneChecklistSchema } from './control-plane-checklist.js'
import { DataMigrationPlanSchema } from './data-migration-plan.js'
import { DataPlaneChecklistSchema } from './data-plane-checklist.js'
import { DependencyGraphSchema } from './dependency-graph.js'
import { HardcodedValuesSchema } from './hardcoded-values.js'
import { MigrationPlanSchema } from './migration-plan.js'
import { ResourceOwnershipSchema } from './resource-ownership.js'

export type ArtifactKey = keyof PlannerArtifacts

/** Which file each artifact is in, and what it has to look like. */
export const PLANNER_FILES = {
  controlPlane: { file: 'cutover-checklist-control-plane.json', schema: ControlPlaneChecklistSchema },
  dataPlane: { file: 'cutover-checklist-data-plane.json', schema: DataPlaneChecklistSchema },
  dataPlan: { file: 'data-migration-plan.json', schema: DataMigrationPlanSchema },
  migrationPlan: { file: 'migration-plan.json', schema: MigrationPlanSchema },
  dependencyGraph: { file: 'dependency-graph.json', schema: DependencyGraphSchema },
  hardcodedValues: { file: 'hardcoded-values.json', schema: HardcodedValuesSchema },
  ownership: { file: 'resource-ownership.json', schema: ResourceOwnershipSchema },
} as const satisfies Record<ArtifactKey, { readonly file: string; readonly schema: TSchema }>

export const ARTIFACT_KEYS = Object.keys(PLANNER_FILES) as readonly ArtifactKey[]
