import { link, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

let rehearsal: Rehearsal
let elsewhere: string
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
  elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'cutover-elsewhere-')))
})
afterEach(async () => {
  await rehearsal.dispose()
  await rm(elsewhere, { recursive: true, force: true })
})

const execution = () => join(rehearsal.directory, 'execution')

/** Yes to everything; while the freeze is asked about, something happens to the run's folders. */
function meanwhile(exchange: () => Promise<void>) {
  const freeze = rehearsal.steps.find((step) => step.action === 'freeze-writes')?.step_id ?? ''
  return scriptedApprovals({
    ...YES,
    steps: {
      [freeze]: {
        step: async () => {
          await exchange()
          return { decision: 'approve' }
        },
      },
    },
  })
}

const isFreeze = ({ operation }: { readonly operation: string }) => operation === 'PutBucketPolicy'

describe('a folder of the run that is exchanged while a question is open', () => {
  test.each([
    [
      'by a link',
      async () => {
        await rename(execution(), join(elsewhere, 'away'))
        await symlink(elsewhere, execution())
      },
    ],
    [
      'by another folder',
      async () => {
        await rename(execution(), join(elsewhere, 'away'))
        await mkdir(execution())
      },
    ],
    ['by nothing', () => rename(execution(), join(elsewhere, 'away'))],
  ])('%s: stops the run before the step is sent, and nothing is written through it', async (_, exchange) => {
    await expect(rehearsal.run(meanwhile(exchange))).rejects.toMatchObject({
      code: 'input/changed',
      message: expect.stringContaining(`${execution()} is not the folder that this run began with`),
    })
    expect(rehearsal.seeded.simulator.log.mutations().filter(isFreeze)).toEqual([])
    expect(await readdir(elsewhere)).toEqual(['away'])
    const ended = (await rehearsal.journal()).find(({ event }) => event === 'run-ended')
    expect(ended?.data).toMatchObject({
      verdict: 'halted',
      halt_reason: expect.stringContaining('is not the folder'),
    })
    expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
  })

  test('the run directory itself, with the journal hard-linked into the new one: nothing is written there', async () => {
    const exchange = async () => {
      const away = join(elsewhere, 'away')
      await rename(rehearsal.directory, away)
      await mkdir(rehearsal.directory)
      for (const name of ['execution-log.jsonl', 'RUNNING.lock'])
        await link(join(away, name), join(rehearsal.directory, name))
      await symlink(join(away, 'execution'), execution())
      await writeFile(join(rehearsal.directory, 'bait'), '')
    }
    await expect(rehearsal.run(meanwhile(exchange))).rejects.toMatchObject({ code: 'input/changed' })
    expect(rehearsal.seeded.simulator.log.mutations().filter(isFreeze)).toEqual([])
    const names = (await readdir(rehearsal.directory)).sort()
    expect(names.filter((name) => name !== 'RUNNING.lock')).toEqual([
      'bait',
      'execution',
      'execution-log.jsonl',
    ])
  })
})
