import { utf8, type WireRequest, type WireResponse } from '../codec/wire.js'
import { element, escapeXml } from '../codec/xml-write.js'

/** An answer to a request whose service is not known, in whichever form its sender seems to speak. */
export function unrouted(
  request: WireRequest,
  status: number,
  code: string,
  message: string,
  requestId: string,
): WireResponse {
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
