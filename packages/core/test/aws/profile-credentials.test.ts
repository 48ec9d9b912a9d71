import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { classifyError } from '../../src/aws/classify.js'
import { type AwsCredentials, cachedCredentials } from '../../src/aws/credentials.js'
import { profileCredentials } from '../../src/aws/profile-credentials.js'
import { handlerTransport } from '../../src/aws/transport.js'
import { fakeAws } from './fake-aws.js'
import { manualTimer } from './manual-timer.js'

let folder: string
let env: Record<string, string>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-profiles-'))
  env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
  await writeFile(join(folder, 'credentials'), '')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const ASSUMED =
  '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
  '<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>' +
  '<Expiration>2026-03-01T11:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>'

async function resolve(profile: string, config: string) {
  await writeFile(join(folder, 'config'), config)
  const sts = fakeAws(() => ({ body: ASSUMED }))
  const settings = { profile, region: 'eu-west-1', env, transport: handlerTransport(sts.handler) }
  return { sent: sts.sent, credentials: profileCredentials(settings) }
}

test('static keys', async () => {
  const { credentials } = await resolve(
    'plain',
    '[profile plain]\naws_access_key_id = AKIAPLAIN\naws_secret_access_key = s\n',
  )
  expect(await credentials).toMatchObject({ accessKeyId: 'AKIAPLAIN' })
})

test('a role with a source profile is assumed in the explicit region, by the source profile', async () => {
  const { sent, credentials } = await resolve(
    'role',
    '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n' +
      '[profile role]\nrole_arn = arn:aws:iam::222222222222:role/cutover\nsource_profile = base\nregion = us-west-2\n',
  )
  expect(await credentials).toMatchObject({
    accessKeyId: 'ASIAROLE',
    sessionToken: 't',
    expiration: new Date('2026-03-01T11:00:00Z'),
  })
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ host: 'sts.eu-west-1.amazonaws.com', accessKeyId: 'AKIABASE' })
  expect(sent[0]?.body).toContain('Action=AssumeRole')
  expect(sent[0]?.body).toContain('RoleSessionName=cutover')
})

test('a credential process is asked each time', async () => {
  const script = join(folder, 'process.sh')
  const answer = { Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 's' }
  await writeFile(script, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`)
  await chmod(script, 0o700)
  const { credentials } = await resolve('process', `[profile process]\ncredential_process = ${script}\n`)
  expect(await credentials).toMatchObject({ accessKeyId: 'AKIAPROCESS' })
})

test('a profile that nobody configured is named, with those that exist', async () => {
  const { credentials } = await resolve('tyop', '[profile plain]\nregion = us-east-1\n')
  await expect(credentials).rejects.toMatchObject({
    code: 'credentials/unknown-profile',
    message: expect.stringContaining('It has: plain.'),
  })
})

test('an SSO profile without a token is a credential halt that says how to log in', async () => {
  const { credentials } = await resolve(
    'sso',
    '[profile sso]\nsso_start_url = https://none.example/start\nsso_region = us-east-1\n' +
      'sso_account_id = 111111111111\nsso_role_name = cutover\n',
  )
  const error: unknown = await credentials.catch((thrown: unknown) => thrown)
  expect(String(error)).toContain('aws sso login')
  expect(classifyError(error)).toEqual({ kind: 'credential' })
})

describe('the cache', () => {
  const session = (accessKeyId: string, expiresAtMs?: number): AwsCredentials => ({
    accessKeyId,
    secretAccessKey: 's',
    ...(expiresAtMs === undefined ? {} : { expiration: new Date(expiresAtMs) }),
  })

  test('asks the origin again for fresh ones, near the end, and after a failure', async () => {
    let nowMs = 0
    let made = 0
    let broken = false
    const source = cachedCredentials(
      async () => {
        if (broken) throw new Error('logged out')
        made += 1
        return session(`AKIA${made}`, nowMs + 3_600_000)
      },
      () => nowMs,
    )
    const id = async (fresh = false) => (await source.get(fresh)).accessKeyId
    expect([await id(), await id(), await id(true)]).toEqual(['AKIA1', 'AKIA1', 'AKIA2'])
    nowMs = 3_599_000
    expect(await id()).toBe('AKIA3')
    broken = true
    source.forget()
    await expect(id()).rejects.toThrow('logged out')
    broken = false
    expect(await id()).toBe('AKIA4')
  })
})

describe('a profile whose credentials do not come', () => {
  const CONFIG =
    '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n' +
    '[profile role]\nrole_arn = arn:aws:iam::222222222222:role/cutover\nsource_profile = base\n'
  const MFA = `${CONFIG}mfa_serial = arn:aws:iam::111111111111:mfa/somebody\n`

  /** STS never answers; `asked` resolves when it was asked. */
  async function unanswered(config: string, mfaCode?: () => Promise<string>) {
    await writeFile(join(folder, 'config'), config)
    const clock = manualTimer()
    let seen = (): void => {}
    const asked = new Promise<void>((resolve) => {
      seen = resolve
    })
    const handle = () => {
      seen()
      return new Promise<never>(() => {})
    }
    const credentials = profileCredentials({
      ...{ profile: 'role', region: 'eu-west-1', env, timer: clock.timer },
      transport: handlerTransport({ handle } as never),
      ...(mfaCode === undefined ? {} : { mfaCode }),
    })
    credentials.catch(() => undefined)
    return { ...clock, asked, credentials }
  }

  test('is given up after its time, by name and with what to do', async () => {
    const { asked, goOff, credentials } = await unanswered(CONFIG)
    await asked
    goOff()
    await expect(credentials).rejects.toMatchObject({
      code: 'credentials/expired',
      message: expect.stringContaining('Profile role gave no credentials in 180 s'),
      next: expect.stringContaining('aws sts get-caller-identity --profile role'),
    })
  })

  test('is not given up while a person looks for the code', async () => {
    let type = (_: string): void => {}
    let looks = (): void => {}
    const looking = new Promise<void>((resolve) => {
      looks = resolve
    })
    const { asked, running, goOff, credentials } = await unanswered(MFA, () => {
      looks()
      return new Promise((resolve) => {
        type = resolve
      })
    })
    await looking
    expect(running.size).toBe(0)
    type('123456')
    await asked
    goOff()
    await expect(credentials).rejects.toMatchObject({ code: 'credentials/expired' })
  })
})
