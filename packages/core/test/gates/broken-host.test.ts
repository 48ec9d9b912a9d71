import { readFileSync } from 'node:fs'
import { readdir, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { AwsFactory } from '../../src/aws/account.js'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { isCutoverError } from '../../src/model/errors.js'
import { createControls } from '../../src/run/controls.js'
import type { RunOptions } from '../../src/run/options.js'
import { checkRun } from '../../src/run/preflight.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'

let rehearsal: Rehearsal
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
})
afterEach(() => rehearsal.dispose())

const yes = () => scriptedApprovals(YES)
const ada = { name: 'ada', source: 'user', warning: null } as const
const mutations = () => rehearsal.seeded.simulator.log.mutations()
const locked = async () => (await readdir(rehearsal.directory)).includes('RUNNING.lock')
const thrownBy = async (more: Partial<RunOptions>, approvals: ApprovalProvider = yes()) =>
  await rehearsal.run(approvals, more).then(
    () => null,
    (error: unknown) => error,
  )

/** What cannot be looked at: each of its members throws. */
const hostile = () =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('not to be read')
      },
      getPrototypeOf: () => {
        throw new Error('not to be read')
      },
    },
  )

describe('an option that is none', () => {
  const get = () => {
    throw new Error('gone')
  }
  test.each<[string, object]>([
    ['runDirectory', { runDirectory: undefined }],
    ['runDirectory', { runDirectory: '' }],
    ['runDirectory', { runDirectory: 'a\0b' }],
    ['rehearsalDirectory', { rehearsalDirectory: ' ' }],
    ['profiles.source', { profiles: undefined }],
    ['profiles.source', { profiles: { source: '', target: 'new' } }],
    ['profiles.target', { profiles: { source: 'legacy', target: 5 } }],
    ['operator.name', { operator: { ...ada, name: '' } }],
    ['operator.name', { operator: { ...ada, name: 5 } }],
    ['operator.name', { operator: { ...ada, name: 'a'.repeat(1_000_000) } }],
    ['operator.name', { operator: null }],
    ['options', { operator: Object.defineProperty({}, 'name', { get }) }],
    ['clock', { clock: {} }],
    ['clock', { clock: { now: () => Number.NaN, sleep: async () => undefined } }],
    ['clock', { clock: { now: () => new Date(), sleep: async () => undefined } }],
    ['clock', { clock: { now: () => 1e20, sleep: async () => undefined } }],
    ['clock', { clock: { now: get, sleep: async () => undefined } }],
    ['aws', { aws: 5 }],
    ['dns', { dns: null }],
    ['env', { env: null }],
  ])('is refused by its name, %s, before anything is touched (%#)', async (name, more) => {
    const before = await readdir(rehearsal.directory)
    expect(await thrownBy(more as Partial<RunOptions>)).toMatchObject({
      code: 'usage/invalid',
      message: expect.stringContaining(`"${name}"`),
    })
    expect(await readdir(rehearsal.directory)).toEqual(before)
    expect(rehearsal.seeded.simulator.log.records).toEqual([])
  })

  test('is refused by a check of the run directory too', async () => {
    const check = checkRun({ runDirectory: '', profiles: { source: 'a', target: 'b' } })
    await expect(check).rejects.toMatchObject({ code: 'usage/invalid' })
  })

  test('is not one that answers otherwise when it is read again: each is read once', async () => {
    let reads = 0
    const operator = {
      ...ada,
      get name() {
        reads += 1
        return `person ${reads}`
      },
    }
    let lock = '{}'
    const onPreflightRow = () => {
      lock = readFileSync(join(rehearsal.directory, 'RUNNING.lock'), 'utf8')
    }
    await rehearsal.run(yes(), { operator, onPreflightRow })
    const said = (await rehearsal.journal()).map((entry) => entry.operator).filter((name) => name !== null)
    said.push((JSON.parse(lock) as { operator: string }).operator)
    expect(new Set(said).size).toBe(1)
  })
})

describe('what a host throws', () => {
  const thrown: readonly [string, () => unknown][] = [
    ['nothing', () => undefined],
    ['a symbol', () => Symbol('x')],
    ['an object that cannot be looked at', hostile],
    [
      'an error whose message throws',
      () =>
        Object.defineProperty(new Error('x'), 'message', {
          get: () => {
            throw new Error('not to be read')
          },
        }),
    ],
  ]

  test.each(thrown)('from its approvals is no approval: %s', async (_, make) => {
    const result = await rehearsal.run({ decide: () => Promise.reject(make()) })
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
    expect(mutations()).toEqual([])
    expect(await locked()).toBe(false)
  })

  test.each(thrown)('from its observer changes nothing: %s', async (_, make) => {
    const observer = {
      onEvent() {
        throw make()
      },
    }
    expect(await rehearsal.run(yes(), { observer })).toMatchObject({ verdict: 'completed' })
  })

  test.each(thrown)('from its ports leaves as an error of ours: %s', async (_, make) => {
    const aws = () => {
      throw make()
    }
    expect(isCutoverError(await thrownBy({ aws }))).toBe(true)
    expect(isCutoverError(await thrownBy(terraformWith({ check: () => Promise.reject(make()) })))).toBe(true)
    expect(await locked()).toBe(false)
  })
})

const never = () => new Promise<never>(() => undefined)
function terraformWith(more: Partial<TerraformRunner>): Pick<RunOptions, 'terraform'> {
  const plan: TerraformRunner = {
    check: async () => ({ ok: true, diagnostics: [] }),
    plan: never,
    apply: never,
    planAll: async () => null,
    stateList: async () => [],
    survivor: async () => null,
  }
  return { terraform: () => ({ ...plan, ...more }) }
}

describe('a port of the host that never answers', () => {
  const identifying = (more: Partial<AwsFactory>): Partial<RunOptions> => ({
    aws: (facts) => ({ ...(rehearsal.aws({}).aws?.(facts) as AwsFactory), ...more }),
  })
  test.each<[string, (hang: () => Promise<never>) => Partial<RunOptions>]>([
    ['identify', (identify) => identifying({ identify })],
    ['terraform’s check', (check) => terraformWith({ check })],
    ['terraform’s plan', (plan) => terraformWith({ plan })],
    ['terraform’s survivor', (survivor) => terraformWith({ survivor })],
  ])('holds no run that is stopped twice: %s', async (_, ports) => {
    const controls = createControls()
    const hang = () => {
      controls.stop()
      controls.stop()
      return never()
    }
    const result = await rehearsal.run(yes(), { ...ports(hang), controls })
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'interrupted' })
    expect(mutations()).toEqual([])
    expect(await locked()).toBe(false)
  })
})

describe('a clock that breaks in the middle', () => {
  const breaking = (after: number): RunOptions['clock'] => {
    let reads = 0
    return {
      now() {
        reads += 1
        return reads > after ? Number.NaN : rehearsal.clock.now()
      },
      sleep: async () => undefined,
    }
  }
  test('ends the run with an error that names it, and the journal and the lock are in order', async () => {
    expect(await thrownBy({ clock: breaking(40) as NonNullable<RunOptions['clock']> })).toMatchObject({
      code: 'usage/invalid',
      message: expect.stringContaining('"clock"'),
    })
    expect((await rehearsal.journal()).map(({ event }) => event)).toContain('run-ended')
    expect(await locked()).toBe(false)
  })
})

describe('one run directory by another name', () => {
  test.each<[string, () => Promise<string>]>([
    [
      'a link',
      async () => {
        const link = join(dirname(rehearsal.directory), 'link')
        await symlink(rehearsal.directory, link)
        return link
      },
    ],
    ['a relative path', async () => relative(process.cwd(), rehearsal.directory)],
  ])('is not taken over from the run that goes on in the same process: %s', async (_, make) => {
    const other = await make()
    let second: unknown = null
    let asked = false
    const approvals = yes()
    const result = await rehearsal.run({
      async decide(request, signal) {
        if (request.kind === 'step' && !asked) {
          asked = true
          second = await thrownBy({ runDirectory: other, resume: true })
        }
        return await approvals.decide(request, signal)
      },
    })
    expect(second).toMatchObject({ code: 'lock/held' })
    expect(result.verdict).toBe('completed')
    const sent = mutations().map(({ service, operation, input }) =>
      JSON.stringify([service, operation, input]),
    )
    expect(new Set(sent).size).toBe(sent.length)
  })
})

test('an answer that claims to be endless is no decision, and is not walked', async () => {
  const approvals = yes()
  const confirmed = new Proxy([], { get: (list, key) => (key === 'length' ? 4e9 : Reflect.get(list, key)) })
  const result = await rehearsal.run({
    async decide(request, signal) {
      if (request.kind === 'handoff') return { decision: 'confirm', policyAttached: true, confirmed } as never
      return await approvals.decide(request, signal)
    },
  })
  expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
})
