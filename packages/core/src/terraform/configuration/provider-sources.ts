import type { ModuleReading } from './model.js'

/** `registry.terraform.io/hashicorp/aws` → `hashicorp/aws`; other registries keep their names. */
export function shortSource(source: string): string {
  const lower = source.toLowerCase().replace(/^registry\.terraform\.io\//, '')
  return lower.includes('/') ? lower : `hashicorp/${lower}`
}

/** Where a local name's provider comes from: what is not required is hashicorp's own. */
export function providerSource(module: Pick<ModuleReading, 'requiredProviders'>, name: string): string {
  return shortSource(module.requiredProviders[name] ?? name)
}

/** Everything that `terraform init` would fetch a provider for. */
export function providerSources(module: ModuleReading): readonly string[] {
  const named = [
    ...module.providers.map(({ name }) => name),
    ...module.resources.map(({ type, body }) => localName(type, body.provider)),
  ]
  return [
    ...new Set([
      ...Object.keys(module.requiredProviders).map((name) => providerSource(module, name)),
      ...named.map((name) => providerSource(module, name)),
    ]),
  ].filter((source) => source !== 'hashicorp/terraform')
}

/** `provider = aws.b` in a block, else the type up to its first underscore. */
function localName(type: string, provider: unknown): string {
  const written = typeof provider === 'string' ? /^(?:\$\{)?([\w-]+)/.exec(provider)?.[1] : undefined
  return written ?? type.split('_')[0] ?? type
}

export function isHashicorps(source: string): boolean {
  return /^hashicorp\/[^/]+$/.test(source)
}
