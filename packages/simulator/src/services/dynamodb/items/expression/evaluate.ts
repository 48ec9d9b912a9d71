import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../state.js'
import { compareValues, contentOf, isEqual, itemBytes, typeOf } from '../values.js'
import type { Comparator, Condition, Operand } from './condition.js'
import { getAt } from './paths.js'

/** Whether a condition holds for an item; an item that does not exist is an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item)
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item)
    case 'not':
      return !holds(condition.inner, item)
    case 'compare':
      return compares(resolve(condition.left, item), condition.comparator, resolve(condition.right, item))
    case 'between': {
      const value = resolve(condition.operand, item)
      const low = resolve(condition.low, item)
      return compares(value, '>=', low) && compares(value, '<=', resolve(condition.high, item))
    }
    case 'in': {
      const value = resolve(condition.operand, item)
      return condition.list.some((operand) => compares(value, '=', resolve(operand, item)))
    }
    case 'exists':
      return (getAt(item, condition.path) !== undefined) === condition.wanted
    case 'begins-with':
      return beginsWith(getAt(item, condition.path), resolve(condition.operand, item))
    case 'contains':
      return contains(getAt(item, condition.path), resolve(condition.operand, item))
    case 'attribute-type': {
      const value = getAt(item, condition.path)
      return value !== undefined && typeOf(value) === resolve(condition.operand, item)?.S
    }
  }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value
  const value = getAt(item, operand.path)
  if (operand.kind === 'path' || value === undefined) return value
  return { N: String(sizeOf(value)) }
}

function compares(
  left: AttributeValue | undefined,
  comparator: Comparator,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right
  if (comparator === '=') return isEqual(left, right)
  if (comparator === '<>') return !isEqual(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  switch (comparator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S)
  if (value?.B === undefined || prefix?.B === undefined) return false
  return Buffer.compare(value.B.subarray(0, prefix.B.length), prefix.B) === 0
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S)
  if (value.L !== undefined) return value.L.some((element) => isEqual(element, part))
  const set =
    value.SS?.map((S) => ({ S })) ?? value.NS?.map((N) => ({ N })) ?? value.BS?.map((B) => ({ B })) ?? []
  return set.some((element) => isEqual(element as AttributeValue, part))
}

function sizeOf(value: AttributeValue): number {
  const content = contentOf(value)
  if (typeof content === 'string') return Buffer.byteLength(content)
  if (content instanceof Uint8Array || Array.isArray(content)) return content.length
  return value.M === undefined ? 1 : Object.keys(value.M).length || itemBytes(value.M)
}
