import { profileAwsFactory } from '../../src/aws/profile-factory.js'
import { probeProfiles, profilesRow } from '../../src/preflight/profile-checks.js'
import { HOUR_MS, type Home, homeOf, ROLE_ENDS_MS } from './shared-config.js'

let home: Home
beforeEach(async () => {
  home = await homeOf()
})
afterEach(() => home.close())

const OTHER = { profile: 'other', region: 'eu-west-1', accountId: '222222222222' }

function factoryOf(profile: string, env: Readonly<Record<string, string>> = home.env) {
  const source = { profile, region: 'eu-west-1', accountId: '111111111111' }
  return profileAwsFactory({ source, target: OTHER, env, now: Date.now })
}

/** The row of pre-flight about one profile: the words that the operator reads. */
async function rowOf(profile: string) {
  const aws = factoryOf(profile)
  const clock = { now: Date.now, sleep: async () => undefined }
  const { source } = await probeProfiles(aws, clock)
  const profiles = { source: profile, target: 'other' }
  // The other side stands for itself: only this profile is looked at.
  const { detail, remedy } = profilesRow(
    { source, target: source },
    profiles,
    { source: '1', target: '2' },
    aws,
  )
  return { found: source, detail, remedy: remedy?.split('; ')[0] }
}

const SESSION =
  '[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = us-east-1\n' +
  'sso_registration_scopes = sso:account:access\n'
const SSO = `${SESSION}[profile sso]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = cutover\n`
const KEYS = 'aws_access_key_id = AKIAOWN\naws_secret_access_key = s\n'
const ROLE = 'role_arn = arn:aws:iam::111111111111:role/cutover\n'

describe('a profile that works says who it is, and until when', () => {
  test.each([
    ['of IAM Identity Center', 'sso', SSO, 'ASIASSO', ROLE_ENDS_MS],
    [
      'of a role of IAM Identity Center’s own kind, without a session',
      'sso',
      '[profile sso]\nsso_start_url = corp\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n',
      'ASIASSO',
      ROLE_ENDS_MS,
    ],
    [
      'of a role behind it',
      'role',
      `${SSO}[profile role]\n${ROLE}source_profile = sso\n`,
      'ASIAROLE',
      ROLE_ENDS_MS,
    ],
    ['of keys', 'keys', `[profile keys]\n${KEYS}`, 'AKIAOWN', null],
  ])('%s', async (_, profile, config, accessKeyId, expiresAtMs) => {
    // A role's source is resolved by the SDK, which looks for the files where the process's environment says.
    process.env.AWS_CONFIG_FILE = home.env.AWS_CONFIG_FILE
    await home.write(config)
    await home.ssoLogin('corp', HOUR_MS)
    const identity = await factoryOf(profile).identify('source')
    Reflect.deleteProperty(process.env, 'AWS_CONFIG_FILE')
    expect(identity).toMatchObject({ accountId: '111111111111', expiresAtMs })
    expect(home.received.at(-1)).toMatchObject({ accessKeyId, action: 'GetCallerIdentity' })
  })

  test('of IAM Identity Center whose token has ended and can be renewed', async () => {
    await home.write(SSO)
    const registrationExpiresAt = new Date(Date.now() + HOUR_MS).toISOString()
    const more = { clientId: 'c', clientSecret: 's', refreshToken: 'r', registrationExpiresAt }
    await home.ssoLogin('corp', -HOUR_MS, more)
    expect(await factoryOf('sso').identify('source')).toMatchObject({ expiresAtMs: ROLE_ENDS_MS })
    expect(home.received[0]?.path).toBe('/token')
  })

  test('of the credentials file alone', async () => {
    await home.write('', `[only-there]\n${KEYS}`)
    expect(await factoryOf('only-there').identify('source')).toMatchObject({ accountId: '111111111111' })
  })

  test('of a credential process, with the end that it names', async () => {
    const Expiration = new Date(ROLE_ENDS_MS).toISOString()
    const answer = { Version: 1, AccessKeyId: 'AKIAPROC', SecretAccessKey: 's', Expiration }
    const path = await home.program('vend', JSON.stringify(answer))
    await home.write(`[profile vended]\ncredential_process = ${path}\n`)
    const identity = await factoryOf('vended').identify('source')
    expect(identity).toMatchObject({ accountId: '111111111111', expiresAtMs: ROLE_ENDS_MS })
  })
})

describe('a profile that does not work is told what renews it', () => {
  test.each([
    ['a session of IAM Identity Center without a token', 'sso', SSO, 'aws sso login --profile sso'],
    [
      'a role whose source is one',
      'role',
      `${SSO}[profile role]\n${ROLE}source_profile = sso\n`,
      'aws sso login --profile sso',
    ],
    [
      'a console login',
      'console',
      '[profile console]\nlogin_session = arn:aws:sts::111111111111:assumed-role/a/b\n',
      'aws login --profile console',
    ],
    [
      'a profile that says nothing',
      'bare',
      '[profile bare]\nregion = eu-west-1\n',
      'say in profile bare where its credentials come from: aws configure sso --profile bare',
    ],
    [
      'profiles that lead in a circle',
      'a',
      `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
      /^say in profile \w where its credentials come from/,
    ],
    [
      'a machine’s role on a machine that has none',
      'machine',
      `[profile machine]\n${ROLE}credential_source = EcsContainer\n`,
      'give this machine what credential_source of profile machine stands for (EcsContainer)',
    ],
  ])('%s', async (_, profile, config, remedy) => {
    process.env.AWS_CONFIG_FILE = home.env.AWS_CONFIG_FILE
    await home.write(config)
    const row = await rowOf(profile)
    Reflect.deleteProperty(process.env, 'AWS_CONFIG_FILE')
    expect(row.found.kind).toBe('failed')
    expect(row.remedy).toEqual(typeof remedy === 'string' ? remedy : expect.stringMatching(remedy))
    expect(home.received).toEqual([])
  })

  test.each([
    ['of a session', SSO],
    [
      'of a profile without one',
      '[profile sso]\nsso_start_url = corp\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n',
    ],
  ])('a token %s that has expired', async (_, config) => {
    await home.write(config)
    await home.ssoLogin('corp', -HOUR_MS)
    const row = await rowOf('sso')
    expect(row.detail).toMatch(/^The source profile "sso" does not authenticate: .*(expired|Cannot refresh)/)
    expect(row.remedy).toBe('aws sso login --profile sso')
    expect(home.received).toEqual([])
  })

  test('a name that a shell would read otherwise', async () => {
    const keys = 'sso_start_url = corp\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n'
    await home.write('', `[old $(id) prod]\n${keys}`)
    expect((await rowOf('old $(id) prod')).remedy).toBe("aws sso login --profile 'old $(id) prod'")
  })

  test('a credential process that fails, of which nothing is repeated', async () => {
    const path = await home.program('vend', 'hunter2-out', 3)
    await home.write(`[profile vended]\ncredential_process = ${path} --password hunter2-arg\n`)
    const row = await rowOf('vended')
    expect(row.detail).toContain('The credential_process of profile vended failed.')
    expect(row.remedy).toBe('aws sts get-caller-identity --profile vended')
    expect(JSON.stringify(row)).not.toContain('hunter2')
  })

  test('a profile that passes on the environment’s keys, which are never used', async () => {
    await home.write(`[profile passing]\n${ROLE}credential_source = Environment\n`)
    const row = await rowOf('passing')
    expect(row.detail).toContain('Keys of the environment are never used')
    expect(home.received).toEqual([])
  })
})

describe('requests go where', () => {
  const { AWS_ENDPOINT_URL: _, ...files } = { AWS_ENDPOINT_URL: '' }
  const without = () => {
    const { AWS_ENDPOINT_URL: _gone, ...env } = home.env
    return { ...files, ...env }
  }
  const paths = () => home.received.map(({ path }) => path)

  test('the profile’s endpoint_url says', async () => {
    await home.write(`[profile keys]\n${KEYS}endpoint_url = ${home.endpoint}/own\n`)
    await factoryOf('keys', without()).identify('source')
    expect(paths()).toEqual(['/own/'])
  })

  test('its services section says first', async () => {
    await home.write(
      `[profile keys]\n${KEYS}services = mine\nendpoint_url = ${home.endpoint}/own\n` +
        `[services mine]\nsts =\n  endpoint_url = ${home.endpoint}/sts\n`,
    )
    await factoryOf('keys', without()).identify('source')
    expect(paths()).toEqual(['/sts/'])
  })

  test('the environment says before both', async () => {
    await home.write(`[profile keys]\n${KEYS}endpoint_url = ${home.endpoint}/own\n`)
    await factoryOf('keys').identify('source')
    expect(paths()).toEqual(['/'])
  })

  test('an endpoint that is no URL is refused before anything is sent', async () => {
    await home.write(`[profile keys]\n${KEYS}endpoint_url = localhost\n`)
    await expect(factoryOf('keys', without()).identify('source')).rejects.toMatchObject({
      code: 'usage/invalid',
      message: 'endpoint_url of profile keys is not an http or https URL: localhost',
    })
  })
})

test('a profile that is pointed elsewhere in the middle shows nothing of the other account', async () => {
  await home.write(`[profile keys]\n${KEYS}`)
  const aws = factoryOf('keys')
  await aws.identify('source')
  await home.write('[profile keys]\naws_access_key_id = AKIAAMBIENT\naws_secret_access_key = s\n')
  aws.refresh('source')
  const iam = await aws.open('source', 'read', () => undefined).service('iam')
  await expect(iam.listRoles({})).rejects.toMatchObject({
    code: 'credentials/wrong-account',
    message: expect.stringContaining('belongs to 999999999999'),
  })
  expect(home.received.map(({ action }) => action)).not.toContain('ListRoles')
})
