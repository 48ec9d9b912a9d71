import { CutoverError, publishedSchemas, schemaText } from '@cutover/core'
import { EXIT, type ExitCode } from '../exit-codes.js'
import type { Shell } from '../shell.js'
import { printable } from '../terminal/text.js'

/**
 * Prints the JSON Schema of an input or output.
 * @throws CutoverError `usage/invalid` for a name that is not published
 */
export function schema(host: Shell, name: string): ExitCode {
  const schemas = publishedSchemas()
  const found = schemas.find((one) => one.name === name)
  if (found === undefined)
    throw new CutoverError({
      code: 'usage/invalid',
      fault: 'operator',
      message: `There is no schema "${name}".`,
      next: `cutover schema <name>, one of: ${schemas.map((one) => one.name).join(', ')}`,
    })
  host.stdout.print(printable(schemaText(found.schema)))
  return EXIT.completed
}
