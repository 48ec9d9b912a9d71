import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { profileCredentials } from '../../src/aws/profile-credentials.js'
import { readSections } from '../../src/aws/shared-config.js'
import { endpointTransport } from '../../src/aws/transport.js'
import { readRun } from '../../src/report/read-run.js'
import { storedSteps } from '../../src/run/resume-checks.js'
import { TERRAFORM_LIMITS } from '../../src/rundir/digests.js'
import { inspectRunDirectory } from '../../src/rundir/inspect.js'
import { JSON_VALUE_LIMIT } from '../../src/rundir/json-text.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { rehearsalOf, YES } from '../run/rehearsal.js'
import { putInPlace, WRONG_KINDS } from '../support/wrong-files.js'
import { withRunCopy } from './run-copy.js'

const FOUND = {
  pipe: /is a named pipe/,
  folder: /is a folder/,
  link: /is a symbolic link|is a device/,
  'too-large': /has 32212254720 bytes, more than the \d+ MiB/,
} as const

describe.each(WRONG_KINDS)('a %s in the place of', (kind) => {
  test.each(['migration-plan.json', 'step-inputs.json', 'cutover-checklist-data-plane.md'])(
    '%s is refused at once, by name',
    async (file) => {
      await withRunCopy(async ({ path }) => {
        putInPlace(join(path, file), kind)
        const { problems } = await inspectRunDirectory(path)
        expect(problems).toMatchObject([
          { code: 'input/unreadable', file, message: expect.stringMatching(FOUND[kind]) },
        ])
      })
    },
  )

  test('a file below terraform/ is refused at once, by name', async () => {
    // A folder is no wrong thing there.
    if (kind === 'folder') return
    await withRunCopy(async ({ path }) => {
      const file = 'terraform/modules/globals/policy.json'
      putInPlace(join(path, file), kind)
      const { problems } = await inspectRunDirectory(path)
      expect(problems).toMatchObject([{ code: 'input/unreadable', file }])
    })
  })

  test('the steps of a run is refused by whoever reads them', async () => {
    await withRunCopy(async ({ path }) => {
      putInPlace(join(path, 'execution-steps.json'), kind)
      const refusal = {
        code: 'input/unreadable',
        message: expect.stringContaining(join(path, 'execution-steps.json')),
      }
      await expect(readRun(path)).rejects.toMatchObject(refusal)
      await expect(storedSteps(path, 'digest')).rejects.toMatchObject(refusal)
    })
  })

  test('the journal or the lock ends the run before anything is asked', async () => {
    for (const [name, code] of [
      ['execution-log.jsonl', 'input/unreadable'],
      ['RUNNING.lock', 'lock/held'],
    ] as const) {
      const rehearsal = await rehearsalOf('minimal')
      putInPlace(join(rehearsal.directory, name), kind)
      const approvals = scriptedApprovals(YES)
      for (const resume of [false, true])
        await expect(rehearsal.run(approvals, { resume })).rejects.toMatchObject({
          code,
          message: expect.stringContaining(join(rehearsal.directory, name)),
        })
      expect(approvals.shown).toEqual([])
      await rehearsal.dispose()
    }
  })

  test('the shared AWS configuration is refused before the SDK reads it', async () => {
    // A link may lead to it, but not to a device.
    const folder = await mkdtemp(join(tmpdir(), 'cutover-config-'))
    putInPlace(join(folder, 'config'), kind)
    await writeFile(join(folder, 'credentials'), '')
    await expect(
      readSections({ configFilepath: join(folder, 'config'), filepath: join(folder, 'credentials') }),
    ).rejects.toMatchObject({
      code: 'input/unreadable',
      message: expect.stringContaining(join(folder, 'config')),
    })
    await rm(folder, { recursive: true })
  })
})

test('a web identity’s token that is a pipe is refused by name, before the SDK waits for it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-token-'))
  const token = join(folder, 'token')
  putInPlace(token, 'pipe')
  await writeFile(
    join(folder, 'config'),
    `[profile x]\nrole_arn = arn:aws:iam::111111111111:role/x\nweb_identity_token_file = ${token}\n`,
  )
  const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') }
  const settings = {
    profile: 'x',
    region: 'us-east-1',
    env,
    transport: endpointTransport('http://127.0.0.1:9'),
  }
  await expect(profileCredentials(settings)).rejects.toMatchObject({
    code: 'input/unreadable',
    message: expect.stringContaining(`${token} is not opened: it is a named pipe`),
  })
  await rm(folder, { recursive: true })
})

describe('what is below terraform/', () => {
  test('has names that can be read, or is refused by the name as far as it can be shown', async () => {
    await withRunCopy(async ({ path }) => {
      const folder = Buffer.from(join(path, 'terraform/root/'))
      await writeFile(Buffer.concat([folder, Buffer.from([0xff]), Buffer.from('.tf')]), '')
      const { problems } = await inspectRunDirectory(path)
      expect(problems).toMatchObject([
        {
          code: 'input/unreadable',
          file: 'terraform/root/\uFFFD.tf',
          message: expect.stringContaining('not UTF-8'),
        },
      ])
    })
  })

  test('goes only so deep', async () => {
    await withRunCopy(async ({ path }) => {
      const deep = Array.from({ length: TERRAFORM_LIMITS.depth }, () => 'd').join('/')
      await mkdir(join(path, 'terraform', deep), { recursive: true })
      const { problems } = await inspectRunDirectory(path)
      expect(problems).toMatchObject([
        {
          code: 'input/unreadable',
          message: expect.stringContaining(`${TERRAFORM_LIMITS.depth} folders deep`),
        },
      ])
    })
  })

  test('is only so many files', async () => {
    await withRunCopy(async ({ path }) => {
      const names = Array.from({ length: TERRAFORM_LIMITS.entries }, (_, index) => `f${index}`)
      await mkdir(join(path, 'terraform/many'))
      for (const name of names) await writeFile(join(path, 'terraform/many', name), '')
      const { problems } = await inspectRunDirectory(path)
      expect(problems).toMatchObject([
        {
          code: 'input/unreadable',
          file: 'terraform/many',
          message: expect.stringContaining('20000 entries'),
        },
      ])
    })
  }, 60_000)
})

test('sixty megabytes of numbers in an artifact are refused at the limit, before any of them is parsed', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('dependency-graph.json', `[${'1,'.repeat(30_000_000)}1]`)
    const before = process.memoryUsage().heapUsed
    const { problems } = await inspectRunDirectory(copy.path)
    expect(problems).toMatchObject([
      {
        code: 'input/not-json',
        file: 'dependency-graph.json',
        message: expect.stringContaining(`more than ${JSON_VALUE_LIMIT} values`),
      },
    ])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300 * 1024 * 1024)
  })
}, 60_000)

test('a document in which everything is wrong is refused with the first thousands of findings', async () => {
  await withRunCopy(async (copy) => {
    const items = `[${Array.from({ length: 200_000 }, () => '1').join(',')}]`
    await copy.edit('dependency-graph.json', (text) =>
      text.replace(/"edges":\s*\[[\s\S]*?\]/, `"edges": ${items}`),
    )
    const { problems } = await inspectRunDirectory(copy.path)
    expect(problems.length).toBeGreaterThan(1_000)
    expect(problems.length).toBeLessThan(6_000)
    expect(problems.at(-1)?.message).toMatch(/found \d+ more/)
  })
}, 60_000)
