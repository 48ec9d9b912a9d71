import type { Values } from '../action.js'
import type { Draft } from '../expand/draft.js'
import { apiCommand } from '../read/aws-command.js'
import type { SignedItem } from '../read/items.js'

/** The call that the item's command, or its verification, states completely. */
export function apiCallValues({ origin }: Draft, item: SignedItem): Values {
  const call = apiCommand(origin === 'verification' ? item.verificationCommand : item.command)
  if (call === null) return {}
  return {
    service: call.service,
    operation: call.operation,
    flags: Object.fromEntries([...call.flags].map(([name, values]) => [name.replace(/^--/, ''), values])),
    side: call.side ?? undefined,
  }
}
