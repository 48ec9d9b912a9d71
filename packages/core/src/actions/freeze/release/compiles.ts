import type { Compiles } from '../../../compile/action.js'

/** A release comes from the checklist's freeze windows. */
export const compiles: Compiles = { role: 'release' }
