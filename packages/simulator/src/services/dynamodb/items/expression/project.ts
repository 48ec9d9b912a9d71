import type { Item } from '../../state.js'
import { parsePathList } from './path-list.js'
import { getAt, type Placeholders, setAt } from './paths.js'

/** The attributes that a projection names; top-level names and paths into maps. Everything without one. */
export function project(item: Item, expression: string | undefined, given: Placeholders): Item {
  if (expression === undefined) return item
  let projected: Item = {}
  for (const path of parsePathList(expression, given)) {
    const value = getAt(item, path)
    if (value === undefined) continue
    projected = setAt(withParents(projected, path), path, value)
  }
  return projected
}

function withParents(item: Item, path: readonly (string | number)[]): Item {
  let grown = item
  for (let depth = 1; depth < path.length; depth++) {
    const parent = path.slice(0, depth)
    if (getAt(grown, parent) !== undefined) continue
    grown = setAt(grown, parent, typeof path[depth] === 'number' ? { L: [] } : { M: {} })
  }
  return grown
}
