import { readJson, writeJson } from './json.js'
import type { ServiceModel } from './model.js'
import { malformed } from './scalar.js'
import { type ServerProtocol, text, utf8, type WireError, type WireResponse } from './wire.js'

const names = { useJsonName: false }

/** AWS JSON 1.0 and 1.1: `X-Amz-Target: <service target>.<operation>`, bodies both ways are JSON. */
export function jsonRpc(model: ServiceModel): ServerProtocol {
  const contentType = `application/x-amz-json-${model.protocol === 'awsJson1_0' ? '1.0' : '1.1'}`
  const answer = (status: number, body: unknown, requestId: string): WireResponse => ({
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: utf8(JSON.stringify(body)),
  })
  return {
    operationOf(request) {
      const target = request.headers['x-amz-target'] ?? ''
      const name = target.slice(target.lastIndexOf('.') + 1)
      return name === '' ? undefined : { name, labels: {} }
    },
    decodeInput(routed, request) {
      const shape = model.operations.get(routed.name)?.input
      if (shape === undefined || shape.kind !== 'structure') return {}
      return readJson(shape, parseJson(request.body), names) as Record<string, unknown>
    },
    encodeOutput(operation, output, requestId) {
      const shape = model.operations.get(operation)?.output
      const body = shape?.kind === 'structure' ? writeJson(shape, output, names) : {}
      return answer(200, body, requestId)
    },
    encodeError(error, requestId) {
      const response = answer(error.httpStatus, jsonError(model, error, false), requestId)
      response.headers['x-amzn-errortype'] = error.code
      return response
    },
  }
}

/** @throws AwsError SerializationException when the body is not JSON */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {}
  try {
    return JSON.parse(text(body))
  } catch {
    throw malformed('the request body is not JSON')
  }
}

/** The body of a JSON error: `__type`, the message under the name the shape gives it, modelled members. */
export function jsonError(model: ServiceModel, error: WireError, useJsonName: boolean): unknown {
  const shape = model.errors.get(error.code)?.shape
  const messageName =
    shape?.members.find((member) => member.name.toLowerCase() === 'message')?.name ?? 'message'
  const members = shape === undefined ? {} : writeJson(shape, error.members, { useJsonName })
  return { __type: error.code, [messageName]: error.message, ...(members as object) }
}
