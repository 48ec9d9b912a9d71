import type { AwsError } from '../kernel/error.js'
import { jsonRpc } from './json-rpc.js'
import type { ServiceModel } from './model.js'
import { query } from './query.js'
import { restJson, restXml } from './rest.js'
import type { ServerProtocol, WireError } from './wire.js'

/** The server side of a service's wire protocol, driven by its model alone. */
export function protocolFor(model: ServiceModel): ServerProtocol {
  switch (model.protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return jsonRpc(model)
    case 'awsQuery':
    case 'ec2Query':
      return query(model)
    case 'restXml':
      return restXml(model)
    case 'restJson1':
      return restJson(model)
  }
}

/**
 * Resolves an error against the model: a modelled error goes out under its wire code and with its modelled
 * status, whatever name the behaviour used for it.
 */
export function wireError(model: ServiceModel, error: AwsError): WireError {
  const modelled = model.errors.get(error.code)
  return {
    code: modelled?.code ?? error.code,
    message: error.message,
    httpStatus: modelled?.httpStatus ?? error.httpStatus,
    members: error.members,
  }
}
