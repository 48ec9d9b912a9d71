import type { Json } from '../../model/json.js'
import { bodyOf, expressionText, literalText } from './body.js'
import type { Block, Configuration, ModuleReading, ResourceBlock } from './model.js'
import { isHashicorps, providerSources, shortSource } from './provider-sources.js'

/**
 * What would run on this machine, or be fetched from somewhere, before a step's own question: by `terraform init`,
 * `validate` or any plan. One sentence each. Empty: HashiCorp's own providers and local modules, and nothing else.
 */
export function programsBeforeQuestions(configuration: Configuration): readonly string[] {
  const found = configuration.modules.flatMap((module) => [
    ...providersOf(module),
    ...remoteModules(module),
    ...backendsOf(module),
    ...module.providers.flatMap(({ name, body, file }) =>
      executions(body).map((command) => `provider "${name}"${of(module)} runs: ${command} (${file})`),
    ),
    ...module.resources.flatMap((resource) => readings(module, resource)),
    ...module.stateBlocks.flatMap(({ kind, file }) =>
      kind === 'action' ? [`an action block${of(module)} runs when terraform says so (${file})`] : [],
    ),
  ])
  return [...new Set(found)]
}

/** Providers that a state names beside the configuration: `terraform init` fetches these too. */
export function programsOfState(providers: readonly string[]): readonly string[] {
  return providers
    .map(shortSource)
    .filter((source) => !isHashicorps(source) && source !== 'terraform.io/builtin/terraform')
    .map((source) => `provider ${source}, which the state names: a program that is not HashiCorp's`)
}

function of({ address }: Pick<ModuleReading, 'address'>): string {
  return address === '' ? '' : ` of ${address}`
}

function providersOf(module: ModuleReading): readonly string[] {
  return providerSources(module)
    .filter((source) => !isHashicorps(source))
    .map((source) => `provider ${source}${of(module)}: a program that is not HashiCorp's`)
}

function remoteModules(module: ModuleReading): readonly string[] {
  return module.calls
    .filter(({ place, source }) => place.kind === 'remote' && source !== null)
    .map(({ name, source, version }) => {
      const which = version === null ? '' : ` ${version}`
      return `module "${name}"${of(module)} is fetched from ${source}${which}: what is in it was not read`
    })
}

function backendsOf(module: ModuleReading): readonly string[] {
  return module.backends.flatMap(({ type, body, file }) => [
    ...(type === 's3' || type === 'local' ? [] : [`backend "${type}" is asked for the state (${file})`]),
    ...executions(body).map((command) => `backend "${type}" runs: ${command} (${file})`),
  ])
}

/** `exec { command, args }` anywhere in a block: how the Kubernetes and Helm providers get their token. */
function executions(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => executions(item as Json))
  return Object.entries(bodyOf(value) ?? {}).flatMap(([name, inner]) =>
    name === 'exec' ? commandsIn(inner) : executions(inner),
  )
}

function commandsIn(value: Json): readonly string[] {
  const blocks = Array.isArray(value) ? value : [value]
  return blocks.map((block) => {
    const { command = null, args = null } = bodyOf(block as Json) ?? {}
    const words = Array.isArray(args) ? args : [args]
    return [command, ...words]
      .filter((word) => word !== null)
      .map((word) => written(word as Json))
      .join(' ')
  })
}

/** Types of HashiCorp's own that act while they are read. */
const ACTING = new Set(['aws_lambda_invocation'])
/** What only reads, of an account or of this machine. Whatever is not known to be so is told. */
const READING =
  /^(?:(?:aws|awscc|random|tls|time|null|cloudinit)_.*|local_(?:sensitive_)?file|template_(?:file|cloudinit_config)|terraform_remote_state)$/
const HARMLESS_EPHEMERALS = /^(?:random|tls)_/

function readings(module: ModuleReading, resource: ResourceBlock): readonly string[] {
  const { mode, type, name, body } = resource
  const title = `${mode} "${type}" "${name}"${of(module)}`
  if (mode === 'managed') return []
  if (type === 'external') return [`${title} runs: ${programOf(resource)}`]
  if (type === 'http') return [`${title} asks ${written(body.url ?? null)}`]
  if (ACTING.has(type)) return [`${title} invokes ${written(body.function_name ?? null)} at each plan`]
  if (type === 'archive_file') return [`${title} writes ${written(body.output_path ?? null)} at each plan`]
  if (type === 'local_command') return [`${title} runs: ${commandsIn(withArguments(body)).join('')}`]
  if (mode === 'data' && !READING.test(type))
    return [`${title} is read at each plan: what it does then is not known`]
  return mode === 'ephemeral' && !HARMLESS_EPHEMERALS.test(type) ? [`${title} is opened at each plan`] : []
}

function withArguments(body: Block['body']): Json {
  return { command: body.command ?? null, args: body.arguments ?? null }
}

function programOf({ body }: Block): string {
  const { program = null } = body
  return Array.isArray(program) ? program.map((word) => written(word as Json)).join(' ') : written(program)
}

/** A value as a person reads it: the text itself, or the expression. */
export function written(value: Json): string {
  return literalText(value) ?? (value === null ? '(nothing)' : expressionText(value))
}
