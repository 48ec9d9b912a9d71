import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, readJson, rehearsalOf, YES } from './rehearsal.js'

describe('the minimal cutover', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
  })
  afterEach(() => rehearsal.dispose())

  test('runs from lock to report when everything is approved', async () => {
    const approvals = scriptedApprovals(YES)
    const result = await rehearsal.run(approvals)
    expect({ verdict: result.verdict, reason: result.haltReason }).toEqual({
      verdict: 'completed',
      reason: null,
    })
    expect(result.summary?.steps).toMatchObject({ total: 5, succeeded: 5 })
    const summary = await readJson(join(rehearsal.directory, 'execution-summary.json'))
    expect(summary).toMatchObject({ verdict: 'completed' })
  })

  test('puts its steps in place as a whole, over what a crash left of them: others look meanwhile', async () => {
    // Where a file is written before it is put in place.
    await writeFile(join(rehearsal.directory, '.execution-steps.json.new'), '[{"step_id": "cp-')
    await rehearsal.run(scriptedApprovals({ kinds: { ...YES.kinds, step: { decision: 'abort' } } }))
    expect(await readJson(join(rehearsal.directory, 'execution-steps.json'))).toHaveLength(5)
    expect((await readdir(rehearsal.directory)).filter((name) => name.endsWith('.new'))).toEqual([])
  })
})
