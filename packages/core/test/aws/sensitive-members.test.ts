import { NormalizedSchema } from '@smithy/core/schema'
import type { AwsCallRecord, AwsServiceName } from '../../src/aws/account.js'
import { recordCalls } from '../../src/aws/middleware.js'
import { AWS_SERVICE_NAMES, loadService } from '../../src/aws/services.js'
import { CLIENTS } from './clients.js'

/** Stands in every place that a model marks as sensitive, at any depth below the mark. */
const SECRET_TEXT = 'hunter2'
const SECRET_NUMBER = 424_242
const SECRET_DATE = '2001-02-03T04:05:06.000Z'
const SECRETS = new RegExp(`${SECRET_TEXT}|${SECRET_NUMBER}|2001-02-03`)

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0]

interface Sample {
  readonly value: unknown
  /** Paths of the outermost sensitive places. */
  readonly sensitive: readonly string[]
}

/** A value with every member of the schema filled in, down to where a structure would contain itself. */
function sampleOf(schema: NormalizedSchema, path: string, secret: boolean, open: readonly unknown[]): Sample {
  const marked = Boolean(schema.getMergedTraits().sensitive)
  const here = marked && !secret ? [path] : []
  const within = (inner: NormalizedSchema, name: string, parents = open) =>
    sampleOf(inner, `${path}.${name}`, secret || marked, parents)
  const kept = (inside: readonly Sample[]) => [...here, ...inside.flatMap((sample) => sample.sensitive)]
  if (schema.isUnitSchema()) return { value: {}, sensitive: here }
  const raw: unknown = schema.getSchema()
  if (typeof raw === 'object' && open.includes(raw)) return { value: undefined, sensitive: here }
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(
      ([name, member]) => [name, within(member, name, [...open, raw])] as const,
    )
    const value = Object.fromEntries(members.map(([name, sample]) => [name, sample.value]))
    return { value, sensitive: kept(members.map(([, sample]) => sample)) }
  }
  if (schema.isListSchema()) {
    const item = within(schema.getValueSchema(), '[]', [...open, raw])
    return { value: [item.value], sensitive: kept([item]) }
  }
  if (schema.isMapSchema()) {
    const key = within(schema.getKeySchema(), '{key}')
    const item = within(schema.getValueSchema(), '{}', [...open, raw])
    return { value: { [String(key.value)]: item.value }, sensitive: kept([key, item]) }
  }
  return { value: leaf(schema, secret || marked), sensitive: here }
}

function leaf(schema: NormalizedSchema, secret: boolean): unknown {
  if (schema.isStringSchema()) return secret ? SECRET_TEXT : 'plain'
  if (schema.isTimestampSchema()) return new Date(secret ? SECRET_DATE : 0)
  if (schema.isBlobSchema()) return new TextEncoder().encode(secret ? SECRET_TEXT : 'plain')
  if (schema.isBooleanSchema()) return true
  return schema.isNumericSchema() ? (secret ? SECRET_NUMBER : 1) : undefined
}

interface Operation {
  readonly name: string
  readonly input: Sample
  readonly output: Sample
}

/** Every operation of a client, by its command. */
function operationsOf(sdk: Readonly<Record<string, unknown>>): readonly Operation[] {
  return Object.values(sdk).flatMap((value) => {
    if (!Array.isArray(value) || value[0] !== 9) return []
    const [, , name, , input, output] = value
    const sample = (schema: SchemaRef, side: string) =>
      sampleOf(NormalizedSchema.of(schema), `${name} ${side}`, false, [])
    return [{ name: String(name), input: sample(input, 'input'), output: sample(output, 'output') }]
  })
}

/** A client whose every request is answered with what `answer` holds, without a wire. */
async function recorded(service: AwsServiceName) {
  const calls: AwsCallRecord[] = []
  const answer: { output: object } = { output: {} }
  const client = await loadService(service, {
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'x' }),
    maxAttempts: 1,
    retryMode: 'standard',
  })
  recordCalls(client, { side: 'source', mode: 'read', accountId: '1' }, service, (call) => calls.push(call))
  const { middlewareStack } = client as unknown as { middlewareStack: { add(m: unknown, o: object): void } }
  middlewareStack.add(() => async () => ({ output: { ...answer.output, $metadata: {} }, response: {} }), {
    step: 'initialize',
    name: 'answers',
    priority: 'low',
  })
  return { client, calls, answer }
}

/** Some that the walk has to find: a changed form of the schemas must not make it find nothing. */
const KNOWN_PLACES: { readonly [S in AwsServiceName]?: readonly string[] } = {
  dms: ['CreateEndpoint input.OracleSettings.AsmPassword'],
  ec2: ['DescribeVpnConnections output.VpnConnections.[].Options.TunnelOptions.[].PreSharedKey'],
  iam: ['CreateAccessKey output.AccessKey.SecretAccessKey'],
  kms: ['Decrypt output.Plaintext'],
  rds: [
    'CreateDBInstance input.MasterUserPassword',
    'CopyOptionGroup output.OptionGroup.Options.[].OptionSettings.[].Value',
  ],
  s3: ['CreateSession output.Credentials.SessionToken'],
  secretsmanager: ['PutSecretValue input.SecretString'],
  sts: ['AssumeRole output.Credentials.SecretAccessKey'],
}

test.each(AWS_SERVICE_NAMES)('no sensitive member of any operation of %s is recorded', async (service) => {
  const sdk: Readonly<Record<string, unknown>> = await CLIENTS[service]()
  const { client, calls, answer } = await recorded(service)
  const operations = operationsOf(sdk)
  const send = client.send.bind(client) as unknown as (command: unknown) => Promise<unknown>
  const told: string[] = []
  for (const { name, input, output } of operations) {
    const Command = sdk[`${name}Command`] as new (input: unknown) => unknown
    answer.output = output.value as object
    await send(new Command(input.value))
    const call = calls.at(-1)
    expect(call?.operation).toBe(name)
    if (SECRETS.test(JSON.stringify(call?.input))) told.push(...input.sensitive)
    if (SECRETS.test(JSON.stringify(call?.output))) told.push(...output.sensitive)
  }
  const places = operations.flatMap(({ input, output }) => [...input.sensitive, ...output.sensitive])
  expect(places).toEqual(expect.arrayContaining([...(KNOWN_PLACES[service] ?? [])]))
  expect(told).toEqual([])
  expect(calls).toHaveLength(operations.length)
})
