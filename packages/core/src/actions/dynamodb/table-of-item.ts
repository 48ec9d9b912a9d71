import type { ParamContext } from '../../compile/action.js'
import { parseArn } from '../../compile/read/arn.js'

/** The table that an item of a checklist is about, by ARN. */
export function tableOf({ datastoreArn }: ParamContext): string | undefined {
  return parseArn(datastoreArn)?.service === 'dynamodb' ? (datastoreArn ?? undefined) : undefined
}
