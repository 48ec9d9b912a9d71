import { Readable } from 'node:stream'
import { HttpRequest } from '@smithy/core/protocols'
import { ANSWER_LIMITS } from '../../src/aws/answer-limits.js'
import { boundedAnswers, type Handler } from '../../src/aws/bounded-answers.js'
import { fixedAwsFactory } from '../../src/aws/static-factory.js'
import type { InProcessHandler } from '../../src/aws/transport.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

const SHARE = 'ModifyDBSnapshotAttribute'

/** The simulated AWS, which does what it is asked, and whose answer to one operation then has no end. */
function endless(simulated: InProcessHandler, operation: string): InProcessHandler {
  const inner = simulated as unknown as Handler
  const talking: Handler = {
    async handle(request, options) {
      const answer = await inner.handle(request, options)
      const isIt = HttpRequest.isInstance(request) && String(request.body).includes(`Action=${operation}&`)
      if (isIt)
        answer.response.body = new Readable({
          read() {
            this.push(Buffer.alloc(64 * 1024))
          },
        })
      return answer
    },
  }
  return boundedAnswers(talking, { limits: { ...ANSWER_LIMITS, bodyBytes: 1024 * 1024 } }) as never
}

describe('a mutation that AWS did and answered without end', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
  })
  afterEach(() => rehearsal.dispose())

  test('is found by asking AWS, journaled as done, and not sent a second time', async () => {
    const { simulator, credentials } = rehearsal.seeded
    const side = (name: 'source' | 'target') => ({
      ...rehearsal.facts[name],
      profile: name === 'source' ? 'legacy' : 'new',
      credentials: credentials[name],
    })
    const requestHandler = endless(simulator.requestHandler(), SHARE)
    const address = { kind: 'in-process', requestHandler } as const
    const aws = () =>
      fixedAwsFactory({ source: side('source'), target: side('target'), readAttempts: 1, address })
    const approvals = scriptedApprovals(YES)
    const result = await rehearsal.run(approvals, { aws })
    expect(result).toMatchObject({ verdict: 'completed', summary: { steps: { failed: 0 } } })
    expect(simulator.log.records.filter(({ operation }) => operation === SHARE)).toHaveLength(1)
    expect(approvals.of('failure')).toEqual([])
    const share = (await rehearsal.journal()).filter(({ step_id }) => step_id.includes('snapshot-share'))
    expect(share.map(({ event }) => event)).toContain('step-succeeded')
  })
})
