import type { ServiceModel } from './model.js'
import { formTree, readFormStructure } from './query-read.js'
import {
  parseQuery,
  type ServerProtocol,
  text,
  utf8,
  type WireError,
  type WireRequest,
  type WireResponse,
} from './wire.js'
import { element, escapeXml, structureChildren, xmlnsAttribute } from './xml-write.js'

/** The Query protocols: a form whose `Action` names the operation, XML answers. */
export function query(model: ServiceModel): ServerProtocol {
  const dialect = { ec2: model.protocol === 'ec2Query' }
  const xmlns = xmlnsAttribute(model.xmlNamespace)
  const answer = (status: number, xml: string, requestId: string): WireResponse => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: utf8(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`),
  })
  return {
    operationOf(request) {
      const name = formOf(request).get('Action')?.[0]
      return name === undefined ? undefined : { name, labels: {} }
    },
    decodeInput(routed, request) {
      const shape = model.operations.get(routed.name)?.input
      if (shape === undefined || shape.kind !== 'structure') return {}
      return readFormStructure(shape, formTree(formOf(request)), dialect)
    },
    encodeOutput(operation, output, requestId) {
      const shape = model.operations.get(operation)?.output
      const inner = shape?.kind === 'structure' ? structureChildren(shape, output) : ''
      const body = dialect.ec2
        ? element('requestId', requestId) + inner
        : (shape?.kind === 'structure' ? element(`${operation}Result`, inner) : '') +
          element('ResponseMetadata', element('RequestId', requestId))
      return answer(200, element(`${operation}Response`, body, xmlns), requestId)
    },
    encodeError(error, requestId) {
      const xml = dialect.ec2
        ? ec2Error(error, requestId)
        : element('ErrorResponse', queryError(model, error) + element('RequestId', requestId), xmlns)
      return answer(error.httpStatus, xml, requestId)
    },
  }
}

const forms = new WeakMap<WireRequest, WireRequest['query']>()

/** Botocore and the SDK post a form; a bare GET with a query string is the same request. Read once. */
function formOf(request: WireRequest): WireRequest['query'] {
  if (request.body.byteLength === 0) return request.query
  let form = forms.get(request)
  if (form === undefined) {
    form = parseQuery(text(request.body))
    forms.set(request, form)
  }
  return form
}

/** `<Error><Type/><Code/><Message/>` and the modelled members. */
export function queryError(model: ServiceModel, error: WireError): string {
  const shape = model.errors.get(error.code)?.shape
  return element(
    'Error',
    element('Type', error.httpStatus >= 500 ? 'Receiver' : 'Sender') +
      element('Code', escapeXml(error.code)) +
      element('Message', escapeXml(error.message)) +
      (shape === undefined ? '' : structureChildren(shape, error.members as Record<string, unknown>)),
  )
}

function ec2Error(error: WireError, requestId: string): string {
  const inner = element('Code', escapeXml(error.code)) + element('Message', escapeXml(error.message))
  return element('Response', element('Errors', element('Error', inner)) + element('RequestID', requestId))
}
