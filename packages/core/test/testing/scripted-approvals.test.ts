import type { PlanRequest, ResumeRequest } from '../../src/model/approvals.js'
import { scriptedApprovals } from '../../src/testing/index.js'

const { signal } = new AbortController()
const plan: PlanRequest = { kind: 'plan', summary: {}, summaryLines: [], shownHash: 'a' }
const resume: ResumeRequest = {
  kind: 'resume',
  reason: 'aborted',
  question: null,
  lastEvent: 'aborted',
  finding: '',
  evidence: [],
  wayBack: null,
  retriesLeft: null,
  choices: ['continue', 'stop'],
  shownHash: 'b',
}

test('an answer by kind is given to every question of that kind', async () => {
  const approvals = scriptedApprovals({ kinds: { plan: { decision: 'go' } } })
  expect(await approvals.decide<'plan'>(plan, signal)).toEqual({ decision: 'go' })
  expect(await approvals.decide<'plan'>(plan, signal)).toEqual({ decision: 'go' })
  expect(approvals.of('plan')).toHaveLength(2)
})

test('a list is used up from its front, and what is left over can be asked for', async () => {
  const approvals = scriptedApprovals({
    kinds: { plan: [{ decision: 'no-go' }, { decision: 'go' }], resume: [{ decision: 'stop' }] },
  })
  expect(await approvals.decide<'plan'>(plan, signal)).toEqual({ decision: 'no-go' })
  expect(approvals.unused).toEqual(['plan', 'resume'])
  await approvals.decide<'plan'>(plan, signal)
  expect(approvals.unused).toEqual(['resume'])
  await expect(approvals.decide<'plan'>(plan, signal)).rejects.toThrow('no answer to "plan" (question 3)')
})

test('a step has its own answers, and falls back to those of the kind', async () => {
  const ofStep = { ...resume, question: { step: { step_id: 'dp-phase1-001-x' } } } as unknown as ResumeRequest
  const approvals = scriptedApprovals({
    steps: { 'dp-phase1-001-x': { resume: [{ decision: 'retry' }] } },
    kinds: { resume: () => ({ decision: 'stop' }) },
  })
  expect(await approvals.decide<'resume'>(resume, signal)).toEqual({ decision: 'stop' })
  expect(await approvals.decide<'resume'>(ofStep, signal)).toEqual({ decision: 'retry' })
  expect(await approvals.decide<'resume'>(ofStep, signal)).toEqual({ decision: 'stop' })
})

test('a question that nothing answers is rejected, and is on record', async () => {
  const approvals = scriptedApprovals({})
  await expect(approvals.decide<'plan'>(plan, signal)).rejects.toThrow('no answer')
  expect(approvals.shown).toEqual([{ request: plan, decision: undefined }])
})

test('a run that is being stopped gets no more answers', async () => {
  const approvals = scriptedApprovals({ otherwise: () => ({ decision: 'go' }) })
  await expect(approvals.decide<'plan'>(plan, AbortSignal.abort())).rejects.toThrow()
  expect(approvals.shown).toEqual([])
})
