import type { PollRequest } from '../../src/model/approvals.js'
import { decisionProblem } from '../../src/run/decisions.js'

describe('an answer about a running job', () => {
  const request = (cancellable: boolean) => ({ kind: 'poll-unknown', cancellable }) as PollRequest

  test('may cancel it only where that is possible', () => {
    expect(decisionProblem(request(true), { decision: 'cancel-job' })).toBeNull()
    expect(decisionProblem(request(false), { decision: 'cancel-job' })).toContain('cannot be cancelled')
    expect(decisionProblem(request(false), { decision: 'keep-waiting' })).toBeNull()
  })
})
