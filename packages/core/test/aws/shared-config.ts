import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callerIdentity } from './fake-aws.js'

export const HOUR_MS = 3_600_000

/** One request as it came in over a socket. */
export interface Received {
  readonly path: string
  readonly accessKeyId: string
  readonly action: string
}

/** A home with shared configuration, the ambient variables of somebody careless, and AWS on a loopback port. */
export interface Home {
  readonly endpoint: string
  readonly received: readonly Received[]
  /** What the caller hands in; the process's own environment holds traps. */
  readonly env: Readonly<Record<string, string>>
  write(config: string, credentials?: string): Promise<void>
  /** `aws sso login`: caches a token for a session name or start URL. */
  ssoLogin(id: string, lastsMs: number, more?: Readonly<Record<string, string>>): Promise<void>
  /** A program that writes this and ends so; answers its path. */
  program(name: string, output: string, exitCode?: number): Promise<string>
  close(): Promise<void>
}

/** The account that each key belongs to, as STS would say. */
const ACCOUNTS: Readonly<Record<string, string>> = { AKIAAMBIENT: '999999999999' }
const ACCOUNT = '111111111111'

export async function homeOf(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-home-'))
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const path = request.url ?? ''
      const accessKeyId = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const action = /Action=(\w+)/.exec(body)?.[1] ?? ''
      received.push({ path, accessKeyId, action })
      const json = path.includes('/federation/credentials')
        ? ROLE_CREDENTIALS
        : path === '/token'
          ? REFRESHED
          : null
      response.setHeader('content-type', json === null ? 'text/xml' : 'application/json')
      response.setHeader('date', new Date().toUTCString())
      response.end(json ?? answerOf(action, accessKeyId))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const traps = setTraps(folder)
  const files = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
  return {
    endpoint,
    received,
    env: { ...files, AWS_ENDPOINT_URL: endpoint },
    async write(config, credentials = '') {
      await writeFile(files.AWS_CONFIG_FILE, config)
      await writeFile(files.AWS_SHARED_CREDENTIALS_FILE, credentials)
    },
    async ssoLogin(id, lastsMs, more = {}) {
      const cache = join(folder, '.aws', 'sso', 'cache')
      await mkdir(cache, { recursive: true })
      const expiresAt = new Date(Date.now() + lastsMs).toISOString()
      const file = `${createHash('sha1').update(id).digest('hex')}.json`
      await writeFile(join(cache, file), JSON.stringify({ accessToken: 'sso-token', expiresAt, ...more }))
    },
    async program(name, output, exitCode = 0) {
      const path = join(folder, name)
      await writeFile(path, `#!/bin/sh\ncat <<'END'\n${output}\nEND\necho "$0 $*" >&2\nexit ${exitCode}\n`)
      await chmod(path, 0o700)
      return path
    },
    async close() {
      traps.remove()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The end of a session of IAM Identity Center, in whole seconds as AWS gives it. */
export const ROLE_ENDS_MS = Math.floor(Date.now() / 1000) * 1000 + HOUR_MS
const ROLE_CREDENTIALS = JSON.stringify({
  roleCredentials: {
    accessKeyId: 'ASIASSO',
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: ROLE_ENDS_MS,
  },
})

const REFRESHED = JSON.stringify({ accessToken: 'renewed', expiresIn: 3600, tokenType: 'Bearer' })

function answerOf(action: string, accessKeyId: string): string {
  if (action !== 'AssumeRole') return callerIdentity(ACCOUNTS[accessKeyId] ?? ACCOUNT).body ?? ''
  const ends = new Date(ROLE_ENDS_MS).toISOString()
  return (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
    '<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>' +
    `<Expiration>${ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
  )
}

/** Variables that the SDK would take up by itself; nothing of them may ever be used. */
function setTraps(home: string): { readonly remove: () => void } {
  const traps: Readonly<Record<string, string>> = {
    HOME: home,
    AWS_PROFILE: 'ambient',
    AWS_ACCESS_KEY_ID: 'AKIAAMBIENT',
    AWS_SECRET_ACCESS_KEY: 'ambient',
    AWS_SESSION_TOKEN: 'ambient',
    AWS_REGION: 'ap-south-2',
    AWS_ENDPOINT_URL: 'http://ambient.invalid',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const before = Object.keys(traps).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, traps)
  return {
    remove() {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name)
        else process.env[name] = value
      }
    },
  }
}
