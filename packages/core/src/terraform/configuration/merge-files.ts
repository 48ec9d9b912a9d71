import type { Json } from '../../model/json.js'
import { type Body, blocksOf, bodyOf } from './body.js'
import type { ParsedFile } from './folder-files.js'
import type { Block } from './model.js'

/** A block with what makes it one of its kind: its labels, and a provider's alias. */
export interface FoundBlock extends Block {
  readonly labels: readonly string[]
}

/** All blocks of one type in a folder, with the overriding files merged in as terraform does. */
export function mergedBlocks(
  files: readonly ParsedFile[],
  type: string,
  labels: number,
): readonly FoundBlock[] {
  const found: FoundBlock[] = []
  for (const { file, body, overrides } of files)
    for (const block of blocksOf(body[type], labels)) {
      const key = keyOf(type, block)
      const at = overrides ? found.findIndex((other) => keyOf(type, other) === key) : -1
      const base = found[at]
      if (base === undefined) found.push({ file, ...block })
      else
        found[at] = {
          labels: block.labels,
          file: `${base.file} with ${file}`,
          body: mergedBody(base.body, block.body),
        }
    }
  return found
}

function keyOf(type: string, { labels, body }: { labels: readonly string[]; body: Body }): string {
  return JSON.stringify([...labels, type === 'provider' ? (body.alias ?? null) : null])
}

/**
 * An override replaces arguments and nested blocks by name. Of `dynamic` and `lifecycle` the parts are kept that it
 * does not name, so that nothing that was set disappears.
 */
function mergedBody(base: Body, override: Body): Body {
  const merged: Record<string, Json> = Object.assign(Object.create(null), base)
  for (const [name, value] of Object.entries(override)) merged[name] = value
  const dynamic = [bodyOf(base.dynamic), bodyOf(override.dynamic)]
  if (dynamic.some((part) => part !== null))
    merged.dynamic = Object.assign(Object.create(null), ...dynamic.map((part) => part ?? {}))
  return merged
}

/** The bodies of the `terraform` blocks: several are allowed, and each counts. */
export function terraformBodies(files: readonly ParsedFile[]): readonly (Block & { overrides: boolean })[] {
  return files.flatMap(({ file, body, overrides }) =>
    blocksOf(body.terraform, 0).map((block) => ({ file, body: block.body, overrides })),
  )
}
