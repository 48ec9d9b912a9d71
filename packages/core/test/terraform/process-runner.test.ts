import { existsSync, readFileSync, statSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { sha256 } from '../../src/model/json.js'
import type { TerraformRunner } from '../../src/terraform/runner.js'
import { type Behaviour, fakeExecutable, rawChange, shownPlan, uiError, uiLine } from './fake-executable.js'
import { listen, planFileIn, put, removeWorkspaces, runnerFor, shown, workspace } from './workspace.js'

afterAll(removeWorkspaces)

interface World {
  readonly directory: string
  readonly runner: TerraformRunner
  calls(): readonly { args: string[]; env: Record<string, string>; cwd: string }[]
}

function world(
  behaviours: Readonly<Record<string, Behaviour>>,
  options: Omit<Parameters<typeof runnerFor>[1] & object, 'terraformPath'> = {},
): World {
  const directory = workspace({})
  const terraformPath = fakeExecutable(directory, behaviours)
  return {
    directory,
    runner: runnerFor(directory, { terraformPath, ...options }),
    calls: () =>
      readFileSync(join(directory, 'calls.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  }
}

/** No loopback port can be had. */
const noPort = (server: Server) => void server.emit('error', new Error('no port'))

function endingAt(ms: number) {
  return { accessKeyId: 'AKIDOFRUN', secretAccessKey: 'secret-of-run', expiration: new Date(ms) }
}

const CREATE = rawChange('module.a.aws_s3_bucket.b', {
  actions: ['create'],
  before: null,
  after: { bucket: 'orders', tags: { owner: 'hunter2-canary' }, tags_all: { owner: 'hunter2-canary' } },
  after_unknown: { arn: true },
  before_sensitive: false,
  after_sensitive: { tags: { owner: true }, tags_all: {} },
})
const PLAN = { module: 'a', destroy: false }

describe('planning', () => {
  test('gives the module as one argument and keeps shells, ambient credentials and surprises out', async () => {
    const { directory, runner, calls } = world(
      { show: { stdout: shownPlan([CREATE]) } },
      {
        env: {
          AWS_ACCESS_KEY_ID: 'AKIAAMBIENT',
          AWS_PROFILE: 'ambient',
          AWS_CONFIG_FILE: '/home/ana/.aws/config',
          AWS_ENDPOINT_URL_S3: 'http://localhost:1',
          TF_CLI_ARGS_plan: '-destroy',
          TF_LOG: 'TRACE',
          TF_VAR_size: '3',
        },
      },
    )
    const planFile = planFileIn(directory)
    await runner.plan({ ...PLAN, planFile }, listen())
    const [plan] = calls()
    expect(plan?.args).toEqual([
      'plan',
      '-json',
      '-input=false',
      '-no-color',
      '-target=module.a',
      `-out=${planFile}`,
    ])
    expect(plan?.cwd).toMatch(/terraform\/root$/)
    expect(plan?.env).toMatchObject({
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: 'http://localhost:1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_VAR_size: '3',
    })
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'TF_CLI_ARGS_plan', 'TF_LOG'])
      expect(plan?.env).not.toHaveProperty(name)
  })

  test('keeps a private plan with its hash, and a masked description beside it', async () => {
    const { directory, runner } = world({ show: { stdout: shownPlan([CREATE]) } })
    const planFile = planFileIn(directory)
    const planned = await runner.plan({ ...PLAN, planFile }, listen())
    expect(planned).toMatchObject({
      kind: 'planned',
      planSha256: sha256('a plan'),
      errored: false,
      complete: true,
    })
    expect(statSync(planFile).mode & 0o777).toBe(0o600)
    expect(statSync(`${planFile}.json`).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'execution')).mode & 0o777).toBe(0o700)
    expect(readFileSync(`${planFile}.json`, 'utf8')).not.toContain('hunter2-canary')
    expect(JSON.stringify(planned)).not.toContain('hunter2-canary')
  })

  test('masks a sensitive value in complaints too, which come after the plan was read', async () => {
    const warning = uiLine({
      type: 'diagnostic',
      diagnostic: { severity: 'warning', summary: 'Odd tag', detail: 'owner is hunter2-canary' },
    })
    const { directory, runner } = world({
      plan: {
        stdout: `${warning}${uiLine({ type: 'planned_change', '@message': 'module.a…: Plan to create' })}`,
      },
      show: { stdout: shownPlan([CREATE]) },
    })
    const io = listen()
    const planned = await runner.plan({ ...PLAN, planFile: planFileIn(directory) }, io)
    expect(planned.kind).toBe('planned')
    expect(io.text()).toContain('Plan to create')
    expect(io.text()).toContain('warning: Odd tag: owner is ***')
    expect(`${io.text()}${planned.stdoutTail}`).not.toContain('hunter2-canary')
  })

  test('reports an errored plan as such even when terraform ends with 0', async () => {
    const { directory, runner } = world({ show: { stdout: shownPlan([CREATE], { errored: true }) } })
    const planned = await runner.plan({ ...PLAN, planFile: planFileIn(directory) }, listen())
    expect(planned).toMatchObject({ kind: 'planned', errored: true, complete: false })
  })

  test('reports a plan with deferred changes as incomplete', async () => {
    const { directory, runner } = world({
      show: { stdout: shownPlan([CREATE], { deferred_changes: [{ reason: 'unknown_count' }] }) },
    })
    const planned = await runner.plan({ ...PLAN, planFile: planFileIn(directory) }, listen())
    expect(planned).toMatchObject({ kind: 'planned', complete: false })
  })

  test('refuses a module that the root does not have, for which terraform plans nothing without a word', async () => {
    const { directory, runner } = world({ show: { stdout: shownPlan([]) } })
    const planned = await runner.plan({ ...PLAN, module: 'typo', planFile: planFileIn(directory) }, listen())
    expect(planned).toMatchObject({ kind: 'failed', reason: 'invalid' })
    expect(existsSync(planFileIn(directory))).toBe(false)
  })

  test('is a failure when the saved plan cannot be described', async () => {
    const { directory, runner } = world({ show: { stdout: 'not json' } })
    const planned = await runner.plan({ ...PLAN, planFile: planFileIn(directory) }, listen())
    expect(planned).toMatchObject({ kind: 'failed', reason: 'other' })
  })

  test('targets single addresses when they are given', async () => {
    const { directory, runner, calls } = world({ show: { stdout: shownPlan([]) } })
    const addresses = ['module.a.aws_s3_bucket.b["x y"]']
    await runner.plan({ module: 'a', destroy: true, addresses, planFile: planFileIn(directory) }, listen())
    expect(calls()[0]?.args).toEqual(
      expect.arrayContaining(['-destroy', '-target=module.a.aws_s3_bucket.b["x y"]']),
    )
  })
})

describe('failures are told apart', () => {
  const detail = `Error message: resource temporarily unavailable
Lock Info:
  ID:        3417ba6b
  Path:      terraform.tfstate
  Operation: OperationTypeApply
  Who:       ana@laptop
  Created:   2026-11-22 18:34:50 +0000 UTC
  Info:      `
  test.each([
    ['stale-plan', uiError('Saved plan is stale', 'changed by another operation')],
    ['state-locked', uiError('Error acquiring the state lock', detail)],
    ['credentials', uiError('creating S3 Bucket', 'api error ExpiredToken: The provided token has expired.')],
    ['credentials', uiError('No valid credential sources found', 'failed to refresh cached credentials')],
    ['errored-state', uiError('Failed to persist state to backend', 'see errored.tfstate')],
    ['invalid', uiError('Unsupported argument', 'x', { range: { filename: 'main.tf', start: { line: 3 } } })],
    ['other', uiError('creating S3 Bucket', 'BucketAlreadyExists', { address: 'module.a.aws_s3_bucket.b' })],
  ])('%s', async (reason, stdout) => {
    const { directory, runner } = world({ apply: { stdout, exitCode: 1 } })
    const applied = await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))
    expect(applied).toMatchObject({ kind: 'failed', reason, exitCode: 1 })
  })

  test('the holder of a lock is read from the message', async () => {
    const stdout = uiError('Error acquiring the state lock', detail)
    const { directory, runner } = world({ apply: { stdout, exitCode: 1 } })
    const applied = await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))
    expect(applied).toMatchObject({
      lock: {
        ID: '3417ba6b',
        Who: 'ana@laptop',
        Operation: 'OperationTypeApply',
        Created: '2026-11-22 18:34:50 +0000 UTC',
      },
    })
  })

  test('a diagnostic becomes one sentence with file and line', async () => {
    const stdout = uiError('Unsupported argument', 'An argument named "x"\nis not expected here.', {
      range: { filename: '../modules/a/main.tf', start: { line: 7 } },
      address: 'module.a.aws_vpc.v',
    })
    const { directory, runner } = world({ apply: { stdout, exitCode: 1 } })
    const applied = await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))
    expect(applied).toMatchObject({
      diagnostics: [
        '../modules/a/main.tf:7: Unsupported argument: An argument named "x" is not expected here. (module.a.aws_vpc.v)',
      ],
    })
  })

  test('a state that could not be saved is found by its file, and nothing is started any more', async () => {
    const { directory, runner, calls } = world({
      apply: { stdout: uiError('Failed to save', ''), exitCode: 1, files: { 'errored.tfstate': '{}' } },
    })
    expect(await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))).toMatchObject({
      reason: 'errored-state',
    })
    const before = calls().length
    expect(await runner.plan({ ...PLAN, planFile: planFileIn(directory) }, listen())).toMatchObject({
      kind: 'failed',
      reason: 'errored-state',
    })
    expect(calls()).toHaveLength(before)
  })

  test('a terraform that was killed is a failure that says by what', async () => {
    const { directory, runner } = world({ apply: { dies: 'SIGKILL' } })
    const applied = await runner.apply(planFileIn(directory), listen(), shown(planFileIn(directory)))
    expect(applied).toMatchObject({ kind: 'failed', reason: 'other', exitCode: 1 })
    expect(JSON.stringify(applied)).toContain('ended by SIGKILL')
  })

  test('a crash that terraform prints as plain text is passed on', async () => {
    const { directory, runner } = world({ apply: { stderr: 'panic: runtime error\n', exitCode: 2 } })
    const io = listen()
    const applied = await runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))
    expect(io.text()).toContain('panic: runtime error')
    expect(applied).toMatchObject({ kind: 'failed', reason: 'other', diagnostics: ['panic: runtime error'] })
  })

  test('a program that is not there is thrown as Node says it', async () => {
    const directory = workspace({})
    const runner = runnerFor(directory, { terraformPath: join(directory, 'absent') })
    await expect(runner.check(new AbortController().signal)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a run directory without terraform/root is said to be that', async () => {
    const directory = join(workspace({}), 'elsewhere')
    const runner = runnerFor(directory)
    await expect(runner.check(new AbortController().signal)).rejects.toMatchObject({
      code: 'input/missing-file',
    })
  })
})

describe('stopping', () => {
  test('an abort interrupts terraform once and does not wait for it', async () => {
    const { directory, runner } = world({
      show: { stdout: shownPlan([CREATE]) },
      apply: { stdout: uiLine({ type: 'apply_start', '@message': 'started' }), untilInterrupted: 1 },
    })
    const controller = new AbortController()
    const io = listen(controller.signal)
    const started = new Promise<void>((resolve) => {
      const tell = io.onOutput
      io.onOutput = (stream, text) => {
        tell(stream, text)
        if (text.includes('started')) resolve()
      }
    })
    const applying = runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))
    await started
    expect(await runner.survivor()).toEqual(expect.any(Number))
    controller.abort(new Error('stopped'))
    await expect(applying).rejects.toThrow('stopped')
    await expect(ended(runner)).resolves.toBe(true)
    await until(async () => !existsSync(join(directory, 'execution', 'terraform.pid')))
  })

  test('nothing is started when the run was stopped before', async () => {
    const { directory, runner } = world({})
    const io = listen(AbortSignal.abort(new Error('stopped')))
    await expect(runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))).rejects.toThrow(
      'stopped',
    )
    expect(existsSync(join(directory, 'calls.jsonl'))).toBe(false)
  })

  test('a terraform that goes on after its credentials ended is interrupted, and that is the reason', async () => {
    let nowMs = 0
    const { directory, runner } = world(
      {
        show: { stdout: shownPlan([CREATE]) },
        apply: { stdout: uiLine({ type: 'apply_start', '@message': 'started' }), untilInterrupted: 1 },
      },
      { now: () => nowMs, listen: noPort, credentials: { session: async () => endingAt(60_000) } },
    )
    const io = listen()
    const tell = io.onOutput
    io.onOutput = (stream, text) => {
      tell(stream, text)
      nowMs = 1_000_000
    }
    const planFile = planFileIn(directory)
    const applied = await runner.apply(planFile, io, { ...shown(planFile), needsMs: 60_000 })
    expect(applied).toMatchObject({ kind: 'failed', reason: 'credentials' })
  })

  test('with keys that cannot be renewed, no apply begins that may take longer than they last', async () => {
    const { directory, runner, calls } = world(
      { show: { stdout: shownPlan([CREATE]) } },
      { now: () => 0, listen: noPort, credentials: { session: async () => endingAt(60_000) } },
    )
    const planFile = planFileIn(directory)
    const refused = runner.apply(planFile, listen(), { ...shown(planFile), needsMs: 60_001 })
    await expect(refused).rejects.toMatchObject({
      code: 'credentials/expired',
      message: expect.stringContaining('cannot be renewed while it runs'),
    })
    expect(calls().map(({ args }) => args[0])).toEqual(['show'])
  })
})

test('a second terraform is not started beside one that outlived its session', async () => {
  const { directory, runner } = world({
    show: { stdout: shownPlan([CREATE]) },
    apply: { stdout: uiLine({ type: 'apply_start', '@message': 'started' }), untilInterrupted: 0 },
  })
  const controller = new AbortController()
  const io = listen(controller.signal)
  const applying = runner.apply(planFileIn(directory), io, shown(planFileIn(directory)))
  applying.catch(() => undefined)
  await until(async () => (await runner.survivor()) !== null)
  const refused = await runner.plan({ ...PLAN, planFile: planFileIn(directory, 'other.tfplan') }, listen())
  expect(refused).toMatchObject({ kind: 'failed', reason: 'state-locked' })
  controller.abort()
  await expect(ended(runner)).resolves.toBe(true)
})

test('the pid of another process in the file is no survivor', async () => {
  const { directory, runner } = world({})
  put(
    join(directory, 'execution', 'terraform.pid'),
    JSON.stringify({ pid: process.pid, started: 'another time', command: 'terraform apply' }),
  )
  expect(await runner.survivor()).toBeNull()
})

describe('checking', () => {
  test('errors of init are sentences with their place', async () => {
    const stderr = `
Error: Unreadable module directory

  on main.tf line 4, in module "a":
   4:   source = "../modules/a"

Unable to evaluate directory symlink
`
    const { runner } = world({ init: { stderr, exitCode: 1 } })
    const { ok, diagnostics } = await runner.check(new AbortController().signal)
    expect(ok).toBe(false)
    expect(diagnostics).toEqual([
      expect.stringMatching(/^main\.tf:4: Unreadable module directory: .*symlink$/),
    ])
  })

  test('errors of validate are sentences with their place, and nothing is left in the run directory', async () => {
    const report = {
      valid: false,
      diagnostics: [
        {
          severity: 'error',
          summary: 'Missing required argument',
          detail: 'The argument "bucket" is required.',
          range: { filename: '../modules/a/main.tf', start: { line: 2 } },
        },
      ],
    }
    const { directory, runner } = world({ validate: { stdout: JSON.stringify(report), exitCode: 1 } })
    expect(await runner.check(new AbortController().signal)).toEqual({
      ok: false,
      diagnostics: ['../modules/a/main.tf:2: Missing required argument: The argument "bucket" is required.'],
    })
    expect(existsSync(join(directory, 'execution'))).toBe(false)
  })
})

/** Waits until the process that the runner knows of is gone. */
async function ended(runner: TerraformRunner): Promise<boolean> {
  return await until(async () => (await runner.survivor()) === null)
}

/** Lets the event loop turn in between: what is waited for is another process. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
  return true
}

describe('an output without end', () => {
  test('of a plan that is shown is an error that names the command and the limit', async () => {
    const { directory, runner } = world({ show: { floods: 66 } })
    const planned = runner.plan({ ...PLAN, planFile: planFileIn(directory) }, listen())
    await expect(planned).rejects.toMatchObject({
      code: 'terraform/failed',
      message: expect.stringMatching(/terraform show -json .* wrote more than 64 MiB/),
    })
    expect(existsSync(planFileIn(directory))).toBe(false)
  })

  test('does not interrupt an apply, which ends as it ends', async () => {
    const { directory, runner } = world({ show: { stdout: shownPlan([CREATE]) }, apply: { floods: 10 } })
    const listening = listen()
    const applied = await runner.apply(planFileIn(directory), listening, shown(planFileIn(directory)))
    expect(applied).toMatchObject({ kind: 'applied', exitCode: 0 })
    expect(listening.text()).toContain('the rest is not shown')
  })
})
