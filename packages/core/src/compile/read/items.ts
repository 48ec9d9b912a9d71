import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { ControlPhase } from '../../model/artifacts/control-plane-checklist.js'
import type { DataPhase } from '../../model/artifacts/data-plane-checklist.js'
import type { Plane } from '../../model/step.js'

type Section = 'pre' | 'during' | 'post'

/** One signed item of either checklist, with every field that either plane knows. */
export interface SignedItem {
  /** Place in the signed order over both checklists, from 0. */
  readonly position: number
  readonly id: string
  readonly plane: Plane
  readonly phase: SignedPhase
  readonly section: Section
  readonly description: string
  readonly ownerTeam: string | null
  readonly datastoreArn: string | null
  /** Null outside `during_cutover`. */
  readonly operationType: string | null
  readonly tool: string | null
  readonly terraformModule: string | null
  readonly command: string | null
  readonly verificationCommand: string | null
  readonly timeBoxMinutes: number | null
  readonly irreversible: boolean
}

/** A phase of either checklist. */
export interface SignedPhase {
  readonly plane: Plane
  readonly number: number
  readonly name: string
  readonly terraformModules: readonly string[]
  readonly criteria: readonly string[]
  readonly approvers: readonly string[]
}

export interface PhaseItems {
  readonly phase: SignedPhase
  readonly pre: readonly SignedItem[]
  readonly during: readonly SignedItem[]
  readonly post: readonly SignedItem[]
}

/** Both checklists as one list of phases in the order of execution: control plane, then data plane. */
export function signedPhases(artifacts: Pick<Artifacts, 'controlPlane' | 'dataPlane'>): PhaseItems[] {
  const byNumber = <T extends { readonly number: number }>(phases: readonly T[]) =>
    [...phases].sort((a, b) => a.number - b.number)
  let position = 0
  const next = () => position++
  return [
    ...byNumber(artifacts.controlPlane.phases).map((phase) => phaseItems('control', phase, next)),
    ...byNumber(artifacts.dataPlane.phases).map((phase) => phaseItems('data', phase, next)),
  ]
}

function phaseItems(plane: Plane, raw: ControlPhase | DataPhase, next: () => number): PhaseItems {
  const phase: SignedPhase = {
    plane,
    number: raw.number,
    name: raw.name,
    terraformModules: 'terraform_modules' in raw ? (raw.terraform_modules ?? []) : [],
    criteria: raw.go_no_go_gate?.criteria ?? [],
    approvers: raw.go_no_go_gate?.approvers ?? [],
  }
  const signed = (section: Section) => (item: RawItem) => signedItem(item, phase, section, next())
  return {
    phase,
    pre: raw.pre_cutover.map(signed('pre')),
    during: raw.during_cutover.map(signed('during')),
    post: raw.post_cutover.map(signed('post')),
  }
}

/** What an item of any section in either plane may carry. */
interface RawItem {
  readonly id: string
  readonly description: string
  readonly owner_team?: string | null
  readonly datastore_arn?: string | null
  readonly operation_type?: string
  readonly tool?: string | null
  readonly terraform_module?: string | null
  readonly command?: string | null
  readonly verification_command?: string | null
  readonly time_box_minutes?: number
  readonly irreversible?: boolean
}

function signedItem(raw: RawItem, phase: SignedPhase, section: Section, position: number): SignedItem {
  return {
    position,
    id: raw.id,
    plane: phase.plane,
    phase,
    section,
    description: raw.description,
    ownerTeam: text(raw.owner_team),
    datastoreArn: text(raw.datastore_arn),
    operationType: section === 'during' ? text(raw.operation_type) : null,
    tool: text(raw.tool),
    terraformModule: text(raw.terraform_module),
    command: text(raw.command),
    verificationCommand: text(raw.verification_command),
    timeBoxMinutes: raw.time_box_minutes ?? null,
    irreversible: raw.irreversible === true,
  }
}

/** Blank text says as little as none. */
function text(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : value
}

/** `data-plane phase 4 (Cutover)`. */
export function phaseLabel(phase: SignedPhase): string {
  return `${phase.plane === 'control' ? 'control' : 'data'}-plane phase ${phase.number} (${phase.name})`
}
