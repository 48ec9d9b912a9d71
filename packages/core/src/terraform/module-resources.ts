import type { TerraformResource } from '../model/artifacts/artifacts.js'
import { byCodeUnit, type Json } from '../model/json.js'
import { bodyOf, expressionText, literalText } from './configuration/body.js'
import type { ResourceBlock as Block } from './configuration/model.js'
import {
  type Configuration,
  modulesBelow,
  type ModuleReading as Part,
  rootOf,
} from './configuration/model.js'

/** One `resource "<type>" "<name>"` block, as far as it can be read without evaluating anything. */
export interface ResourceBlock {
  readonly type: string
  readonly name: string
  /** Attributes of the block itself whose value is written out: texts, numbers, truth values, lists of them. */
  readonly attributes: Readonly<Record<string, Json>>
  /** The others as they are written, for example `aws_kms_key.data.key_id`. */
  readonly expressions: Readonly<Record<string, string>>
  /** Attributes of nested blocks are not kept, only which blocks there are. */
  readonly blocks: readonly string[]
}

/** A resource that a module declares, at one address. */
export interface ModuleResource extends ResourceBlock {
  readonly address: string
  /** It stands for several (or none): how many is an expression that only terraform evaluates. */
  readonly repeated: 'count' | 'for_each' | null
}

export interface ModuleReading {
  readonly resources: readonly ModuleResource[]
  /** What could not be read, in sentences. */
  readonly problems: readonly string[]
}

/** All instances that one module stands for; `count` is bounded per block, this bounds them together. */
const MAX_RESOURCES = 20_000

/**
 * What `module.<module>` of the root declares, with the local modules in it. Null when the root has no such
 * module. Modules that were not read are named as problems.
 */
export function moduleResources(configuration: Configuration, module: string): ModuleReading | null {
  const call = rootOf(configuration)?.calls.find(({ name }) => name === module)
  if (call === undefined) return null
  const parts = modulesBelow(configuration, module)
  const resources: ModuleResource[] = []
  for (const part of parts)
    for (const block of part.resources)
      if (block.mode === 'managed' && resources.length < MAX_RESOURCES)
        resources.push(...instances(part, block))
  const root = { address: '', calls: [call] }
  const problems = [root, ...parts].flatMap(({ address, calls }) =>
    calls
      .filter(({ place }) => place.kind !== 'read')
      .map(
        ({ name, source }) =>
          `${address === '' ? '' : `${address}.`}module.${name} comes from ${source ?? 'an expression'}; not read`,
      ),
  )
  return { resources: resources.slice(0, MAX_RESOURCES), problems }
}

/** Names of the root's module blocks. */
export function rootModules(configuration: Configuration): readonly string[] {
  return rootOf(configuration)?.calls.map(({ name }) => name) ?? []
}

/** The form that permissions are derived from. */
export function declaredResources(reading: ModuleReading): readonly TerraformResource[] {
  const found = reading.resources.map(({ type, attributes }) => ({ type, name: ownName(type, attributes) }))
  const unique = new Map(found.map((resource) => [`${resource.type} ${resource.name ?? ''}`, resource]))
  return [...unique].sort(([a], [b]) => byCodeUnit(a, b)).map(([, resource]) => resource)
}

const NAMING = ['name', 'bucket', 'alarm_name', 'family']
/** Types whose ARN is made of another attribute. */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_dashboard: ['dashboard_name'],
  aws_cloudwatch_event_target: ['rule'],
  aws_db_instance: ['identifier'],
  aws_ecr_lifecycle_policy: ['repository'],
  aws_ecr_repository_policy: ['repository'],
  aws_elasticache_cluster: ['cluster_id'],
  aws_elasticache_replication_group: ['replication_group_id'],
  aws_lambda_function: ['function_name'],
  aws_lambda_permission: ['function_name'],
  aws_rds_cluster: ['cluster_identifier'],
  aws_rds_cluster_instance: ['identifier'],
}

function ownName(type: string, attributes: ResourceBlock['attributes']): string | null {
  const naming = NAMED_OTHERWISE[type] ?? (type.startsWith('aws_s3_') ? ['bucket'] : NAMING)
  const found = naming
    .map((name) => attributes[name])
    .find((value): value is string => typeof value === 'string')
  return found ?? null
}

/** A written-out count makes as many; anything else is one resource that says so. */
function instances({ address: module }: Part, found: Block): readonly ModuleResource[] {
  const block = readBlock(found)
  const address = `${module}.${block.type}.${block.name}`
  const { count } = block.attributes as { readonly count?: Json }
  if (typeof count === 'number')
    return Array.from({ length: count }, (_, index) => ({
      ...block,
      address: `${address}[${index}]`,
      repeated: null,
    }))
  const repeated = ['count', 'for_each'].find((name) => name in block.expressions || name in block.attributes)
  return [{ ...block, address, repeated: (repeated ?? null) as ModuleResource['repeated'] }]
}

function readBlock({ type, name, body }: Block): ResourceBlock {
  const attributes: Record<string, Json> = Object.create(null)
  const expressions: Record<string, string> = Object.create(null)
  const blocks: string[] = []
  for (const [member, value] of Object.entries(body)) {
    const literal = literalOf(value)
    if (isNested(member, value)) blocks.push(member)
    else if (literal === undefined) expressions[member] = expressionText(value)
    else attributes[member] = literal
  }
  return { type, name, attributes, expressions, blocks }
}

/** A nested block is a list of bodies, or, with labels, bodies below them. */
function isNested(name: string, value: Json): boolean {
  if (name === 'dynamic' || name === 'provisioner') return true
  return Array.isArray(value) && value.length > 0 && value.every((item) => bodyOf(item as Json) !== null)
}

function literalOf(value: Json): Json | undefined {
  if (typeof value === 'string') return literalText(value) ?? undefined
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (!Array.isArray(value)) return undefined
  const items = value.map((item) => (bodyOf(item as Json) === null ? literalOf(item as Json) : undefined))
  return items.every((item) => item !== undefined && !Array.isArray(item)) ? (items as Json) : undefined
}
