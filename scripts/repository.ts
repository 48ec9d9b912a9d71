import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A path inside this repository. */
export function repositoryPath(...parts: readonly string[]): string {
  return join(root, ...parts)
}
