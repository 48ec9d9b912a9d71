import type { Json } from '../../model/json.js'
import { blocksOf, bodyOf, literalText } from './body.js'
import type { ParsedFile } from './folder-files.js'
import { mergedBlocks, terraformBodies } from './merge-files.js'
import type { BackendBlock, ModuleCall, ModuleReading, ResourceBlock, StateBlock } from './model.js'

/** A module's own blocks. Where the modules that it calls are is found by who reads them. */
export type ModuleBlocks = Omit<ModuleReading, 'address' | 'folder' | 'calls'> & {
  readonly calls: readonly Omit<ModuleCall, 'place'>[]
}

export function moduleOfFiles(files: readonly ParsedFile[]): ModuleBlocks {
  return {
    calls: mergedBlocks(files, 'module', 1).map(({ labels: [name = ''], file, body }) => ({
      file,
      body,
      name,
      source: literalText(body.source),
      version: literalText(body.version),
    })),
    providers: mergedBlocks(files, 'provider', 1).map(({ labels: [name = ''], file, body }) => ({
      file,
      body,
      name,
      alias: body.alias ?? null,
    })),
    backends: backendsOf(files),
    requiredProviders: requiredProvidersOf(files),
    resources: [
      ...resourcesOf(files, 'resource', 'managed'),
      ...resourcesOf(files, 'data', 'data'),
      ...resourcesOf(files, 'ephemeral', 'ephemeral'),
      ...dataOfChecks(files),
    ],
    stateBlocks: [
      ...stateBlocksOf(files, 'import', 0),
      ...stateBlocksOf(files, 'moved', 0),
      ...stateBlocksOf(files, 'removed', 0),
      ...stateBlocksOf(files, 'action', 2),
    ],
  }
}

/** An overriding file's backend, or cloud block, stands in the place of all others. */
function backendsOf(files: readonly ParsedFile[]): readonly BackendBlock[] {
  const found = terraformBodies(files).map(({ file, body, overrides }) => ({
    overrides,
    blocks: [
      ...blocksOf(body.backend, 1).map(({ labels: [type = ''], body: inner }) => ({
        file,
        type,
        body: inner,
      })),
      ...blocksOf(body.cloud, 0).map(({ body: inner }) => ({ file, type: 'cloud', body: inner })),
    ],
  }))
  const overriding = found.filter(({ overrides, blocks }) => overrides && blocks.length > 0).at(-1)
  return overriding?.blocks ?? found.flatMap(({ blocks }) => blocks)
}

function requiredProvidersOf(files: readonly ParsedFile[]): ModuleReading['requiredProviders'] {
  const found: Record<string, string | null> = Object.create(null)
  for (const { body } of terraformBodies(files))
    for (const { body: required } of blocksOf(body.required_providers, 0))
      for (const [name, value] of Object.entries(required)) if (name !== '//') found[name] = sourceOf(value)
  return found
}

/** Before sources were written down, a requirement was its version alone. */
function sourceOf(value: Json): string | null {
  return literalText(bodyOf(value)?.source)
}

function resourcesOf(
  files: readonly ParsedFile[],
  keyword: string,
  mode: ResourceBlock['mode'],
): readonly ResourceBlock[] {
  return mergedBlocks(files, keyword, 2).map(({ labels: [type = '', name = ''], file, body }) => ({
    file,
    body,
    mode,
    type,
    name,
  }))
}

/** A check may have a data source of its own, which is read at each plan as well. */
function dataOfChecks(files: readonly ParsedFile[]): readonly ResourceBlock[] {
  return mergedBlocks(files, 'check', 1).flatMap(({ file, body }) =>
    blocksOf(body.data, 2).map(({ labels: [type = '', name = ''], body: inner }) => ({
      file,
      body: inner,
      mode: 'data',
      type,
      name,
    })),
  )
}

function stateBlocksOf(
  files: readonly ParsedFile[],
  kind: StateBlock['kind'],
  labels: number,
): readonly StateBlock[] {
  return files.flatMap(({ file, body }) =>
    blocksOf(body[kind], labels).map((block) => ({ file, kind, body: block.body })),
  )
}
