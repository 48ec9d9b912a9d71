import type { Compiles } from '../../../compile/action.js'

/** A freeze comes from the checklist's freeze windows; who may go on writing is the operator's to say. */
export const compiles: Compiles = { role: 'freeze' }
