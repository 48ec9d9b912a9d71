import { expressionText } from '../terraform/configuration/body.js'
import type { Configuration, StateBlock } from '../terraform/configuration/model.js'
import type { ToldChange } from './report.js'

const KINDS: Readonly<Record<StateBlock['kind'], ToldChange['kind'] | null>> = {
  import: 'import',
  moved: 'move',
  removed: 'forget',
  action: null,
}

/** The imports, moves and removals that the files write down, for the plan's question. */
export function toldChanges(configuration: Configuration): readonly ToldChange[] {
  return configuration.modules.flatMap(({ address: module, stateBlocks }) =>
    stateBlocks.flatMap(({ kind, body, file }) => {
      const what = KINDS[kind]
      if (what === null) return []
      const prefix = module === '' ? '' : `${module}.`
      const of = (member: string) => expressionText(body[member] ?? null)
      const address = `${prefix}${of(what === 'forget' ? 'from' : 'to')}`
      const text = {
        import: `takes ${address} into the state, as ${of('id')}`,
        move: `moves ${prefix}${of('from')} to ${address} in the state`,
        forget: `removes ${address} from the configuration`,
      }[what]
      return [{ kind: what, address, text: `${text} (${file})` }]
    }),
  )
}
