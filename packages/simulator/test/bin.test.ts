import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CreateRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { readOptions } from '../src/bin-options.js'
import { region, source } from './support/world.js'

const root = new URL('../../../', import.meta.url)
const bin = new URL('../src/bin.ts', import.meta.url)

async function started(stateFile: string) {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@cutover/source',
      '--import',
      'tsx',
      bin.pathname,
      '--state-file',
      stateFile,
      '--account',
      `${source.accountId}:${source.accessKeyId}`,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { endpoint } = JSON.parse(line) as { endpoint: string }
  const client = new IAMClient({ region, endpoint, credentials: source, maxAttempts: 1 })
  const stop = async () => {
    client.destroy()
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { client, stop }
}

test('a simulator of its own process keeps its world in the state file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'simulator-'))
  try {
    const stateFile = join(directory, 'state')
    const first = await started(stateFile)
    const AssumeRolePolicyDocument =
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}'
    await first.client.send(new CreateRoleCommand({ RoleName: 'kept', AssumeRolePolicyDocument }))
    await first.stop()
    const second = await started(stateFile)
    const { Roles } = await second.client.send(new ListRolesCommand({}))
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['kept'])
    await second.stop()
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('options are read, and wrong ones refused', () => {
  expect(
    readOptions(['--seed', '4', '--account', '111111111111:AKIA:arn:aws:iam::111111111111:role/x']),
  ).toMatchObject({
    seed: 4,
    port: 0,
    accounts: [
      { accountId: '111111111111', accessKeyId: 'AKIA', principalArn: 'arn:aws:iam::111111111111:role/x' },
    ],
  })
  for (const args of [['--port', 'x'], ['--account', '1:2'], ['--unknown']]) {
    expect(() => readOptions(args)).toThrow(/not a number|not <12 digits>|Unknown option/)
  }
})
