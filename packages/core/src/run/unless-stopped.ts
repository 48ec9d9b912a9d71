/**
 * What `work` gives, or a rejection as soon as `stopping` aborts, whichever comes first. Not begun at all when it
 * has aborted already. What comes after the stop, a rejection too, is ignored.
 */
export function unlessStopped<T>(stopping: AbortSignal, work: () => T | PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Error('stopped'))
    if (stopping.aborted) return stop()
    stopping.addEventListener('abort', stop, { once: true })
    const forget = () => stopping.removeEventListener('abort', stop)
    // Inside the chain, so that work which throws at once rejects as well.
    Promise.resolve()
      .then(work)
      .then(
        (value) => {
          forget()
          resolve(value)
        },
        (error: unknown) => {
          forget()
          reject(error)
        },
      )
  })
}
