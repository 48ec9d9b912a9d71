import type { Agent } from 'node:http'
import { CutoverError } from '../model/errors.js'
import type { AwsServiceName } from './account.js'
import { ANSWER_LIMITS } from './answer-limits.js'
import { type AnswerBounds, boundedAnswers, type Handler } from './bounded-answers.js'
import { endpointSuffix, type RequestHandler } from './services.js'

/** The part of a client's settings that says how requests travel. */
export interface TransportSettings {
  readonly endpoint?: string
  readonly requestHandler?: RequestHandler
  readonly forcePathStyle?: boolean
}

/** How requests of each service travel. */
export interface Transport {
  settingsFor(service: AwsServiceName): Promise<TransportSettings>
}

/** Environment variables as a record; the core never reads the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>

const CONNECTION_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 60_000
/** S3 answers a copy of gigabytes only when it is done. */
const S3_REQUEST_TIMEOUT_MS = 600_000
const BOUNDS: AnswerBounds = { limits: ANSWER_LIMITS }

/**
 * Real networking, with `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL` honoured for every client
 * (service-specific first, as the AWS CLI does), unless `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true`.
 * @param ofProfile what the profile's own section says, where the environment says nothing
 * @throws CutoverError `usage/invalid` for an endpoint that is not an http(s) URL
 */
export function networkTransport(
  env: Environment,
  ofProfile: (suffix: string) => Promise<string | undefined> = async () => undefined,
): Transport {
  return sharedConnections(async (service) => {
    const suffix = endpointSuffix(service)
    const fromEnvironment = configuredEndpoint(suffix, env)
    return fromEnvironment ?? (ignoresEndpoints(env) ? undefined : await ofProfile(suffix))
  })
}

/** Every service at one endpoint, for a simulator in a process of its own. */
export function endpointTransport(endpoint: string, bounds: AnswerBounds = BOUNDS): Transport {
  return sharedConnections(async () => endpoint, bounds)
}

/** Clients come and go with every step; the connections of a service are kept for the next one. */
function sharedConnections(
  endpointOf: (service: AwsServiceName) => Promise<string | undefined>,
  bounds: AnswerBounds = BOUNDS,
): Transport {
  const known = new Map<AwsServiceName, Promise<TransportSettings>>()
  return {
    async settingsFor(service) {
      const settings =
        known.get(service) ?? endpointOf(service).then((endpoint) => withEndpoint(service, endpoint, bounds))
      known.set(service, settings)
      settings.catch(() => known.delete(service))
      return await settings
    },
  }
}

/** A transport in this process, as the SDK calls it. */
export type InProcessHandler = Pick<Extract<RequestHandler, { handle: unknown }>, 'handle'>

/** Requests handed to a function in this process: no sockets, no names to resolve. */
export function handlerTransport(handler: InProcessHandler): Transport {
  const requestHandler = undestroyable(handler)
  return { settingsFor: async () => ({ requestHandler }) }
}

/** Clients own what they are given and destroy it; a shared transport shows them only its `handle`. */
function undestroyable(handler: InProcessHandler): RequestHandler {
  return { handle: handler.handle.bind(handler) } as RequestHandler
}

/**
 * What the environment says about a service's endpoint, or undefined for AWS's own.
 * @param suffix the part after `AWS_ENDPOINT_URL_`, for example `S3_CONTROL`
 */
export function configuredEndpoint(suffix: string, env: Environment): string | undefined {
  if (ignoresEndpoints(env)) return undefined
  const specific = `AWS_ENDPOINT_URL_${suffix}`
  const variable = env[specific] ? specific : 'AWS_ENDPOINT_URL'
  const value = env[variable]
  if (!value) return undefined
  const problem = endpointProblem(variable, value)
  if (problem !== null) throw problem
  return value
}

/** Why a configured endpoint cannot be one, or null. */
export function endpointProblem(where: string, value: string): CutoverError | null {
  if (/^https?:$/.test(protocolOf(value))) return null
  return new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `${where} is not an http or https URL: ${value}`,
    next: 'Give it a URL like http://127.0.0.1:5000, or remove it.',
  })
}

function ignoresEndpoints(env: Environment): boolean {
  return env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true'
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : ''
}

async function withEndpoint(
  service: AwsServiceName,
  endpoint: string | undefined,
  bounds: AnswerBounds,
): Promise<TransportSettings> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  const loopback = service === 's3control' && endpoint !== undefined && isLoopback(endpoint)
  const connections = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: service === 's3' ? S3_REQUEST_TIMEOUT_MS : REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    ...(loopback ? { httpAgent: await loopbackAgent(endpoint) } : {}),
  })
  // The SDK's types for requests and answers differ between its packages; the parts used are the same.
  const bounded = boundedAnswers(connections as unknown as Handler, bounds)
  const requestHandler = undestroyable(bounded as unknown as InProcessHandler)
  if (endpoint === undefined) return { requestHandler }
  if (service === 's3') return { endpoint, requestHandler, forcePathStyle: true }
  return { endpoint: loopback ? asLocalhost(endpoint) : endpoint, requestHandler }
}

function isLoopback(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname)
}

/**
 * S3 Control puts the account id in front of the endpoint's host. No address can carry such a prefix and
 * few resolvers know `111122223333.localhost`, so the name becomes `localhost` and its look-up is answered by
 * {@link loopbackAgent}.
 */
function asLocalhost(endpoint: string): string {
  const url = new URL(endpoint)
  url.hostname = 'localhost'
  return url.href
}

async function loopbackAgent(endpoint: string): Promise<Agent> {
  const { Agent } = await import('node:http')
  const six = new URL(endpoint).hostname === '[::1]'
  const [address, family] = six ? (['::1', 6] as const) : (['127.0.0.1', 4] as const)
  return new Agent({
    keepAlive: true,
    lookup: (_host, options, done) => {
      if (options.all) done(null, [{ address, family }])
      else done(null, address, family)
    },
  })
}
