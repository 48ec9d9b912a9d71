import { CutoverError } from '../model/errors.js'

/**
 * What an operator may ask for while the run works. Made by {@link createControls} alone, given to `runCutover`;
 * moved by a CLI or a host.
 */
export interface RunControls {
  /** Aborts at the first request to stop: prompts close, the current call is finished, then the run halts. */
  readonly stopping: AbortSignal
  /** Aborts at the second: nothing is waited for any more. The journal stays resumable. */
  readonly killed: AbortSignal
  /** Stop: once gracefully, twice at once. */
  stop(): void
  /** Leave the running job alone and halt. Does nothing when no job is being waited for. */
  detach(): void
  /** Open the dialog about the running job (keep waiting, cancel it, stop). */
  askAboutJob(): void
  /** @internal The engine's side: takes the pending request, or waits for one. */
  readonly jobRequests: JobRequests
}

type JobRequest = 'detach' | 'ask'

/** One pending request about the job that is being waited for. */
export class JobRequests {
  private pending: JobRequest | null = null
  private wake = new AbortController()

  post(request: JobRequest): void {
    this.pending = request
    this.wake.abort()
  }

  /** Forgets what was pressed while no job was running. */
  reset(): void {
    this.pending = null
    this.wake = new AbortController()
  }

  take(): JobRequest | null {
    const request = this.pending
    if (request !== null) this.reset()
    return request
  }

  /** Aborts when something is posted. */
  get signal(): AbortSignal {
    return this.wake.signal
  }
}

export function createControls(): RunControls {
  const stopping = new AbortController()
  const killed = new AbortController()
  const jobRequests = new JobRequests()
  return {
    stopping: stopping.signal,
    killed: killed.signal,
    jobRequests,
    stop() {
      if (stopping.signal.aborted) killed.abort()
      else stopping.abort()
    },
    detach: () => jobRequests.post('detach'),
    askAboutJob: () => jobRequests.post('ask'),
  }
}

/** @throws CutoverError `usage/invalid` for controls that were made by hand: a run could not be stopped by them */
export function checkControls(controls: RunControls | undefined): void {
  if (controls === undefined) return
  if (controls !== null && controls.jobRequests instanceof JobRequests && isSignal(controls.stopping)) return
  throw new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: 'The option "controls" was not made by createControls().',
    next: 'Make it with createControls(), and call its stop(), detach() and askAboutJob().',
  })
}

function isSignal(value: unknown): boolean {
  return typeof (value as AbortSignal | undefined)?.addEventListener === 'function'
}
