import fc from 'fast-check'
import { unchunk } from '../../src/codec/aws-chunked.js'
import { protocolFor, wireError } from '../../src/codec/codec.js'
import { modelOf, type OperationModel, type ServiceModel } from '../../src/codec/model.js'
import type { Shape } from '../../src/codec/shape.js'
import type { WireRequest, WireResponse } from '../../src/codec/wire.js'
import { AwsError } from '../../src/kernel/error.js'
import { inProcessHandler } from '../../src/server/in-process.js'
import { isEventStream, structureOf } from './arbitrary.js'
import { collected, comparable } from './comparable.js'

interface AnyClient {
  send(command: unknown): Promise<Record<string, unknown>>
  destroy(): void
}

/** Object Lambda and S3 Express have endpoints of their own, with rules of their own. */
const elsewhere = new Set(['WriteGetObjectResponse', 'ListDirectoryBuckets'])

const isFree = (shape: Shape) => shape.kind !== 'structure' || !shape.members.some(({ required }) => required)

const empty: WireResponse = { status: 200, headers: {}, body: new Uint8Array() }

/** Holds a real SDK client against the codec, operation by operation, in both directions. */
export class RoundTrip {
  readonly model: ServiceModel
  private readonly client: AnyClient
  private readonly exported: Record<string, unknown>
  private received: WireRequest | undefined
  private answer: WireResponse = empty

  constructor(sdk: object) {
    this.model = modelOf(sdk)
    const named = sdk as Record<string, unknown>
    this.exported = (named.default as Record<string, unknown> | undefined) ?? named
    const clientName = Object.keys(this.exported).find((key) => key.endsWith('Client') && key !== '__Client')
    const Client = this.exported[clientName ?? ''] as new (config: object) => AnyClient
    this.client = new Client({
      region: 'eu-west-1',
      // S3 and S3 Control put names before the host, which an IP address would not take.
      endpoint: 'http://localhost:1',
      disableHostPrefix: true,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'not-checked' },
      requestHandler: inProcessHandler(async (request) => {
        this.received = unchunk(request)
        return this.answer
      }),
      maxAttempts: 1,
      // Validations that only look at ARNs and account ids would refuse random text.
      useArnRegion: true,
      // Random checksums in answers are not those of the random bodies.
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  }

  /** Operations that neither send nor receive an event stream, and are served by the service's own endpoint. */
  operations(): OperationModel[] {
    return [...this.model.operations.values()].filter(
      ({ name, input, output }) =>
        !elsewhere.has(name) &&
        [input, output].every((shape) => shape.kind !== 'structure' || !shape.members.some(isEventStream)),
    )
  }

  async input(operation: OperationModel, runs: number): Promise<void> {
    const protocol = protocolFor(this.model)
    if (operation.input.kind !== 'structure') return
    await fc.assert(
      fc.asyncProperty(structureOf(operation.input, this.place()), async (input) => {
        this.answer = empty
        this.received = undefined
        let failed: unknown
        await this.send(operation.name, { ...input }).catch((error: unknown) => {
          failed = error
        })
        const request = this.received as WireRequest | undefined
        if (request === undefined) throw failed
        const routed = protocol.operationOf(request)
        expect(routed?.name).toBe(operation.name)
        const decoded = routed === undefined ? {} : protocol.decodeInput(routed, request)
        expect(comparable(decoded)).toEqual(expect.objectContaining(comparable(input) as object))
      }),
      { numRuns: runs, seed: 7 },
    )
  }

  async output(operation: OperationModel, runs: number): Promise<void> {
    const protocol = protocolFor(this.model)
    if (operation.output.kind !== 'structure') return
    const input =
      operation.input.kind === 'structure' ? structureOf(operation.input, this.place()) : fc.constant({})
    await fc.assert(
      fc.asyncProperty(structureOf(operation.output, this.place()), input, async (output, request) => {
        this.answer = protocol.encodeOutput(operation.name, output, 'request-id')
        const { $metadata: _metadata, ...received } = await this.send(operation.name, request)
        // Any answer has these headers, and the SDK repeats `Expires` as text.
        for (const header of ['ContentLength', 'ContentType', 'ExpiresString'])
          if (output[header] === undefined) delete received[header]
        expect(comparable(await collected(received))).toEqual(comparable(output))
      }),
      { numRuns: runs, seed: 7 },
    )
  }

  /** The name and message under which the SDK throws a modelled error that was encoded under `code`. */
  async error(code: string): Promise<{ name: string; message: string; status: number | undefined }> {
    const operation = [...this.model.operations.values()].find(({ input }) => isFree(input))
    if (operation === undefined) throw new Error('no operation without required members')
    const error = new AwsError(code, `about ${code} <&>`, 499)
    this.answer = protocolFor(this.model).encodeError(wireError(this.model, error), 'request-id')
    const accountId = '111122223333'
    try {
      await this.send(operation.name, { AccountId: accountId })
    } catch (thrown) {
      const { name, message, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } }
      return { name, message, status: $metadata?.httpStatusCode }
    }
    throw new Error(`${operation.name} did not throw`)
  }

  destroy(): void {
    this.client.destroy()
  }

  private send(operation: string, input: unknown): Promise<Record<string, unknown>> {
    const Command = this.exported[`${operation}Command`] as new (input: unknown) => unknown
    return this.client.send(new Command(input))
  }

  private place() {
    const { protocol } = this.model
    return { xml: protocol !== 'awsJson1_0' && protocol !== 'awsJson1_1', form: protocol.endsWith('Query') }
  }
}
