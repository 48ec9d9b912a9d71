import { apiCommand } from '../read/aws-command.js'
import type { ActionSource } from './source.js'

/** The call that the item's command, or its verification, states completely. */
export const awsApiCall: ActionSource = {
  operations: [],
  fromCommand({ draft, item }) {
    const call = apiCommand(draft.role === 'verification' ? item.verificationCommand : item.command)
    if (call === null) return {}
    return {
      service: call.service,
      operation: call.operation,
      flags: Object.fromEntries([...call.flags].map(([name, values]) => [name.replace(/^--/, ''), values])),
      side: call.side ?? undefined,
    }
  },
}
