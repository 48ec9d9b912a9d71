import { bindingsOf } from './bindings.js'
import { readJson, writeJson } from './json.js'
import { jsonError, parseJson } from './json-rpc.js'
import type { ServiceModel } from './model.js'
import { queryError } from './query.js'
import { type ReadDocument, readRestInput } from './rest-read.js'
import { type WriteDocument, writeHeader, writeRestOutput } from './rest-write.js'
import { routerFor } from './route.js'
import { type ServerProtocol, text, utf8, type WireError, type WireResponse } from './wire.js'
import { readXmlDocument } from './xml-read.js'
import { element, escapeXml, structureChildren, valueXml, xmlnsAttribute } from './xml-write.js'

const jsonNames = { useJsonName: true }

/** REST-JSON 1 (Lambda and its like). */
export function restJson(model: ServiceModel): ServerProtocol {
  return rest(
    model,
    (shape, body) => readJson(shape, parseJson(body), jsonNames),
    {
      contentType: 'application/json',
      write: (shape, value) => JSON.stringify(writeJson(shape, value, jsonNames)),
    },
    (error) => ({
      'x-amzn-errortype': error.code,
      body: JSON.stringify(jsonError(model, error, true)),
      'content-type': 'application/json',
    }),
  )
}

/** REST-XML (S3, S3 Control, Route 53). */
export function restXml(model: ServiceModel): ServerProtocol {
  const xmlns = xmlnsAttribute(model.xmlNamespace)
  return rest(
    model,
    (shape, body) => readXmlDocument(shape, text(body)),
    {
      contentType: 'application/xml',
      write: (...args) => declaration + writeXmlDocument(model, xmlns, ...args),
    },
    (error, requestId) => ({
      'content-type': 'application/xml',
      body:
        declaration +
        (model.isS3 ? s3Error(model, error, requestId) : wrappedError(model, error, requestId, xmlns)),
    }),
  )
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

type ErrorParts = Record<string, string> & { readonly body: string }

function rest(
  model: ServiceModel,
  readDocument: ReadDocument,
  document: WriteDocument,
  errorParts: (error: WireError, requestId: string) => ErrorParts,
): ServerProtocol {
  const route = routerFor(model)
  const requestIdHeader = model.isS3 ? 'x-amz-request-id' : 'x-amzn-requestid'
  return {
    operationOf: route,
    decodeInput(routed, request) {
      const shape = model.operations.get(routed.name)?.input
      return shape?.kind === 'structure' ? readRestInput(shape, routed, request, readDocument) : {}
    },
    encodeOutput(operation, output, requestId) {
      const known = model.operations.get(operation)
      const status = known?.traits.http?.[2] ?? 200
      const response = writeRestOutput(known?.output ?? { kind: 'unit' }, output, status, document)
      response.headers[requestIdHeader] = requestId
      return response
    },
    encodeError(error, requestId): WireResponse {
      const { body, ...headers } = errorParts(error, requestId)
      const shape = model.errors.get(error.code)?.shape
      const bound = shape === undefined ? undefined : bindingsOf(shape, 'response')
      for (const member of bound?.headers ?? []) writeHeader(headers, member, error.members[member.name])
      Object.assign(headers, error.members.$headers)
      headers[requestIdHeader] = requestId
      return { status: error.httpStatus, headers, body: utf8(body) }
    },
  }
}

/** S3's GetBucketLocation answers its one member as the root element itself. */
function writeXmlDocument(
  model: ServiceModel,
  xmlns: string,
  ...[shape, value, payload]: Parameters<WriteDocument['write']>
): string {
  if (shape.kind !== 'structure')
    return valueXml(shape, value, payload?.traits.xmlName ?? payload?.name ?? 'Result')
  const source = value as Record<string, unknown>
  const root = payload?.traits.xmlName ?? shape.traits.xmlName ?? shape.name
  const only = shape.members.length === 1 ? shape.members[0] : undefined
  if (model.isS3 && payload === undefined && only?.name === root && only.shape.kind === 'string') {
    return element(root, escapeXml(String(source[only.name] ?? '')), xmlns)
  }
  return element(root, structureChildren(shape, source), xmlns)
}

/** S3 names the error in the root element; whatever the error knows besides goes beside the code. */
function s3Error(model: ServiceModel, error: WireError, requestId: string): string {
  const modelled = new Set(model.errors.get(error.code)?.shape.members.map(({ name }) => name))
  const extra = Object.entries(error.members).filter(([name]) => !modelled.has(name) && name !== '$headers')
  const shape = model.errors.get(error.code)?.shape
  return element(
    'Error',
    element('Code', escapeXml(error.code)) +
      element('Message', escapeXml(error.message)) +
      (shape === undefined ? '' : structureChildren(shape, error.members as Record<string, unknown>)) +
      extra.map(([name, value]) => element(name, escapeXml(String(value)))).join('') +
      element('RequestId', requestId),
  )
}

function wrappedError(model: ServiceModel, error: WireError, requestId: string, xmlns: string): string {
  return element('ErrorResponse', queryError(model, error) + element('RequestId', requestId), xmlns)
}
