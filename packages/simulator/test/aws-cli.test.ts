import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Listening } from '../src/index.js'
import { region, source, target, twoAccounts } from './support/world.js'

const isInstalled = spawnSync('aws', ['--version']).status === 0
const mustRun = process.env.CUTOVER_REQUIRE_TOOLS === '1'
const title =
  isInstalled || mustRun ? 'the aws command' : 'the aws command (skipped, because it is not installed)'
const suite = isInstalled || mustRun ? describe : describe.skip

const run = promisify(execFile)

suite(title, () => {
  let listening: Listening
  let directory: string
  beforeAll(async () => {
    listening = await twoAccounts().listen()
    directory = await mkdtemp(join(tmpdir(), 'simulator-cli-'))
  })
  afterAll(async () => {
    await listening.close()
    await rm(directory, { recursive: true })
  })

  async function aws(args: string[], accessKeyId = source.accessKeyId): Promise<string> {
    const env = {
      PATH: process.env.PATH,
      HOME: directory,
      AWS_ENDPOINT_URL: listening.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'not-checked',
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
    }
    return (await run('aws', [...args, '--output', 'json'], { env })).stdout
  }

  test('S3 transfers files whole, in parts and between buckets, and keeps strangers out', async () => {
    const [small, big] = [join(directory, 'größe 1.txt'), join(directory, 'big.bin')]
    await writeFile(small, 'hello')
    await writeFile(big, Buffer.alloc(9 * 1024 * 1024, 'abc'))
    await aws(['s3', 'mb', 's3://cli-one'])
    await aws(['s3', 'mb', 's3://cli-two'])
    await aws(['s3', 'cp', small, 's3://cli-one/dir/größe 1.txt'])
    await aws(['s3', 'cp', big, 's3://cli-one/big.bin'])
    await aws(['s3', 'sync', 's3://cli-one', 's3://cli-two'])
    await aws(['s3', 'cp', 's3://cli-two/big.bin', `${big}.back`])
    expect((await readFile(`${big}.back`)).equals(await readFile(big))).toBe(true)
    const listed = JSON.parse(await aws(['s3api', 'list-objects-v2', '--bucket', 'cli-two'])) as {
      Contents: { Key: string }[]
    }
    expect(listed.Contents.map(({ Key }) => Key)).toEqual(['big.bin', 'dir/größe 1.txt'])
    await expect(aws(['s3', 'ls', 's3://cli-two'], target.accessKeyId)).rejects.toThrow('AccessDenied')
  }, 60_000)

  test('Query, JSON and REST-XML services and their errors are understood', async () => {
    const [identity, zone, key] = await Promise.all([
      aws(['sts', 'get-caller-identity']),
      aws(['route53', 'create-hosted-zone', '--name', 'example.org', '--caller-reference', '1']),
      aws(['kms', 'create-key', '--tags', 'TagKey=a,TagValue=b']),
    ])
    expect(JSON.parse(identity)).toMatchObject({ Account: source.accountId })
    expect(JSON.parse(zone)).toMatchObject({ HostedZone: { Name: 'example.org.' } })
    expect(JSON.parse(key)).toMatchObject({ KeyMetadata: { AWSAccountId: source.accountId } })
    await Promise.all([
      expect(aws(['rds', 'describe-db-snapshots', '--db-snapshot-identifier', 'x'])).rejects.toThrow(
        'DBSnapshotNotFound',
      ),
      expect(aws(['kms', 'list-keys'], 'AKIANOBODY')).rejects.toThrow('UnrecognizedClientException'),
      expect(aws(['braket', 'search-devices', '--filters', '[]'])).rejects.toThrow('not implemented'),
    ])
  }, 60_000)
})
