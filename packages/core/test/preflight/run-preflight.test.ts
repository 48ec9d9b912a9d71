import { chmod } from 'node:fs/promises'
import { CutoverError } from '../../src/model/errors.js'
import { PREFLIGHT_CHECKS, preflightError } from '../../src/preflight/report.js'
import { withRunCopy } from '../bad-input/run-copy.js'
import { awsError, FakeAws, fakeTerraform, identity, preflight } from './fakes.js'

const states = (report: Awaited<ReturnType<typeof preflight>>) =>
  Object.fromEntries(report.rows.map((row) => [row.name, row.ok]))

test('rows come in the documented order, and are told one by one', async () => {
  await withRunCopy(async (copy) => {
    const told: string[] = []
    const report = await preflight(copy.path, { onRow: (row) => told.push(row.name) })
    expect(report.rows.map((row) => row.name)).toEqual(Object.keys(PREFLIGHT_CHECKS))
    expect(told).toEqual(Object.keys(PREFLIGHT_CHECKS))
    expect(report.ok).toBe(true)
    expect(report.run?.artifacts.controlPlane.metadata.run_id).toBe('archive-2026-10')
  })
})

test('a run directory that everybody may write to is a warning, with how to close it', async () => {
  await withRunCopy(async (copy) => {
    await chmod(copy.path, 0o777)
    const report = await preflight(copy.path)
    expect(report.ok).toBe(true)
    expect(report.rows.find((row) => row.name === 'inputs')).toMatchObject({
      ok: 'warning',
      detail: 'Every user of this machine can change what is in the run directory.',
      remedy: expect.stringMatching(/^chmod o-w \//),
    })
    await chmod(copy.path, 0o755)
    expect(states(await preflight(copy.path)).inputs).toBe('ok')
  })
})

test('broken inputs leave out only what builds on them', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('migration-plan.json', '{')
    const report = await preflight(copy.path)
    expect(states(report)).toEqual({
      lock: 'ok',
      inputs: 'failed',
      'sign-offs': 'ok',
      freshness: 'not-run',
      accounts: 'not-run',
      plan: 'not-run',
      profiles: 'not-run',
      permissions: 'not-run',
      terraform: 'not-run',
      operator: 'ok',
      clock: 'ok',
    })
  })
})

test('several failures are all in the error, which carries the code of the first', async () => {
  await withRunCopy(async (copy) => {
    await copy.write('cutover-checklist-data-plane.md', '# unsigned\n')
    const aws = new FakeAws()
    aws.identities.source = awsError('CredentialsProviderError', 'Token is expired. Run aws sso login')
    const error = preflightError(await preflight(copy.path, { aws, terraform: fakeTerraform(['bad']) }))
    expect(error?.code).toBe('input/signature')
    expect(error?.message).toContain('1 more check(s) failed')
    expect(error?.details.join('\n')).toContain('The source profile "old-prod" does not authenticate')
  })
})

test('terraform is left alone while another run may be using the folder', async () => {
  await withRunCopy(async (copy) => {
    const held = { ok: 'failed', detail: 'Held by pid 7.', code: 'lock/held' } as const
    const report = await preflight(copy.path, { lock: async () => held })
    expect(states(report)).toMatchObject({ lock: 'failed', terraform: 'not-run', permissions: 'ok' })
    expect(preflightError(report)?.code).toBe('lock/held')
  })
})

test('a plan with unresolved parameters fails with its own code and lines', async () => {
  await withRunCopy(async (copy) => {
    const requirements = () => {
      throw new CutoverError({
        code: 'compile/unresolved',
        fault: 'operator',
        message: '2 parameters are open.',
        next: 'cutover bind',
        details: ['dp-1 snapshot_identifier'],
      })
    }
    const report = await preflight(copy.path, { requirements })
    expect(states(report)).toMatchObject({ plan: 'failed', permissions: 'not-run', terraform: 'ok' })
    expect(preflightError(report)).toMatchObject({ code: 'compile/unresolved', next: 'cutover bind' })
  })
})

test('permissions that nobody knows are named, and nothing passes for checked', async () => {
  await withRunCopy(async (copy) => {
    const unsimulated = ['module.a: aws_new_thing is not known; its permissions are not simulated.']
    const report = await preflight(copy.path, { requirements: () => ({ requirements: [], unsimulated }) })
    expect(report.rows.find((row) => row.name === 'permissions')).toMatchObject({
      ok: 'warning',
      lines: unsimulated,
    })
    expect(report.ok).toBe(true)
  })
})

test('a defect in our own code is not turned into a finding', async () => {
  await withRunCopy(async (copy) => {
    const requirements = () => {
      throw new TypeError('undefined is not a function')
    }
    await expect(preflight(copy.path, { requirements })).rejects.toThrow(TypeError)
  })
})

test('warnings do not stop a run: no digest, accepted staleness, nameless operator, silent clock', async () => {
  await withRunCopy(async (copy) => {
    await copy.edit('cutover-checklist-control-plane.md', (text) =>
      text.replace(/^CHECKLIST SHA-256.*\n/m, ''),
    )
    await copy.setMetadata('resource-ownership.json', { captured_at: '2026-08-01T00:00:00Z' })
    const aws = new FakeAws()
    aws.identities.source = identity('111111111111', { awsTimeMs: null })
    aws.identities.target = identity('222222222222', { awsTimeMs: null })
    const report = await preflight(copy.path, {
      aws,
      acceptStale: true,
      operator: { name: 'unknown', source: 'unknown', warning: 'Nobody is named.' },
    })
    expect(states(report)).toMatchObject({
      'sign-offs': 'warning',
      freshness: 'warning',
      operator: 'warning',
      clock: 'warning',
    })
    expect(report.ok).toBe(true)
    expect(preflightError(report)).toBeNull()
  })
})

test('a missing terraform program is said as that', async () => {
  await withRunCopy(async (copy) => {
    const terraform = {
      ...fakeTerraform(),
      check: () => Promise.reject(Object.assign(new Error('spawn terraform ENOENT'), { code: 'ENOENT' })),
    }
    const error = preflightError(await preflight(copy.path, { terraform }))
    expect(error).toMatchObject({
      code: 'terraform/failed',
      next: expect.stringContaining('Install terraform'),
    })
  })
})

test('once stopped, nothing further is checked', async () => {
  await withRunCopy(async (copy) => {
    const stop = new AbortController()
    const report = await preflight(copy.path, {
      signal: stop.signal,
      onRow: (row) => row.name === 'inputs' && stop.abort(),
    })
    expect(report.rows.slice(2).every((row) => row.ok === 'not-run')).toBe(true)
    expect(preflightError(report)?.code).toBe('preflight/failed')
  })
})
