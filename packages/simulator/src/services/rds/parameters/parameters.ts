import type {
  DBClusterParameterGroupDetails,
  DBClusterParameterGroupNameMessage,
  DBParameterGroupDetails,
  DBParameterGroupNameMessage,
  DescribeDBClusterParametersCommandInput,
  DescribeDBParametersCommandInput,
  ModifyDBClusterParameterGroupCommandInput,
  ModifyDBParameterGroupCommandInput,
  Parameter,
  ResetDBClusterParameterGroupCommandInput,
  ResetDBParameterGroupCommandInput,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { page } from '../../common/paging.js'
import { engineOfFamily } from '../engines.js'
import { assertMaxRecords, invalidCombination, invalidMarker, invalidValue } from '../errors.js'
import type { ParameterGroup } from '../state.js'
import { type ParameterDefinition, parametersOf } from './catalogue.js'
import { assertNotDefault, CLUSTER_GROUPS, findGroup, type GroupKind, INSTANCE_GROUPS } from './family.js'

const MAX_PARAMETERS_PER_REQUEST = 20

interface Listing {
  readonly Source?: string | undefined
  readonly MaxRecords?: number | undefined
  readonly Marker?: string | undefined
}

export function describeDBParameters(
  input: DescribeDBParametersCommandInput,
  call: CallContext,
): DBParameterGroupDetails {
  return list(findGroup(call, INSTANCE_GROUPS, input.DBParameterGroupName), input)
}

export function describeDBClusterParameters(
  input: DescribeDBClusterParametersCommandInput,
  call: CallContext,
): DBClusterParameterGroupDetails {
  return list(findGroup(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName), input)
}

export function modifyDBParameterGroup(
  input: ModifyDBParameterGroupCommandInput,
  call: CallContext,
): DBParameterGroupNameMessage {
  return { DBParameterGroupName: set(call, INSTANCE_GROUPS, input.DBParameterGroupName, input.Parameters) }
}

export function modifyDBClusterParameterGroup(
  input: ModifyDBClusterParameterGroupCommandInput,
  call: CallContext,
): DBClusterParameterGroupNameMessage {
  const name = set(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName, input.Parameters)
  return { DBClusterParameterGroupName: name }
}

export function resetDBParameterGroup(
  input: ResetDBParameterGroupCommandInput,
  call: CallContext,
): DBParameterGroupNameMessage {
  const all = input.ResetAllParameters ?? true
  return {
    DBParameterGroupName: reset(call, INSTANCE_GROUPS, input.DBParameterGroupName, {
      all,
      parameters: input.Parameters,
    }),
  }
}

export function resetDBClusterParameterGroup(
  input: ResetDBClusterParameterGroupCommandInput,
  call: CallContext,
): DBClusterParameterGroupNameMessage {
  const all = input.ResetAllParameters ?? false
  const name = reset(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName, {
    all,
    parameters: input.Parameters,
  })
  return { DBClusterParameterGroupName: name }
}

function list(
  group: ParameterGroup,
  input: Listing,
): { Parameters: Parameter[]; Marker: string | undefined } {
  const all = definitionsOf(group).map((definition) => view(group, definition))
  const wanted = all.filter((parameter) => input.Source === undefined || parameter.Source === input.Source)
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(wanted, (parameter) => parameter.ParameterName ?? '', {
    limit,
    marker: input.Marker,
    invalidMarker,
  })
  return { Parameters: items, Marker: next }
}

function set(
  call: CallContext,
  kind: GroupKind,
  name: string | undefined,
  parameters: readonly Parameter[] | undefined,
): string {
  assertNotDefault(kind, name)
  const group = findGroup(call, kind, name)
  const wanted = parameters ?? []
  if (wanted.length > MAX_PARAMETERS_PER_REQUEST) {
    throw invalidValue(
      `A maximum of ${MAX_PARAMETERS_PER_REQUEST} parameters can be modified in a single request.`,
    )
  }
  const settings = { ...group.settings }
  for (const parameter of wanted) {
    const definition = modifiable(group, parameter)
    const value = parameter.ParameterValue ?? ''
    const applyMethod = applyMethodOf(definition, parameter)
    assertAllowed(definition, value)
    settings[definition.name] = { value, applyMethod, changedMs: call.clock.nowMs() }
  }
  group.settings = settings
  return group.id
}

function reset(
  call: CallContext,
  kind: GroupKind,
  name: string | undefined,
  which: { readonly all: boolean; readonly parameters: readonly Parameter[] | undefined },
): string {
  const { all, parameters } = which
  assertNotDefault(kind, name)
  const group = findGroup(call, kind, name)
  if (all && (parameters ?? []).length > 0) {
    throw invalidCombination('ResetAllParameters and Parameters cannot be specified together.')
  }
  const names = all ? Object.keys(group.settings) : (parameters ?? []).map((p) => modifiable(group, p).name)
  group.settings = Object.fromEntries(Object.entries(group.settings).filter(([key]) => !names.includes(key)))
  return group.id
}

function modifiable(group: ParameterGroup, parameter: Parameter): ParameterDefinition {
  const name = parameter.ParameterName ?? ''
  const definition = definitionsOf(group).find((candidate) => candidate.name === name)
  if (definition === undefined) throw invalidValue(`Could not find parameter with name: ${name}`)
  if (!definition.modifiable) throw invalidValue(`The parameter ${name} cannot be modified.`)
  return definition
}

function applyMethodOf(
  definition: ParameterDefinition,
  parameter: Parameter,
): 'immediate' | 'pending-reboot' {
  const method = parameter.ApplyMethod
  if (method !== 'immediate' && method !== 'pending-reboot') {
    throw invalidValue(`Invalid apply method: ${method ?? ''}`)
  }
  if (method === 'immediate' && definition.applyType === 'static') {
    throw invalidCombination('cannot use immediate apply method for static parameter')
  }
  return method
}

/** Formulas (`{DBInstanceClassMemory/…}`) are taken as they are. */
function assertAllowed(definition: ParameterDefinition, value: string): void {
  const range = /^(-?\d+)-(\d+)$/.exec(definition.allowed)
  const ok =
    value.startsWith('{') || range === null
      ? definition.dataType === 'list' || value.includes('{') || definition.allowed.split(',').includes(value)
      : /^-?\d+$/.test(value) && Number(value) >= Number(range[1]) && Number(value) <= Number(range[2])
  if (ok) return
  throw invalidValue(
    `Invalid parameter value: ${value} for: ${definition.name} allowed values are: ${definition.allowed}`,
  )
}

function view(group: ParameterGroup, definition: ParameterDefinition): Parameter {
  const setting = group.settings[definition.name]
  const own = definition.default === undefined ? 'engine-default' : 'system'
  return {
    ParameterName: definition.name,
    ParameterValue: setting?.value ?? definition.default,
    Description: definition.description,
    Source: setting === undefined ? own : 'user',
    ApplyType: definition.applyType,
    DataType: definition.dataType,
    AllowedValues: definition.allowed,
    IsModifiable: definition.modifiable,
    ApplyMethod: setting?.applyMethod ?? 'pending-reboot',
  }
}

function definitionsOf(group: ParameterGroup): readonly ParameterDefinition[] {
  const engine = engineOfFamily(group.family)
  return engine === undefined ? [] : parametersOf(engine.dialect)
}
