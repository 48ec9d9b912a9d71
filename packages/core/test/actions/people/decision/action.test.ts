import { manualDecision } from '../../../../src/actions/people/decision/action.js'
import { mark, mutations, passed, play, stage } from '../../kit/stage.js'

const params = {
  text: 'Tell the stakeholders that the cutover begins',
  criteria: ['The on-call engineer is online', 'The status page says maintenance'],
  commands: ['aws ecs describe-services --cluster orders --services api'],
  reason: 'nobody else can',
}

describe('a manual decision', () => {
  it('shows the text, the reason, the criteria and the commands, and calls nobody', async () => {
    const on = stage()
    const seen = await manualDecision.preview(params, on.read())
    expect(seen.before).toEqual([
      params.text,
      'left to a person because: nobody else can',
      'to run by hand: aws ecs describe-services --cluster orders --services api',
    ])
    expect(seen.after).toEqual(params.criteria.map((criterion) => `confirmed by the operator: ${criterion}`))
    expect(seen.blockers).toEqual([])
    expect(on.bench.simulator.log.records).toEqual([])
  })

  it('does not repeat the text that the question about the step shows as its description', async () => {
    const ctx = stage().read()
    const described = { ...ctx, step: { ...ctx.step, description: params.text } }
    const { before } = await manualDecision.preview({ ...params, commands: [], reason: null }, described)
    expect(before).toEqual(['not confirmed yet'])
  })

  it('is done when it is approved, with one check per criterion', async () => {
    const on = stage()
    const since = mark(on)
    const receipt = await play(on, manualDecision, params)
    const { checks } = await manualDecision.verify(params, receipt, on.read())
    expect(checks.map((check) => check.name)).toEqual(params.criteria)
    expect(checks.every((check) => check.ok)).toBe(true)
    expect(mutations(on, since)).toEqual([])
    expect(on.bench.simulator.log.records).toEqual([])
  })

  it('names the text itself when there are no criteria', async () => {
    const on = stage()
    const plain = { ...params, criteria: [], commands: [], reason: null }
    expect((await manualDecision.preview(plain, on.read())).before).toEqual([params.text])
    const receipt = await play(on, manualDecision, plain)
    const { checks } = await manualDecision.verify(plain, receipt, on.read())
    expect(checks.map((check) => check.name)).toEqual([params.text])
  })

  it('is never taken for done without a confirmation', async () => {
    const on = stage()
    expect(await passed(manualDecision.verify(params, null, on.read()))).toBe(false)
    expect(await manualDecision.reconcile(params, on.read())).toMatchObject({ kind: 'not-done' })
  })

  it('confirms nothing when the run is being stopped', async () => {
    const on = stage()
    const approved = await manualDecision.preview(params, on.read())
    const stopped = AbortSignal.abort(new Error('stopped'))
    await expect(manualDecision.execute(params, on.write(approved, 1, stopped))).rejects.toThrow('stopped')
  })

  it('needs no permission and says that there is no inverse', () => {
    const { facts } = stage().bench
    expect(manualDecision.iamActions(params, facts)).toEqual([])
    expect(manualDecision.rollback).toMatch(/no inverse/)
    expect(manualDecision.cli(params, facts)).toMatchObject({ execute: null, preview: null })
  })
})
