import { CutoverError } from '../../model/errors.js'

/**
 * Nothing was sent, because AWS is no longer as it was when the operator said yes. The engine looks again
 * before it executes; this guards the moment between that look and the write.
 * @param what for example `the resource policy of bucket orders`
 */
export function changedSinceApproval(what: string): CutoverError {
  return new CutoverError({
    code: 'aws/refused',
    fault: 'environment',
    message: `Nothing was changed: ${what} is not what was approved any more; somebody changed it just now.`,
    next: 'Choose retry: the step is shown again as things are now.',
  })
}
