import type { Compiles } from '../../../compile/action.js'
import { arnName, parseArn } from '../../../compile/read/arn.js'

/** How a secret's value is read from a checklist. The secret has the same name in the target account; its ARN there has another ending. */
export const compiles: Compiles = {
  role: 'secret',
  commands: ['secretsmanager put-secret-value'],
  fromFacts({ datastoreArn }) {
    const secret = parseArn(datastoreArn)?.service === 'secretsmanager'
    return { secret_id: secret && datastoreArn !== null ? arnName(datastoreArn) : undefined }
  },
}
