import { APPROVALS } from './approvals.js'
import { CONTRADICTIONS } from './contradictions.js'
import { EXECUTIONS } from './executions.js'
import { ORDER } from './order.js'
import { RESUMES } from './resumes.js'
import { RUNS } from './runs.js'
import type { Forgery } from './tools.js'
import { TROUBLES } from './troubles.js'

export { FREEZE, type Original, SHARE } from './tools.js'

/** Every kind of forgery that the replay refuses. */
export const FORGERIES: readonly Forgery[] = [
  ...APPROVALS,
  ...CONTRADICTIONS,
  ...EXECUTIONS,
  ...ORDER,
  ...RUNS,
  ...TROUBLES,
  ...RESUMES,
]
