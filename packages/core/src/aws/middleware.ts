import { CutoverError } from '../model/errors.js'
import type { AwsAccount, AwsCallRecord } from './account.js'
import { errorData } from './classify.js'
import { maskDeep } from './mask.js'
import { operationKind } from './operations.js'

/** The part of the SDK's middleware contract that is used here. */
interface HandlerArguments {
  readonly input: object
}
interface HandlerResult {
  readonly output: object
  readonly response: unknown
}
type Handler = (args: HandlerArguments) => Promise<HandlerResult>
interface HandlerContext {
  readonly commandName?: string
  /** Replaces what the operation's schema marks as sensitive, at any depth. Every command has both. */
  readonly inputFilterSensitiveLog: (input: object) => unknown
  readonly outputFilterSensitiveLog: (output: object) => unknown
  readonly __smithy_context?: { readonly abortSignal?: AbortSignal }
}
type Middleware = (next: Handler, context: HandlerContext) => Handler
interface MiddlewareStack {
  add(
    middleware: Middleware,
    options: { step: 'initialize' | 'deserialize'; name: string; priority: 'high' | 'normal' | 'low' },
  ): void
}

type Owner = Pick<AwsAccount, 'side' | 'mode' | 'accountId'>

/** Every aggregated client has a stack; its type differs per client and is narrowed to the part used here. */
function stackOf(client: { readonly middlewareStack: unknown }): MiddlewareStack {
  return client.middlewareStack as MiddlewareStack
}

/** Enforces A1 and A3 (operations.ts) on a client: what they refuse is refused before it is serialised. */
export function guardOperations(
  client: { readonly middlewareStack: unknown },
  owner: Owner,
  service: string,
): void {
  stackOf(client).add(
    (next, context) => async (args) => {
      const operation = operationName(context)
      const kind = operationKind(operation)
      if (kind === 'forbidden') throw refusal(service, operation, 'would hand out a secret or credentials')
      if (kind === 'mutation' && owner.mode === 'read') {
        throw refusal(
          service,
          operation,
          `is not a read, and this is a read-only client of the ${owner.side}`,
        )
      }
      // Transports see an abort only once they wait; a stopped run must not even send.
      context.__smithy_context?.abortSignal?.throwIfAborted()
      return next(args)
    },
    { step: 'initialize', name: 'cutoverGuard', priority: 'high' },
  )
}

/**
 * Tells `onCall` of every request that left, with its outcome. Two nets hold secrets back: what the operation's
 * schema marks as sensitive, and what is secret by its name (mask.ts).
 */
export function recordCalls(
  client: { readonly middlewareStack: unknown },
  owner: Owner,
  service: string,
  onCall: (record: AwsCallRecord) => void,
): void {
  stackOf(client).add(
    (next, context) => async (args) => {
      const call = {
        side: owner.side,
        service,
        operation: operationName(context),
        input: maskDeep(context.inputFilterSensitiveLog(args.input)),
      }
      try {
        const result = await next(args)
        const { $metadata: _metadata, ...output } = result.output as Record<string, unknown>
        onCall({ ...call, output: maskDeep(context.outputFilterSensitiveLog(output)) })
        return result
      } catch (error) {
        const { name, message, request_id: requestId } = errorData(error)
        onCall({ ...call, error: { name, message, requestId } })
        throw error
      }
    },
    { step: 'initialize', name: 'cutoverRecorder', priority: 'low' },
  )
}

/** Calls back with the server's clock (its `Date` header, milliseconds since the epoch) at each answer. */
export function watchServerTime(
  client: { readonly middlewareStack: unknown },
  onTime: (serverMs: number) => void,
): void {
  stackOf(client).add(
    (next) => async (args) => {
      const result = await next(args)
      const headers = (result.response as { headers?: Record<string, string> } | undefined)?.headers
      const serverMs = Date.parse(headers?.date ?? headers?.Date ?? '')
      if (!Number.isNaN(serverMs)) onTime(serverMs)
      return result
    },
    { step: 'deserialize', name: 'cutoverServerTime', priority: 'low' },
  )
}

function operationName(context: HandlerContext): string {
  return (context.commandName ?? '').replace(/Command$/, '')
}

function refusal(service: string, operation: string, why: string): CutoverError {
  return new CutoverError({
    code: 'internal/bug',
    fault: 'bug',
    message: `Nothing was sent: ${service} ${operation} ${why}.`,
  })
}
