import type { PlanPhase } from '../model/artifacts/migration-plan.js'
import type { Risk } from '../model/step.js'

/** What an operation is for in a cutover. */
export type Role =
  | 'grant'
  | 'share'
  | 'copy'
  | 'restore'
  | 'transfer'
  | 'freeze'
  | 'release'
  | 'promote'
  | 'traffic'
  | 'secret'
  | 'verify'
  | 'infrastructure'
  | 'people'

/**
 * Which phase of the migration plan speaks of a step: one by its name, the one that the step's checklist phase
 * stands for, or the one that the type of the step's resource stands for.
 */
export type PlanPhaseRule = PlanPhase['name'] | 'of-checklist-phase' | 'of-resource'

/** What a role means to requirements, risk, rollback texts and the summary. */
export interface RoleMeaning {
  /** The risk of a step when the migration plan names none. */
  readonly risk: Risk
  /** It cannot be undone, whatever a checklist or a handler says. */
  readonly irreversible: boolean
  /** Its steps are marked as needing approval, whatever their risk is. */
  readonly alwaysApproved: boolean
  /** It brings its resource to the target account; the others prepare, guard or decide. */
  readonly brings: boolean
  /** Where the data goes that it moves; null when it moves none. */
  readonly fills: 'storage' | 'databases' | null
  /** It reads data under a key of the source account, so it needs the grants of that key. */
  readonly needsKeyGrants: boolean
  /**
   * What has to be over before it, beside what produces what it consumes: the freeze of its datastore, that
   * freeze and what was copied after it, or everything that was frozen, copied and promoted.
   */
  readonly waitsFor: 'nothing' | 'freeze' | 'freeze-and-delta' | 'all-that-moved'
  /** Where the migration plan's words about rollback are found; null where they would mislead. */
  readonly planPhase: PlanPhaseRule | null
  /** Under what name the summary counts its jobs. */
  readonly countedAs: string
}

/** What most roles have in common: a small change that can be taken back. */
const PLAIN: RoleMeaning = {
  risk: 'low',
  irreversible: false,
  alwaysApproved: false,
  brings: true,
  fills: null,
  needsKeyGrants: false,
  waitsFor: 'nothing',
  planPhase: null,
  countedAs: 'Other',
}

/** The one place that says what a role means. An operation may differ in single points and says so itself. */
export const ROLES: Readonly<Record<Role, RoleMeaning>> = {
  grant: { ...PLAIN, brings: false },
  share: { ...PLAIN, brings: false, planPhase: 'Databases', countedAs: 'Snapshots' },
  copy: {
    ...PLAIN,
    risk: 'medium',
    fills: 'databases',
    needsKeyGrants: true,
    waitsFor: 'freeze',
    planPhase: 'Databases',
    countedAs: 'Snapshots',
  },
  restore: {
    ...PLAIN,
    risk: 'high',
    fills: 'databases',
    needsKeyGrants: true,
    waitsFor: 'freeze',
    planPhase: 'Databases',
    countedAs: 'Snapshots',
  },
  transfer: { ...PLAIN, risk: 'medium', fills: 'storage', waitsFor: 'freeze', planPhase: 'Storage' },
  freeze: { ...PLAIN, risk: 'high', brings: false, planPhase: 'of-resource' },
  release: { ...PLAIN, risk: 'medium', brings: false, waitsFor: 'freeze', planPhase: 'of-resource' },
  promote: {
    ...PLAIN,
    risk: 'high',
    irreversible: true,
    alwaysApproved: true,
    waitsFor: 'freeze-and-delta',
    planPhase: 'Databases',
  },
  traffic: {
    ...PLAIN,
    risk: 'high',
    irreversible: true,
    alwaysApproved: true,
    waitsFor: 'all-that-moved',
    planPhase: 'DNS Cutover',
  },
  secret: { ...PLAIN, risk: 'medium', planPhase: 'Applications' },
  verify: { ...PLAIN, brings: false },
  infrastructure: { ...PLAIN, risk: 'medium', planPhase: 'of-checklist-phase' },
  people: { ...PLAIN, brings: false },
}
