import { tokenReader, tokensOf } from './lexer.js'
import { type Path, type Placeholders, readPath } from './paths.js'

/** Reads a projection expression. */
export function parsePathList(expression: string, given: Placeholders): Path[] {
  const reader = tokenReader(tokensOf(expression, given.kind), given.kind)
  const paths = [readPath(reader, given)]
  while (reader.take(',')) paths.push(readPath(reader, given))
  if (reader.peek() !== undefined) reader.fail()
  return paths
}
