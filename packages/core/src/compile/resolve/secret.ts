import { arnName, parseArn } from '../read/arn.js'
import type { ActionSource } from './source.js'

/** The secret goes by the same name in the target account; its ARN there has another ending. */
export const secretPutValue: ActionSource = {
  operations: ['secretsmanager put-secret-value'],
  fromFacts({ draft }) {
    const secret = parseArn(draft.datastoreArn)?.service === 'secretsmanager'
    return { secret_id: secret && draft.datastoreArn !== null ? arnName(draft.datastoreArn) : undefined }
  },
}
