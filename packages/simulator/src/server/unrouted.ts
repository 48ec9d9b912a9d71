import { utf8, type WireRequest, type WireResponse } from '../codec/wire.js'
import { element, escapeXml } from '../codec/xml-write.js'

/** An answer to a request whose service is not known, in whichever form its sender seems to speak. */
export function unrouted(
  request: WireRequest,
  requestId: string,
  refusal: { readonly status: number; readonly code: string; readonly message: string },
): WireResponse {
  const { status, code, message } = refusal
  if ((request.headers['content-type'] ?? '').includes('json')) {
    return {
      status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': code,
        'x-amzn-requestid': requestId,
      },
      body: utf8(JSON.stringify({ __type: code, message })),
    }
  }
  const error = element('Error', element('Code', code) + element('Message', escapeXml(message)))
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amzn-requestid': requestId },
    body: utf8(element('ErrorResponse', error + element('RequestId', requestId))),
  }
}
