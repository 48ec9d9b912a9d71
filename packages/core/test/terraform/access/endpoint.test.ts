import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AwsCredentials } from '../../../src/aws/credentials.js'
import { CutoverError } from '../../../src/model/errors.js'
import { credentialsEndpoint } from '../../../src/terraform/access/endpoint.js'
import { shownPlan } from '../fake-executable.js'
import { listen, planFileIn, removeWorkspaces, runnerFor, shown, workspace } from '../workspace.js'

afterAll(removeWorkspaces)

const session = (name: string, expiration?: Date): AwsCredentials => ({
  accessKeyId: `AKID-${name}`,
  secretAccessKey: `secret-${name}`,
  sessionToken: `token-${name}`,
  ...(expiration === undefined ? {} : { expiration }),
})

describe('the endpoint', () => {
  test('answers nobody but who has its token, its path and its method', async () => {
    const endpoint = await credentialsEndpoint({
      session: async () => session('a'),
      onSession: () => undefined,
    })
    const url = endpoint.env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? ''
    const authorization = endpoint.env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? ''
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//)
    const answers = await Promise.all([
      fetch(url),
      fetch(url, { headers: { authorization: 'guessed' } }),
      fetch(`${url}x`, { headers: { authorization } }),
      fetch(url, { method: 'POST', headers: { authorization } }),
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain('secret-a')
    }
    const own = await fetch(url, { headers: { authorization } })
    expect(await own.json()).toEqual({
      AccessKeyId: 'AKID-a',
      SecretAccessKey: 'secret-a',
      Token: 'token-a',
    })
    endpoint.close()
    await expect(fetch(url)).rejects.toThrow()
  })
})

/** A terraform that asks for credentials as the AWS SDKs do: as often as it is told, and notes what it got. */
function askingTerraform(folder: string, times: number): string {
  const path = join(folder, 'terraform-asks')
  writeFileSync(
    path,
    `#!${process.execPath}
const fs = require('node:fs')
const [command] = process.argv.slice(2)
const out = process.argv.find((arg) => arg.startsWith('-out='))
if (out) fs.writeFileSync(out.slice(5), 'a plan')
if (command === 'show') fs.writeSync(1, ${JSON.stringify(shownPlan([]))})
else (async () => {
  for (let i = 0; i < ${times}; i += 1) {
    const answer = await fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, { headers: { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN } })
    const body = await answer.json()
    fs.appendFileSync(${JSON.stringify(join(folder, 'got.jsonl'))}, JSON.stringify({ status: answer.status, body, env: process.env }) + '\\n')
    fs.writeSync(1, 'using ' + body.SecretAccessKey + '\\n')
    if (answer.status !== 200) process.exitCode = 1
  }
})()
`,
    { mode: 0o755 },
  )
  return path
}

const got = (
  folder: string,
): { status: number; body: Record<string, string>; env: Record<string, string> }[] =>
  readFileSync(join(folder, 'got.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('terraform at work', () => {
  test('a long apply gets the renewed session from the same place, and says nothing of either', async () => {
    const directory = workspace({})
    const given: string[] = []
    const credentials = {
      session: async () => {
        given.push(given.length === 0 ? 'first' : 'renewed')
        return session(given.at(-1) ?? '', new Date(given.length * 3_600_000))
      },
    }
    const runner = runnerFor(directory, { terraformPath: askingTerraform(directory, 2), credentials })
    const planFile = planFileIn(directory)
    const io = listen()
    // An hour and more, with a session that ends in an hour: it is renewed, so that is no reason to wait.
    const applied = await runner.apply(planFile, io, { ...shown(planFile), needsMs: 7_200_000 })
    expect(applied.kind).toBe('applied')
    const answers = got(directory).map(({ body }) => [body.SecretAccessKey, body.Expiration])
    expect(answers).toEqual([
      ['secret-first', '1970-01-01T01:00:00.000Z'],
      ['secret-renewed', '1970-01-01T02:00:00.000Z'],
    ])
    expect(io.text()).toContain('using ***')
    expect(io.text()).not.toContain('secret-')
    const { env } = got(directory)[0] ?? {}
    expect(Object.keys(env ?? {})).not.toContain('AWS_ACCESS_KEY_ID')
    await expect(fetch(env?.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '')).rejects.toThrow()
  })

  test('a session of another account is not handed out, and that is what is said', async () => {
    const directory = workspace({})
    const wrong = new CutoverError({
      code: 'credentials/wrong-account',
      fault: 'operator',
      message: 'it belongs to 111111111111',
    })
    const runner = runnerFor(directory, {
      terraformPath: askingTerraform(directory, 1),
      credentials: { session: () => Promise.reject(wrong) },
    })
    const planFile = planFileIn(directory)
    await expect(runner.apply(planFile, listen(), shown(planFile))).rejects.toBe(wrong)
    expect(got(directory)).toMatchObject([{ status: 400, body: { code: 'SessionNotRenewed' } }])
  })

  test('an allowed profile is in a private file while terraform runs, and nowhere afterwards', async () => {
    const directory = workspace({})
    const runner = runnerFor(directory, {
      terraformPath: askingTerraform(directory, 1),
      credentials: {
        session: async () => session('target'),
        profiles: async () => [
          { profile: 'state', accountId: '111111111111', credentials: session('state') },
        ],
      },
    })
    const planFile = planFileIn(directory)
    await runner.plan({ module: 'a', destroy: false, planFile }, listen())
    const file = got(directory)[0]?.env.AWS_SHARED_CREDENTIALS_FILE ?? ''
    expect(file).toContain('cutover-private-')
    expect(existsSync(dirname(file))).toBe(false)
  })

  test.each(['default', 'a]\n[b'])(
    'a profile that is called %j is not given to terraform',
    async (profile) => {
      const directory = workspace({})
      const runner = runnerFor(directory, {
        terraformPath: askingTerraform(directory, 1),
        credentials: {
          session: async () => session('target'),
          profiles: async () => [{ profile, accountId: '111111111111', credentials: session('x') }],
        },
      })
      await expect(
        runner.plan({ module: 'a', destroy: false, planFile: planFileIn(directory) }, listen()),
      ).rejects.toMatchObject({ code: 'usage/invalid' })
      expect(existsSync(join(directory, 'got.jsonl'))).toBe(false)
    },
  )
})
