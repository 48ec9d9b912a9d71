import { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import type { InProcessHandler } from '../../src/aws/transport.js'

/** What reached the other side of the wire. */
export interface SentRequest {
  readonly host: string
  readonly path: string
  readonly body: string
  readonly accessKeyId: string
}
export interface Answer {
  readonly status?: number
  readonly body?: string
  readonly headers?: Record<string, string>
}

/** The smallest other side of a wire: logs requests, answers what `answer` says (or throws it). */
export function fakeAws(answer: (request: SentRequest) => Answer | Error): {
  readonly handler: InProcessHandler
  readonly sent: SentRequest[]
} {
  const sent: SentRequest[] = []
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new TypeError('not an HTTP request')
    const seen: SentRequest = {
      host: request.hostname,
      path: request.path,
      body: typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body),
      accessKeyId: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
    }
    sent.push(seen)
    const said = answer(seen)
    if (said instanceof Error) throw said
    const response = new HttpResponse({
      statusCode: said.status ?? 200,
      headers: { 'content-type': 'text/xml', ...said.headers },
      body: new TextEncoder().encode(said.body ?? ''),
    })
    return { response }
  }
  return { handler: { handle } as InProcessHandler, sent }
}

/** STS's answer to GetCallerIdentity. */
export function callerIdentity(accountId: string): Answer {
  return {
    headers: { date: 'Sun, 01 Mar 2026 10:00:00 GMT' },
    body:
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
      `<Arn>arn:aws:iam::${accountId}:role/cutover</Arn><UserId>AROA</UserId><Account>${accountId}</Account>` +
      '</GetCallerIdentityResult></GetCallerIdentityResponse>',
  }
}
