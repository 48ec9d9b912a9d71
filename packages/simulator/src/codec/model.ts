import { NormalizedSchema, type TypeRegistry } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'
import { type Shape, type StructureShape, shapeOfRef, type Traits } from './shape.js'

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'restXml' | 'restJson1'

export interface OperationModel {
  readonly name: string
  readonly traits: Traits
  readonly input: Shape
  readonly output: Shape
}

export interface ErrorModel {
  readonly shape: StructureShape
  /** What goes over the wire: the `awsQueryError` code where the protocol is a Query one. */
  readonly code: string
  readonly httpStatus: number
}

/** Everything the codec knows about one service; read from the SDK client's module, never written by hand. */
export interface ServiceModel {
  readonly protocol: Protocol
  readonly version: string
  readonly xmlNamespace: string | undefined
  /** The prefix of `X-Amz-Target`, for the JSON protocols. */
  readonly serviceTarget: string | undefined
  /** S3 has its own XML error form, path addressing and one unwrapped output. */
  readonly isS3: boolean
  readonly operations: ReadonlyMap<string, OperationModel>
  /** By shape name and by Query code. */
  readonly errors: ReadonlyMap<string, ErrorModel>
}

interface SdkClient {
  readonly config: {
    readonly protocol: { getShapeId(): string }
    readonly protocolSettings: ProtocolSettings
  }
  destroy(): void
}

interface ProtocolSettings {
  readonly defaultNamespace: string
  readonly version?: string
  readonly xmlNamespace?: string
  readonly serviceTarget?: string
  readonly errorTypeRegistries?: readonly TypeRegistry[]
}

const protocols: Readonly<Record<string, Protocol>> = {
  'aws.protocols#awsJson1_0': 'awsJson1_0',
  'aws.protocols#awsJson1_1': 'awsJson1_1',
  'aws.protocols#awsQuery': 'awsQuery',
  'aws.protocols#ec2Query': 'ec2Query',
  'aws.protocols#restXml': 'restXml',
  'aws.protocols#restJson1': 'restJson1',
}

/**
 * Reads a service's model out of its SDK client module.
 * @throws Error if the module exports no client, or one with a protocol the codec does not speak
 */
export function modelOf(sdkModule: object): ServiceModel {
  const exported = exportsOf(sdkModule)
  const client = clientOf(exported)
  const settings = client.config.protocolSettings
  const shapeId = client.config.protocol.getShapeId()
  client.destroy()
  const protocol = protocols[shapeId]
  if (protocol === undefined) throw new Error(`no codec for protocol ${shapeId}`)
  const operations = new Map<string, OperationModel>()
  const errors = new Map<string, ErrorModel>()
  for (const [name, value] of Object.entries(exported)) {
    if (!name.endsWith('$') || !Array.isArray(value)) continue
    if (value[0] === 9) addOperation(operations, value)
    if (value[0] === -3) addError(errors, value, protocol)
  }
  return {
    protocol,
    version: settings.version ?? '',
    xmlNamespace: settings.xmlNamespace,
    serviceTarget: settings.serviceTarget,
    isS3: settings.defaultNamespace === 'com.amazonaws.s3',
    operations,
    errors,
  }
}

/** A CommonJS build imported by Node has all its exports under `default`, and only some beside it. */
function exportsOf(sdkModule: object): Record<string, unknown> {
  const named = sdkModule as Record<string, unknown>
  const inner = named.default
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : named
}

function clientOf(exported: Record<string, unknown>): SdkClient {
  const name = Object.keys(exported).find((key) => key.endsWith('Client') && key !== '__Client')
  if (name === undefined) throw new Error('the module exports no SDK client')
  const Client = exported[name] as new (config: object) => SdkClient
  return new Client({ region: 'us-east-1', credentials: { accessKeyId: 'model', secretAccessKey: 'model' } })
}

function addOperation(operations: Map<string, OperationModel>, raw: readonly unknown[]): void {
  const name = raw[2] as string
  operations.set(name, {
    name,
    traits: NormalizedSchema.of(raw as unknown as SchemaRef).getOwnTraits() as Traits,
    input: shapeOfRef(raw[4] as SchemaRef),
    output: shapeOfRef(raw[5] as SchemaRef),
  })
}

function addError(errors: Map<string, ErrorModel>, raw: readonly unknown[], protocol: Protocol): void {
  const shape = shapeOfRef(raw as unknown as SchemaRef)
  if (shape.kind !== 'structure') return
  const { awsQueryError, httpError, error } = shape.traits
  const query = protocol === 'awsQuery' ? awsQueryError : undefined
  const model: ErrorModel = {
    shape,
    code: query?.[0] ?? shape.name,
    httpStatus: query?.[1] ?? httpError ?? (error === 'server' ? 500 : 400),
  }
  errors.set(shape.name, model)
  if (awsQueryError !== undefined && !errors.has(awsQueryError[0])) errors.set(awsQueryError[0], model)
}
