import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { staticAwsFactory } from '@cutover/core'
import { createSimulator } from '@cutover/simulator'

/** What the front answers itself; moto has everything else of IAM. */
const SIMULATION = 'Action=SimulatePrincipalPolicy'
const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

export interface IamFront {
  /** For `AWS_ENDPOINT_URL_IAM`. */
  readonly url: string
  /** How often policies were simulated. */
  simulations(): number
  close(): Promise<void>
}

/**
 * IAM as moto has it, plus `SimulatePrincipalPolicy`, which it lacks and the simulator answers. Whose key signed
 * is asked of moto, which handed it out.
 * @param roles ARNs of roles that may do everything
 */
export async function startIamFront(motoUrl: string, roles: readonly string[]): Promise<IamFront> {
  const simulator = createSimulator()
  for (const arn of roles) await addRole(simulator, arn)
  const { endpoint, close } = await simulator.listen()
  const known = new Set<string>()
  let simulations = 0
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming)
    const headers = headersOf(incoming)
    const simulated = body.includes(SIMULATION)
    if (simulated) {
      simulations += 1
      const accessKeyId = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
      if (!known.has(accessKeyId)) {
        const caller = await callerOf(motoUrl, headers)
        simulator.addAccount({ ...caller, accessKeyId, secretAccessKey: 'not-checked' })
        known.add(accessKeyId)
      }
    }
    const answer = await fetch(simulated ? endpoint : motoUrl, { method: 'POST', headers, body })
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' })
    outgoing.end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: urlOf(server),
    simulations: () => simulations,
    async close() {
      server.closeAllConnections()
      server.close()
      await close()
    },
  }
}

async function addRole(simulator: ReturnType<typeof createSimulator>, arn: string): Promise<void> {
  const accountId = arn.split(':')[4] ?? ''
  const RoleName = arn.split('/').at(-1) ?? ''
  const credentials = { accessKeyId: `AKIA${accountId}0000`, secretAccessKey: 'not-checked' }
  simulator.addAccount({ accountId, ...credentials })
  const side = { accountId, region: 'us-east-1', credentials }
  const requestHandler = simulator.requestHandler()
  const factory = staticAwsFactory({
    source: side,
    target: side,
    address: { kind: 'in-process', requestHandler },
  })
  const iam = await factory.open('target', 'write', () => undefined).service('iam')
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: ALLOW_ALL })
  await iam.putRolePolicy({ RoleName, PolicyName: 'everything', PolicyDocument: ALLOW_ALL })
}

async function callerOf(motoUrl: string, headers: Readonly<Record<string, string>>) {
  const { authorization = '' } = headers
  const answer = await fetch(motoUrl, {
    method: 'POST',
    headers: { ...headers, authorization: authorization.replace('/iam/', '/sts/') },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  })
  const text = await answer.text()
  const [, accountId = ''] = /<Account>(\d{12})<\/Account>/.exec(text) ?? []
  const [, roleName = ''] = /:assumed-role\/([^/]+)\//.exec(text) ?? []
  return { accountId, principalArn: `arn:aws:iam::${accountId}:role/${roleName}` }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** Without what belongs to the connection and not to the request. */
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const own = new Set(['host', 'connection', 'content-length', 'expect', 'transfer-encoding'])
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !own.has(name) ? [[name, value]] : [],
    ),
  )
}

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}
