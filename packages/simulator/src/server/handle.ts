import { unchunk } from '../codec/aws-chunked.js'
import { wireError } from '../codec/codec.js'
import type { RoutedOperation, WireRequest, WireResponse } from '../codec/wire.js'
import { ConnectionDropped } from '../faults/dropped.js'
import { AwsError } from '../kernel/error.js'
import type { CallContext, Operation } from '../kernel/service.js'
import { refusalMessage, refusalOf } from '../services/iam/authorize.js'
import type { Credential } from '../services/sts/credentials.js'
import { type Backend, serviceNameOf } from './backend.js'
import type { Host } from './host.js'
import type { RequestRecord } from './log.js'
import { commonError } from './protocol-errors.js'
import { isReadOnly } from './read-only.js'
import { redact } from './redact.js'
import { resolveCaller } from './resolve-caller.js'
import { type Signature, signatureOf } from './signature.js'
import { strikeAfter, strikeBefore } from './strike.js'
import { unrouted } from './unrouted.js'

const unsigned = 'Request is missing Authentication Token'

/** Serves one request from arrival to answer. Rejects with {@link ConnectionDropped}, or with what a hook threw. */
export async function handle(host: Host, arrived: WireRequest): Promise<WireResponse> {
  const response = await answerTo(host, arrived)
  // AWS tells its time with every answer; clients measure their own clock by it.
  const date = new Date(host.clock.nowMs()).toUTCString()
  return { ...response, headers: { date, ...response.headers } }
}

async function answerTo(host: Host, arrived: WireRequest): Promise<WireResponse> {
  const signature = signatureOf(arrived)
  const requestId = host.nextRequestId()
  if (signature === undefined)
    return unrouted(arrived, requestId, {
      status: 403,
      code: 'MissingAuthenticationToken',
      message: unsigned,
    })
  const name = serviceNameOf(signature.service, arrived)
  const found = host.backends(name)
  if (found === undefined)
    return unrouted(arrived, requestId, {
      status: 501,
      code: 'NotImplemented',
      message: `service ${name} is not implemented by the simulator`,
    })
  const backend = found instanceof Promise ? await found : found
  let request: WireRequest
  try {
    request = unchunk(arrived)
  } catch (error) {
    return failure(backend, error, requestId)
  }
  const routed = backend.protocol.operationOf(request)
  return serve({ host, backend, name, request, routed, signature, requestId })
}

interface Exchange {
  readonly host: Host
  readonly backend: Backend
  readonly name: string
  readonly request: WireRequest
  readonly routed: RoutedOperation | undefined
  readonly signature: Signature
  readonly requestId: string
}

async function serve(exchange: Exchange): Promise<WireResponse> {
  const { host, backend, request, routed, signature, requestId } = exchange
  const caller = resolveCaller(host, backend.model, signature)
  const decoded = decode(backend, routed, request)
  const record = host.log.add({
    atMs: host.clock.nowMs(),
    accountId: caller instanceof AwsError ? '' : caller.accountId,
    principalArn: caller instanceof AwsError ? '' : caller.principalArn,
    service: exchange.name,
    operation: routed?.name ?? `${request.method} ${request.path}`,
    input: decoded instanceof AwsError ? {} : redactedInput(backend, routed, decoded),
    readOnly: isReadOnly(exchange.name, routed?.name ?? ''),
    outcome: 'pending',
    effect: 'none',
  })
  await host.callHooks('before', record)
  const answer = await respond(exchange, record, caller, decoded).catch((error: unknown) => {
    if (error instanceof ConnectionDropped) return error
    record.outcome = outcomeOf(backend, error)
    return failure(backend, error, requestId)
  })
  await host.callHooks('after', record)
  if (answer instanceof ConnectionDropped) throw answer
  return answer
}

function outcomeOf(backend: Backend, error: unknown): string {
  if (!(error instanceof AwsError)) return 'InternalFailure'
  const { code } = wireError(backend.model, error)
  return code === 'NotImplemented' ? 'not-implemented' : code
}

async function respond(
  exchange: Exchange,
  record: RequestRecord,
  caller: Credential | AwsError,
  input: Record<string, unknown> | AwsError,
): Promise<WireResponse> {
  const { host, backend, routed, signature, requestId } = exchange
  const faults = host.faults.strike(record)
  const struck = { host, context: backend.model, accessKeyId: signature.accessKeyId, record }
  for (const fault of faults) await strikeBefore(struck, fault)
  if (caller instanceof AwsError) throw caller
  // An expiry fault strikes after the caller was resolved, so the key is looked at once more.
  const current = faults.length === 0 ? caller : resolveCaller(host, backend.model, signature)
  if (current instanceof AwsError) throw current
  if (routed === undefined || !backend.model.operations.has(routed.name))
    throw notImplemented(exchange, record)
  if (input instanceof AwsError) throw input
  const operation = Object.hasOwn(backend.behaviour.operations, routed.name)
    ? backend.behaviour.operations[routed.name]?.run
    : undefined
  if (operation === undefined) throw notImplemented(exchange, record)
  const call: CallContext = {
    world: host.world,
    caller: current,
    region: signature.region,
    clock: host.clock,
    requestId,
    durationScale: host.durationScale,
  }
  if (host.enforceIam) authorize(exchange, routed.name, input, call)
  const output = await run(operation, input, call, record)
  for (const fault of faults) strikeAfter(record, fault)
  record.outcome = 'ok'
  return backend.protocol.encodeOutput(routed.name, output, requestId)
}

/** @throws AwsError in the words of the protocol when the caller's identity policies do not allow it */
function authorize(
  { backend, name }: Exchange,
  operation: string,
  input: Record<string, unknown>,
  call: CallContext,
): void {
  const refusal = refusalOf({ service: name, operation, input, own: backend.behaviour.permissions }, call)
  if (refusal !== undefined) throw commonError('denied', backend.model, refusalMessage(refusal, call))
}

async function run(
  operation: Operation,
  input: Record<string, unknown>,
  call: CallContext,
  record: RequestRecord,
): Promise<Record<string, unknown>> {
  try {
    const output = await (operation as Operation<Record<string, unknown>>)(input, call)
    record.effect = record.readOnly ? 'none' : 'applied'
    return (output ?? {}) as Record<string, unknown>
  } catch (error) {
    // An AwsError is a decision to do nothing; anything else is a defect that may have happened half-way.
    if (!(error instanceof AwsError) && !record.readOnly) record.effect = 'unknown'
    throw error
  }
}

function decode(
  backend: Backend,
  routed: RoutedOperation | undefined,
  request: WireRequest,
): Record<string, unknown> | AwsError {
  if (routed === undefined) return {}
  try {
    return backend.protocol.decodeInput(routed, request)
  } catch (error) {
    return error instanceof AwsError
      ? error
      : new AwsError('SerializationException', 'the request could not be read', 400)
  }
}

function redactedInput(
  backend: Backend,
  routed: RoutedOperation | undefined,
  input: Record<string, unknown>,
): Record<string, unknown> {
  const shape = backend.model.operations.get(routed?.name ?? '')?.input
  return shape === undefined ? {} : (redact(shape, input) as Record<string, unknown>)
}

function notImplemented(exchange: Exchange, record: RequestRecord): AwsError {
  return new AwsError(
    'NotImplemented',
    `${exchange.name}:${record.operation} is not implemented by the simulator`,
    501,
  )
}

function failure(backend: Backend, error: unknown, requestId: string): WireResponse {
  const aws =
    error instanceof AwsError
      ? error
      : new AwsError(
          'InternalFailure',
          `the simulator failed: ${error instanceof Error ? error.message : 'unknown'}`,
          500,
        )
  return backend.protocol.encodeError(wireError(backend.model, aws), requestId)
}
