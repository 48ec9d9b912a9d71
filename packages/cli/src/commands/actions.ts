import { type ActionDefinition, CutoverError, actions as registry, riskOf } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { OutputFormat } from '../output-format.js'
import { type Shell, useColour, widthOf } from '../shell.js'
import { renderScreen, renderTable, type Screen } from '../terminal/screen.js'
import { jsonText, lines } from '../terminal/text.js'

/**
 * What the registry knows: all actions, or one with its parameters.
 * @throws CutoverError `usage/invalid` for a name that is not registered
 */
export function actions(
  host: Shell,
  name: string | undefined,
  options: { readonly output: OutputFormat },
): ExitCode {
  const width = widthOf(host.stdout)
  if (name === undefined) {
    const rows = registry.all.map((action) => [action.name, action.account, riskOf(action), action.title])
    const table = renderTable([['action', 'changes', 'risk', 'does'], ...rows], width)
    host.stdout.print(lines(options.output === 'json' ? [jsonText(registry.all.map(facts), 2)] : table))
    return EXIT.completed
  }
  const action = registry.get(name)
  if (action === undefined)
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: `There is no action "${name}".`,
      next: 'cutover actions',
    })
  const screen = renderScreen(actionScreen(action), { width, colour: useColour(host), unfolded: true })
  host.stdout.print(
    lines(options.output === 'json' ? [jsonText({ ...facts(action), params: action.params }, 2)] : screen),
  )
  return EXIT.completed
}

function facts(action: ActionDefinition) {
  const { name, title, account, tool, idempotency, irreversible, longRunning } = action
  return {
    name,
    title,
    account,
    tool,
    risk: riskOf(action),
    idempotency,
    irreversible,
    long_running: longRunning,
  }
}

function actionScreen(action: ActionDefinition): Screen {
  const required: readonly string[] = action.params.required ?? []
  const params = Object.entries(action.params.properties).map(([name, schema]) => {
    const { description } = schema as { readonly description?: string }
    return `${name}${required.includes(name) ? '' : ' (optional)'}: ${description ?? ''}`
  })
  return {
    title: action.name,
    lead: [action.title],
    sections: [
      { label: 'Changes', lines: [action.account === 'none' ? 'nothing' : `the ${action.account} account`] },
      { label: 'Risk', lines: [riskOf(action)] },
      { label: 'No undo', lines: action.irreversible === null ? [] : [action.irreversible], tone: 'danger' },
      {
        label: 'Job',
        lines:
          action.longRunning === null ? [] : [`polled every ${action.longRunning.pollIntervalSeconds} s`],
      },
      { label: 'Parameters', lines: params },
    ],
  }
}
