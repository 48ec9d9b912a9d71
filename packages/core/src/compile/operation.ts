import type { JsonObject } from '../model/json.js'
import { ROLES, type Role, type RoleMeaning } from './roles.js'

/** What a step leaves for later steps: `shared-snapshot`, `table-export`. */
export interface Produced {
  readonly artifact: string
  /** By what name later steps may ask for it; absent: by its datastore alone. */
  name?(params: JsonObject): string | undefined
}

/** What a step needs of an earlier one. */
export interface Consumed {
  readonly artifact: string
  /**
   * The names under which the step asks for it, the surest first. A name that nobody gave leads to what was
   * made for the same datastore. Absent: it is what was made for the datastore, or the last one made.
   */
  names?(params: JsonObject): readonly (string | undefined)[]
  /** The parameter that takes the id of the step which produced it. */
  readonly stepParam?: string
}

/** What an operation is to the cutover, whoever carries it out. */
export interface OperationSpec {
  readonly role: Role
  /** Where it differs from its role. */
  readonly differs?: Partial<RoleMeaning>
  readonly produces?: readonly Produced[]
  readonly consumes?: readonly Consumed[]
  /** The KMS keys that it grants or works with, by ARN. */
  keys?(params: JsonObject): readonly (string | undefined)[]
  /** One step for each Terraform module: items that name the same module are carried out by one step. */
  readonly perModule?: true
}

/** An operation that an item of a checklist means. */
export interface Operation extends OperationSpec {
  /** What it is called in messages and step inputs: the name of its action, else its operation type. */
  readonly name: string
  /** Its role's meaning, with its own differences. */
  readonly means: RoleMeaning
}

/** The operation that items mean which have this action or operation type. */
export function operationOf(name: string, spec: OperationSpec): Operation {
  return { ...spec, name, means: { ...ROLES[spec.role], ...spec.differs } }
}

/** Whether steps of this operation leave such an artifact. */
export function produces(spec: OperationSpec, artifact: string): boolean {
  return spec.produces?.some((made) => made.artifact === artifact) === true
}

/** Whether steps of this operation need such an artifact. */
export function consumes(spec: OperationSpec, artifact: string): boolean {
  return spec.consumes?.some((needed) => needed.artifact === artifact) === true
}
