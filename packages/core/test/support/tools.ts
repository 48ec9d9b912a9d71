import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/**
 * Programs that we did not write, for checks that do not share our mistakes. Where one is absent its
 * suites are skipped and say why; with `CUTOVER_REQUIRE_TOOLS=1` that is a failure instead.
 */
export type Tool = 'terraform' | 'terraform-aws-provider' | 'moto' | 'aws' | 'tmux'

const CHECKS: Readonly<Record<Tool, () => string | null>> = {
  terraform: () => runs('terraform', ['version']),
  'terraform-aws-provider': () =>
    terraformCliConfig() === null
      ? 'no provider mirror was found (set CUTOVER_TF_MIRROR to the folder that holds registry.terraform.io, or TF_CLI_CONFIG_FILE)'
      : null,
  moto: () =>
    runs('python3', ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("moto") is None)']),
  aws: () => runs('aws', ['--version']),
  tmux: () => runs('tmux', ['-V']),
}

type Suite = (title: string, body: () => void) => void

/** `describe` when all tools are there; else a skipped suite that names what is missing, or a failing one. */
export function requireTools(...tools: readonly Tool[]): Suite {
  const missing = tools.flatMap((tool) => {
    const why = CHECKS[tool]()
    return why === null ? [] : [`${tool}: ${why}`]
  })
  if (missing.length === 0) return (title, body) => describe(title, body)
  const reason = missing.join('; ')
  if (process.env.CUTOVER_REQUIRE_TOOLS === '1')
    return (title) =>
      describe(title, () => {
        test('its tools are installed', () => {
          throw new Error(`CUTOVER_REQUIRE_TOOLS is set, and: ${reason}`)
        })
      })
  return (title, body) => {
    process.stderr.write(`skipped, because ${reason}: ${title}\n`)
    describe.skip(`${title} (skipped, because ${reason})`, body)
  }
}

function runs(program: string, args: readonly string[]): string | null {
  const { error, status } = spawnSync(program, args, {
    stdio: 'ignore',
    env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
  })
  if (error !== undefined) return `\`${program}\` is not installed`
  return status === 0 ? null : `\`${program} ${args[0]}\` ends with ${status}`
}

let cliConfig: string | null | undefined

/**
 * A CLI configuration that installs providers from a local mirror, for `TF_CLI_CONFIG_FILE`: the mirror of
 * `CUTOVER_TF_MIRROR`, else the operator's own configuration, else a mirror at most two folders below `/`.
 */
export function terraformCliConfig(): string | null {
  cliConfig ??= findCliConfig()
  return cliConfig
}

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/cutover/', import.meta.url))

function findCliConfig(): string | null {
  // Scripts pass an empty variable on for one that they could not fill.
  const [own = '', mirror = ''] = [process.env.TF_CLI_CONFIG_FILE, process.env.CUTOVER_TF_MIRROR]
  if (mirror === '' && existsSync(own)) return own
  const path = mirror === '' ? nearbyMirror() : mirror
  if (path === null) return null
  mkdirSync(CACHE, { recursive: true })
  const installation = `filesystem_mirror {\n    path    = ${JSON.stringify(path)}\n    include = ["registry.terraform.io/*/*"]\n  }`
  // Suites that run at the same time write the same file: each reads it whole.
  const [file, written] = [join(CACHE, 'terraformrc'), join(CACHE, `terraformrc.${process.pid}`)]
  writeFileSync(written, `provider_installation {\n  ${installation}\n}\n`)
  renameSync(written, file)
  return file
}

function nearbyMirror(): string | null {
  const below = (folder: string): readonly string[] => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !['proc', 'sys', 'dev'].includes(entry.name))
        .map((entry) => join(folder, entry.name))
    } catch {
      return []
    }
  }
  const places = below('/').flatMap((folder) => [folder, ...below(folder)])
  return places.find((folder) => existsSync(join(folder, 'registry.terraform.io'))) ?? null
}

export interface Moto {
  readonly url: string
  stop(): Promise<void>
}

/** A moto server of one's own on a free loopback port, with empty accounts. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  await answering(url, child)
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => null)
    if (answer?.ok === true) return
    await delay(100)
  }
  child.kill('SIGKILL')
  throw new Error('moto did not answer within 30 s')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/**
 * Named profiles for moto, one per account, and the variables that lead an SDK, the `aws` program or
 * terraform to it. Moto takes the account from the role; plain keys would land in account 123456789012.
 */
export function motoEnvironment(
  url: string,
  folder: string,
  accounts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const region = 'us-east-1'
  const profiles = Object.entries(accounts).map(
    ([profile, account]) =>
      `[profile ${profile}]\nrole_arn = arn:aws:iam::${account}:role/operator\nsource_profile = login\nregion = ${region}\n`,
  )
  const config = join(folder, 'aws-config')
  const credentials = join(folder, 'aws-credentials')
  writeFileSync(config, ['[profile login]', `region = ${region}`, '', ...profiles].join('\n'))
  writeFileSync(
    credentials,
    '[login]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMIEXAMPLEKEY\n',
  )
  return {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_ENDPOINT_URL: url,
    // Terraform's provider asks STS for the role's credentials before it reads the general endpoint.
    AWS_ENDPOINT_URL_STS: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_VAR_s3_use_path_style: 'true',
  }
}
