import type { WireRequest } from '../codec/wire.js'

/** The parts of a Signature Version 4 that tell who calls which service where. */
export interface Signature {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
  readonly sessionToken: string | undefined
}

/** Reads the credential scope from the Authorization header or from a presigned URL; undefined if unsigned. */
export function signatureOf(request: WireRequest): Signature | undefined {
  const header = request.headers.authorization
  const credential =
    header === undefined
      ? request.query.get('X-Amz-Credential')?.[0]
      : /Credential=([^,\s]+)/.exec(header)?.[1]
  if (credential === undefined) return undefined
  const parts = credential.split('/')
  // SigV4A scopes have no region: key/date/service/aws4_request.
  const [accessKeyId, region, service] =
    parts.length >= 5 ? [parts[0], parts[2], parts[3]] : [parts[0], 'us-east-1', parts[2]]
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined
  const sessionToken =
    request.headers['x-amz-security-token'] ?? request.query.get('X-Amz-Security-Token')?.[0]
  return { accessKeyId, region, service, sessionToken }
}
