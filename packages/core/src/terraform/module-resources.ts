import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TerraformResource } from '../model/artifacts/artifacts.js'
import { byCodeUnit, type Json } from '../model/json.js'
import { type ModuleBlock, moduleBlocks } from '../rundir/terraform-modules.js'
import { type ResourceBlock, resourceBlocks } from './hcl.js'

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

const MAX_DEPTH = 10

/**
 * What `module.<module>` of a root module declares, read from its `.tf` files and those of local modules in
 * it. Null when the root has no such module. Remote sources and `.tf.json` files are named as problems.
 *
 * @param mayRead asked about each local module's folder
 */
export async function moduleResources(
  root: string,
  module: string,
  mayRead: (folder: string) => boolean = () => true,
): Promise<ModuleReading | null> {
  const { modules } = await folder(root)
  const block = modules.find(({ name }) => name === module)
  return block === undefined ? null : await readModule(root, block, { prefix: '', depth: 0, mayRead })
}

/** Names of the root's module blocks. */
export async function rootModules(root: string): Promise<readonly string[]> {
  return (await folder(root)).modules.map(({ name }) => name)
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

interface Walk {
  readonly prefix: string
  readonly depth: number
  readonly mayRead: (folder: string) => boolean
}

async function readModule(
  from: string,
  block: ModuleBlock,
  { prefix, depth, mayRead }: Walk,
): Promise<ModuleReading> {
  const path = `${prefix}module.${block.name}`
  if (block.source === null || !/^\.{1,2}\//.test(block.source))
    return { resources: [], problems: [`${path} comes from ${block.source ?? 'an expression'}; not read`] }
  if (depth > MAX_DEPTH) return { resources: [], problems: [`${path} is nested too deeply; not read`] }
  const place = join(from, block.source)
  if (!mayRead(place)) return { resources: [], problems: [`${path} is outside the run directory; not read`] }
  const { texts, modules, problems } = await folder(place)
  const resources: ModuleResource[] = []
  const found = [...problems.map((problem) => `${path}: ${problem}`)]
  for (const { name, text } of texts) {
    const blocks = resourceBlocks(text)
    if (blocks === null) found.push(`${path}: brackets do not match in ${name}`)
    for (const resource of blocks ?? []) resources.push(...instances(`${path}.`, resource))
  }
  for (const nested of modules) {
    const inner = await readModule(place, nested, { prefix: `${path}.`, depth: depth + 1, mayRead })
    resources.push(...inner.resources)
    found.push(...inner.problems)
  }
  return { resources, problems: found }
}

/** A written-out count makes as many; anything else is one resource that says so. */
function instances(prefix: string, block: ResourceBlock): readonly ModuleResource[] {
  const address = `${prefix}${block.type}.${block.name}`
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

async function folder(place: string) {
  const names = (await readdir(place)).sort(byCodeUnit)
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.tf'))
      .map(async (name) => ({ name, text: await readFile(join(place, name), 'utf8') })),
  )
  const problems = names
    .filter((name) => name.endsWith('.tf.json'))
    .map((name) => `${name} is in the JSON syntax; not read`)
  return { texts, modules: texts.flatMap(({ text }) => moduleBlocks(text)), problems }
}
