import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultRule } from '@cutover/simulator'
import type { RunEvent } from '../../src/run/observer.js'
import type { RunResult } from '../../src/run/options.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

const CANARY = 'c4n4ry-7e1f-do-not-print-me'
/** As it would look in a request body, a URL or a byte dump. */
const FORMS = [
  CANARY,
  Buffer.from(CANARY).toString('base64'),
  encodeURIComponent(CANARY),
  [...Buffer.from(CANARY)].join(','),
]

const NEEDED = new Set(['terraform-apply', 'manual-decision', 'secret-put-value'])

async function bytesBelow(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map(async (file) => `${file.name}\n${await readFile(join(file.parentPath, file.name), 'latin1')}`)
  return (await Promise.all(texts)).join('\n')
}

/** All that was approved succeeded; what was left out blocks others, so the run is not completed. */
function expectAllDone({ verdict, summary }: RunResult): void {
  expect({ verdict, steps: summary?.steps }).toMatchObject({
    verdict: 'halted',
    steps: { failed: 0, rolled_back: 0, not_reached: 0 },
  })
}

describe('a secret’s value', () => {
  let rehearsal: Rehearsal
  let folder: string
  let secretFile: string
  beforeEach(async () => {
    rehearsal = await rehearsalOf('orders-platform')
    folder = await mkdtemp(join(tmpdir(), 'cutover-canary-'))
    secretFile = join(folder, 'value')
    await writeFile(secretFile, CANARY, { mode: 0o600 })
  })
  afterEach(async () => {
    await rehearsal.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  const script = (more: ScriptedAnswers['kinds'] = {}): ScriptedAnswers => ({
    kinds: {
      ...YES.kinds,
      // What has nothing to do with secrets is skipped: the run is the same, only shorter.
      step: (request) => ({ decision: NEEDED.has(request.step.action) ? 'approve' : 'skip' }),
      'secret-file': () => ({ decision: 'file', path: secretFile }),
      failure: (request) => ({ decision: request.retriesLeft > 0 ? 'retry' : 'stop' }),
      ...more,
    },
  })

  test('is masked in what AWS repeats of it without its last line break, and inside JSON', async () => {
    const lines = `${CANARY}-1\n"${CANARY}-2"`
    const encoded = Buffer.from(lines).toString('base64')
    await writeFile(secretFile, `${lines}\n`, { mode: 0o600 })
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'PutSecretValue' },
      fault: {
        kind: 'fail',
        code: 'InvalidRequestException',
        message: `bad ${lines}. Again: ${JSON.stringify(`${lines}\n`)}, ${JSON.stringify(lines)}, ${encoded}`,
      },
    })
    const approvals = scriptedApprovals(script())
    await rehearsal.run(approvals)
    expect(approvals.of('failure').length).toBeGreaterThan(0)
    const seen = [await bytesBelow(rehearsal.directory), JSON.stringify(approvals.shown)]
    for (const text of seen)
      for (const form of [CANARY, encoded.slice(0, -4)]) expect(text.includes(form)).toBe(false)
  })

  const SPACED = Buffer.from(`Authorization: ${CANARY}`).toString('hex').replace(/../g, '$& ')
  const ECHOES: readonly (readonly [string, string])[] = [
    [
      'an Authorization header',
      `The header 'Authorization: AWS4-HMAC-SHA256 Credential=AKIAX/20260101/${CANARY}, SignedHeaders=host, Signature=${CANARY}' is not valid`,
    ],
    ['a bearer token', `denied: authorization: Bearer 0${CANARY}`],
    ['an environment variable', `in AWS_SECRET_ACCESS_KEY=${CANARY}\nAWS_SESSION_TOKEN="${CANARY}"`],
    ['a canonical request', `should have been 'GET\n/\nx-amz-security-token:${CANARY}\n'`],
    [
      'a presigned URL',
      `https://b.s3.amazonaws.com/k?X-Amz-Credential=${CANARY}%2Fs3&X-Amz-Security-Token=${CANARY}&X-Amz-Signature=${CANARY}`,
    ],
    [
      'JSON',
      `{"SecretString":"{\\"user\\":\\"a\\",\\"pin\\":\\"${CANARY}\\"}","MasterUserPassword": "${CANARY}"}`,
    ],
    [
      'JSON inside JSON',
      JSON.stringify(JSON.stringify({ SecretAccessKey: CANARY, more: { password: CANARY } })),
    ],
    ['XML', `<SecretAccessKey>${CANARY}</SecretAccessKey><MasterUserPassword>${CANARY}</MasterUserPassword>`],
    ['escaped XML', `&lt;SessionToken&gt;${CANARY}&lt;/SessionToken&gt; SecretBinary=&quot;${CANARY}&quot;`],
    ['a URL’s encoding', encodeURIComponent(`MasterUserPassword=${CANARY}&x=1`)],
    ['base64', `bad body eDoxLHBhc3N3b3JkOiBh ${Buffer.from(`{"password":"${CANARY}"}`).toString('base64')}`],
    [
      'base64 in base64',
      Buffer.from(Buffer.from(`secretAccessKey=${CANARY}`).toString('base64')).toString('base64'),
    ],
    ['hex', `canonical bytes: ${SPACED}`],
    ['a private key', `-----BEGIN EC PRIVATE KEY-----\n${CANARY}\n-----END EC PRIVATE KEY-----`],
  ]
  test.each(ECHOES)('and every other credential that AWS repeats is masked: %s', async (_, message) => {
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'PutSecretValue' },
      fault: { kind: 'fail', code: 'InvalidRequestException', message },
    })
    await writeFile(secretFile, 'another value', { mode: 0o600 })
    const approvals = scriptedApprovals(script({ failure: () => ({ decision: 'stop' }) }))
    const events: RunEvent[] = []
    const result = await rehearsal.run(approvals, { observer: { onEvent: (event) => events.push(event) } })
    expect(approvals.of('failure').length).toBe(1)
    const seen = [await bytesBelow(rehearsal.directory), JSON.stringify([approvals.shown, events, result])]
    const inside = /[A-Za-z0-9+/=%]{40,}/.exec(message)?.[0] ?? CANARY
    for (const text of seen)
      for (const form of [CANARY, ...FORMS, inside]) expect(text.includes(form)).toBe(false)
    expect(seen[0]).toContain('InvalidRequestException')
  })

  test('and a failed pre-flight repeats no credential either', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'GetCallerIdentity' },
      fault: { kind: 'fail', code: 'InvalidClientTokenId', message: `X-Amz-Security-Token: ${CANARY}` },
    })
    const approvals = scriptedApprovals(script())
    const error = await rehearsal.run(approvals).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: expect.stringMatching(/^(credentials|preflight)\//) })
    const seen = [
      await bytesBelow(rehearsal.directory),
      String(error),
      JSON.stringify([approvals.shown, error]),
    ]
    for (const text of seen) expect(text.includes(CANARY)).toBe(false)
    expect(seen[0]).toContain('step-failed')
  })

  const FAULTS: readonly (readonly [string, FaultRule | null])[] = [
    ['everything goes well', null],
    ['AWS refuses it', { match: { operation: 'PutSecretValue' }, fault: { kind: 'deny' } }],
    [
      'AWS repeats the value in its error',
      {
        match: { operation: 'PutSecretValue' },
        fault: { kind: 'fail', code: 'InvalidRequestException', message: `bad value ${CANARY}` },
      },
    ],
    [
      'the answer is lost',
      { match: { operation: 'PutSecretValue' }, fault: { kind: 'drop', when: 'after' }, times: 1 },
    ],
    [
      'the connection breaks',
      { match: { operation: 'PutSecretValue' }, fault: { kind: 'drop', when: 'before' }, times: 1 },
    ],
  ]
  test.each(FAULTS)('reaches no byte written, no question and no event when %s', async (_, fault) => {
    if (fault !== null) rehearsal.seeded.simulator.faults.add(fault)
    const approvals = scriptedApprovals(script())
    const events: RunEvent[] = []
    const result = await rehearsal.run(approvals, { observer: { onEvent: (event) => events.push(event) } })
    const seen = [
      await bytesBelow(rehearsal.directory),
      JSON.stringify(approvals.shown.map((one) => one.request)),
      JSON.stringify(events),
      JSON.stringify(result),
      JSON.stringify(rehearsal.seeded.simulator.log.records),
    ]
    for (const form of FORMS) for (const text of seen) expect(text.includes(form)).toBe(false)
    if (fault === null || fault.fault.kind === 'drop') expectAllDone(result)
    // It did arrive: the test would be empty otherwise.
    const attempts = rehearsal.seeded.simulator.log.records.filter((r) => r.operation === 'PutSecretValue')
    expect(attempts.length).toBeGreaterThan(0)
  })

  test('a file that others can read is taken only when the operator insists', async () => {
    await chmod(secretFile, 0o644)
    const asked: boolean[] = []
    const approvals = scriptedApprovals(
      script({
        'secret-file': (request) => {
          asked.push(request.confirmLoosePermissions)
          return {
            decision: 'file',
            path: secretFile,
            ...(request.confirmLoosePermissions ? { insist: true } : {}),
          }
        },
      }),
    )
    const result = await rehearsal.run(approvals)
    expectAllDone(result)
    expect(asked).toEqual([false, true, false, true])
  })

  test('a file inside the run directory, a missing one and an empty one are refused with the reason', async () => {
    const inside = join(rehearsal.directory, 'value')
    const empty = join(folder, 'empty')
    await writeFile(inside, CANARY, { mode: 0o600 })
    await writeFile(empty, '', { mode: 0o600 })
    const dotted = join(rehearsal.directory, '..value')
    await writeFile(dotted, CANARY, { mode: 0o600 })
    const linked = join(folder, 'linked')
    await symlink(inside, linked)
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', ['-m', '600', pipe])
    const tried = [inside, dotted, linked, join(folder, 'absent'), empty, '/proc/self/environ', pipe]
    tried.push('relative/path', secretFile, secretFile)
    const approvals = scriptedApprovals(
      script({ 'secret-file': tried.map((path) => ({ decision: 'file', path }) as const) }),
    )
    const result = await rehearsal.run(approvals)
    expectAllDone(result)
    expect(approvals.of('secret-file').map((request) => request.rejected?.split('.')[0] ?? null)).toEqual([
      null,
      'The file is inside the run directory',
      'The file is inside the run directory',
      'The file is inside the run directory',
      'There is no such file',
      'The file is empty',
      'The file is empty',
      'That is not a regular file: it is a named pipe, and only a regular file of at most 64 KiB is opened',
      'Give the absolute path of the file that holds the value',
      null,
    ])
  })
})
