import type { Json } from '../../model/json.js'
import type { Body } from './body.js'
import type { Refusal } from './refusal.js'

/** A block of a configuration: plain data, nothing evaluated. */
export interface Block {
  /** Relative to the run directory, with `/`. */
  readonly file: string
  readonly body: Body
}

export interface ModuleCall extends Block {
  readonly name: string
  /** Null where it is computed, which terraform refuses. */
  readonly source: string | null
  /** The constraint of a registry module; null where there is none. */
  readonly version: string | null
  readonly place: ModulePlace
}

/** Where a module's files are. */
export type ModulePlace =
  | { readonly kind: 'read' }
  /** Local, and not there. */
  | { readonly kind: 'missing' }
  /** Fetched by `terraform init`, and not read (yet). */
  | { readonly kind: 'remote' }

export interface ProviderBlock extends Block {
  /** The local name. */
  readonly name: string
  readonly alias: Json | null
}

export interface BackendBlock extends Block {
  /** `s3`, `local`, …; `cloud` for a cloud block. */
  readonly type: string
}

export interface ResourceBlock extends Block {
  readonly mode: 'managed' | 'data' | 'ephemeral'
  readonly type: string
  readonly name: string
}

/** `import`, `moved`, `removed`, `action`, as they are written. */
export interface StateBlock extends Block {
  readonly kind: 'import' | 'moved' | 'removed' | 'action'
}

/** One module as it is called at one place; the root has the address ''. */
export interface ModuleReading {
  readonly address: string
  /** Relative to the run directory. */
  readonly folder: string
  readonly calls: readonly ModuleCall[]
  readonly providers: readonly ProviderBlock[]
  readonly backends: readonly BackendBlock[]
  /** Source addresses by local name, as they are written; null where there is none. */
  readonly requiredProviders: Readonly<Record<string, string | null>>
  readonly resources: readonly ResourceBlock[]
  readonly stateBlocks: readonly StateBlock[]
}

/** Everything that terraform would read from `terraform/root` on. */
export interface Configuration {
  /** The root first, then each call in its order, depth first. */
  readonly modules: readonly ModuleReading[]
  /** Local modules that must not be followed, and their like: everything else was read. */
  readonly refusals: readonly Refusal[]
}

export function rootOf(configuration: Configuration): ModuleReading | undefined {
  return configuration.modules[0]
}

/** `module.net`, and what it calls. */
export function modulesBelow(configuration: Configuration, module: string): readonly ModuleReading[] {
  const own = `module.${module}`
  return configuration.modules.filter(({ address }) => address === own || address.startsWith(`${own}.`))
}
