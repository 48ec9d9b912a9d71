import type { Json } from '../../model/json.js'
import { type Body, blocksOf, expressionText } from './body.js'
import { type Configuration, type ModuleReading, modulesBelow, rootOf } from './model.js'
import { written } from './programs.js'

/**
 * Programs that an apply of these modules may start, and files that it copies, one sentence each: they are in no
 * plan. Modules that were not read are named as such.
 * @param modules names of the root's modules; '' for what stands in the root itself
 */
export function provisionersOf(configuration: Configuration, modules: readonly string[]): readonly string[] {
  const root = rootOf(configuration)
  const parts = modules.flatMap((module) =>
    module === '' ? (root === undefined ? [] : [root]) : modulesBelow(configuration, module),
  )
  const unread = [
    ...(root?.calls ?? [])
      .filter(({ name }) => modules.includes(name))
      .map((call) => ({ call, address: '' })),
    ...parts
      .filter(({ address }) => address !== '')
      .flatMap(({ calls, address }) => calls.map((call) => ({ call, address }))),
  ].filter(({ call }) => call.place.kind === 'remote')
  return [
    ...removedFromAbove(configuration, parts, modules),
    ...parts.flatMap(({ address, resources, stateBlocks }) => {
      const prefix = address === '' ? '' : `${address}.`
      return [
        ...resources.flatMap(({ type, name, body }) => ofBody(`${prefix}${type}.${name}`, body)),
        ...stateBlocks
          .filter(({ kind }) => kind === 'removed')
          .flatMap(({ body }) => ofBody(`${prefix}${expressionText(body.from ?? null)} (removed)`, body)),
      ]
    }),
    ...unread.map(
      ({ call, address }) =>
        `${address === '' ? '' : `${address}.`}module.${call.name} comes from ${call.source}: what it may run was not read`,
    ),
  ]
}

/** Blocks that stand above a module and take something out of it: its apply destroys that, and runs their programs. */
function removedFromAbove(
  configuration: Configuration,
  parts: readonly ModuleReading[],
  modules: readonly string[],
): readonly string[] {
  return configuration.modules
    .filter((module) => !parts.includes(module))
    .flatMap(({ address, stateBlocks }) =>
      stateBlocks
        .filter(({ kind }) => kind === 'removed')
        .flatMap(({ body }) => {
          const from = `${address === '' ? '' : `${address}.`}${expressionText(body.from ?? null)}`
          const module = /^module\.([\w-]+)/.exec(from)?.[1]
          return module === undefined || modules.includes(module) ? ofBody(`${from} (removed)`, body) : []
        }),
    )
}

function ofBody(address: string, body: Body): readonly string[] {
  return blocksOf(body.provisioner, 1).map(({ labels: [type = ''], body: inner }) => {
    const when = inner.when === undefined ? '' : `, when ${expressionText(inner.when)}`
    return `${type} of ${address}${when}: ${whatRuns(type, inner)}`
  })
}

function whatRuns(type: string, body: Body): string {
  const named: Readonly<Record<string, readonly string[]>> = {
    'local-exec': ['interpreter', 'command', 'working_dir', 'environment'],
    'remote-exec': ['inline', 'script', 'scripts'],
    file: ['source', 'content', 'destination'],
  }
  const members = (named[type] ?? Object.keys(body)).filter((name) => body[name] !== undefined)
  return members.map((name) => `${name} = ${listed(body[name] ?? null)}`).join('; ')
}

function listed(value: Json): string {
  return Array.isArray(value) ? `[${value.map((item) => written(item as Json)).join(', ')}]` : written(value)
}
