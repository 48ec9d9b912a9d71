import type { Compiles } from '../../compile/action.js'

/** The module comes from the item, its command or its phase; what it declares, from the Terraform files. */
export const compiles: Compiles = { role: 'infrastructure', perModule: true }
