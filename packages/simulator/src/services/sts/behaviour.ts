import type { ServiceBehaviour } from '../../kernel/service.js'
import { getCallerIdentity } from './operations.js'

export const behaviour: ServiceBehaviour = {
  signingName: 'sts',
  operations: { GetCallerIdentity: getCallerIdentity },
  notes: { GetCallerIdentity: 'Answers account, ARN and user id of the key that signed the request.' },
}
