import { sharedSlice, type WorldState } from '../../kernel/world.js'

/** What goes wrong with one asynchronous job. It is fixed when the job starts, so that a rerun repeats it. */
export type JobFault =
  | {
      /** The job ends badly. */
      readonly kind: 'fail'
      /** The terminal status, where the service knows several (`incompatible-network`, `storage-full` …). */
      readonly status?: string
      readonly code?: string
      readonly message?: string
    }
  /** The job ends well by its status, but `failedItems` of its items did not make it. */
  | { readonly kind: 'partial'; readonly failedItems: number }

interface Planned {
  readonly fault: JobFault
  left: number
}

/** Which jobs a fault is meant for. */
export interface JobKind {
  /** The signing name, for example `rds`. */
  readonly service: string
  /** The operation that starts the job, for example `CopyDBSnapshot`. */
  readonly operation: string
  /** The name or identifier that the job works on (see the operation's note), or `*`. */
  readonly resourceId: string
}

const planned = sharedSlice<Record<string, Planned>>('job-faults', () => ({}))

/**
 * Makes the next `times` jobs of this kind go wrong.
 */
export function planJobFault(world: WorldState, job: JobKind, fault: JobFault, times = 1): void {
  planned(world)[keyOf(job.service, job.operation, job.resourceId)] = { fault, left: times }
}

/** Takes the fault that was planned for a job which starts now. The caller stores it in the job's state. */
export function takeJobFault(
  world: WorldState,
  service: string,
  operation: string,
  resourceId: string,
): JobFault | undefined {
  const plan = planned(world)
  for (const key of [keyOf(service, operation, resourceId), keyOf(service, operation, '*')]) {
    const found = plan[key]
    if (found === undefined) continue
    found.left -= 1
    if (found.left <= 0) delete plan[key]
    return found.fault
  }
  return undefined
}

function keyOf(service: string, operation: string, resourceId: string): string {
  return `${service}:${operation}:${resourceId}`
}
