import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

const ZIP = 'terraform/modules/archive/lambda.zip'

describe('files that appeared below terraform while a run was halted', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
    const stop = scriptedApprovals({ kinds: { ...YES.kinds, handoff: { decision: 'stop' } } })
    expect(await rehearsal.run(stop)).toMatchObject({ verdict: 'halted' })
    await mkdir(join(rehearsal.directory, 'terraform/modules/archive'), { recursive: true })
  })
  afterEach(() => rehearsal.dispose())

  /** With what may stand in such a file: one that does not parse is refused for that. */
  const add = (name: string) =>
    writeFile(join(rehearsal.directory, name), name.endsWith('.json') ? '{}' : '# nothing\n')
  const resume = () => rehearsal.run(scriptedApprovals(YES), { resume: true })

  test('do not stop it where a module wrote them, as archive_file does, and the journal names them', async () => {
    await add(ZIP)
    expect(await resume()).toMatchObject({ verdict: 'completed' })
    const resumed = (await rehearsal.journal()).find((entry) => entry.event === 'run-resumed')
    expect(resumed?.notes).toContain(ZIP)
  })

  test.each(['extra.tf', 'extra.tf.json', 'extra.auto.tfvars', 'extra.auto.tfvars.json', 'override.tofu'])(
    'stop it where terraform reads them by itself: %s',
    async (name) => {
      const file = `terraform/root/${name}`
      await add(ZIP)
      await add(file)
      await expect(resume()).rejects.toMatchObject({
        code: 'input/changed',
        details: [`${file}: added since the run started`],
      })
      await rm(join(rehearsal.directory, file))
      expect(await resume()).toMatchObject({ verdict: 'completed' })
    },
  )
})
