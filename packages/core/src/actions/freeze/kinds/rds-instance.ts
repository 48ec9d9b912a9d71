import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import {
  parameterFreezeTraces,
  previewParameterFreeze,
  reconcileParameterFreeze,
  setFreeze,
  verifyParameterFrozen,
} from '../by-parameter/freeze.js'
import { groupArn, instanceNameOf, isInstanceArn, READ_ONLY } from '../by-parameter/look.js'
import { MARKER_KEY } from '../by-parameter/marker.js'
import {
  freezeParameterAgain,
  isParameterFrozen,
  isParameterReleased,
  previewParameterRelease,
  releaseApprovedParameter,
  releaseParameter,
  verifyParameterReleased,
} from '../by-parameter/release.js'
import type { DatastoreFreeze } from './datastore-freeze.js'

/** Which of the two it is, and in which group, is known once the instance has been looked at. */
const PARAMETER = '<default_transaction_read_only or read_only>'
const GROUP = '<its parameter group>'

/** RDS: a parameter of the instance's own parameter group. PostgreSQL, MySQL and MariaDB; not Aurora. */
export const rdsInstanceFreeze: DatastoreFreeze = {
  resourceType: 'AWS::RDS::DBInstance',
  handles: isInstanceArn,
  nameOf: instanceNameOf,
  iamActions,
  freezeCli: ({ datastoreArn }, facts) => commands(datastoreArn, facts, 'freeze'),
  releaseCli: (datastoreArn, facts) => commands(datastoreArn, facts, 'release'),

  previewFreeze: previewParameterFreeze,
  freeze: setFreeze,
  reconcileFreeze: reconcileParameterFreeze,
  tracesOf: parameterFreezeTraces,
  verifyFrozen: verifyParameterFrozen,

  previewRelease: previewParameterRelease,
  releaseApproved: releaseApprovedParameter,
  release: releaseParameter,
  verifyReleased: verifyParameterReleased,
  freezeAgain: freezeParameterAgain,
  isFrozen: isParameterFrozen,
  isReleased: isParameterReleased,
}

/** The group's name is not in the ARN, and who else uses it is found by listing. */
function iamActions(datastoreArn: string): readonly IamRequirement[] {
  const instances = [datastoreArn.replace(/:db:.*$/, ':db:*')]
  const groups = [groupArn(datastoreArn, '*')]
  return [
    { side: 'source', action: 'rds:DescribeDBInstances', resources: instances, access: 'read' },
    { side: 'source', action: 'rds:DescribeDBParameters', resources: groups, access: 'read' },
    { side: 'source', action: 'rds:ListTagsForResource', resources: groups, access: 'read' },
    { side: 'source', action: 'rds:AddTagsToResource', resources: groups, access: 'write' },
    { side: 'source', action: 'rds:RemoveTagsFromResource', resources: groups, access: 'write' },
    { side: 'source', action: 'rds:ModifyDBParameterGroup', resources: groups, access: 'write' },
    { side: 'source', action: 'rds:ResetDBParameterGroup', resources: groups, access: 'write' },
  ]
}

function commands(datastoreArn: string, facts: StepFacts, role: 'freeze' | 'release'): CliEquivalents {
  const line = (operation: string, flags: Parameters<typeof awsCommand>[2]) =>
    awsCommand('source', `rds ${operation}`, flags, facts.source.region)
  const resource = { 'resource-name': groupArn(datastoreArn, GROUP) }
  const set = (value: string) =>
    line('modify-db-parameter-group', {
      'db-parameter-group-name': GROUP,
      parameters: `ParameterName=${PARAMETER},ParameterValue=${value},ApplyMethod=immediate`,
    })
  const read = [
    line('describe-db-instances', { 'db-instance-identifier': instanceNameOf(datastoreArn) }),
    line('describe-db-parameters', { 'db-parameter-group-name': GROUP }),
  ].join(' && ')
  const mark = line('add-tags-to-resource', {
    ...resource,
    tags: `Key=${MARKER_KEY},Value=<token and previous value>`,
  })
  const unmark = line('remove-tags-from-resource', { ...resource, 'tag-keys': MARKER_KEY })
  const freeze = `${mark} && ${set(READ_ONLY)}`
  // Only named: within the quotes of a parameter no profile would be put in its place.
  const back = set('<the value before; when there was none, instead: rds reset-db-parameter-group>')
  const release = `${back} && ${unmark}`
  return {
    preview: read,
    execute: role === 'freeze' ? freeze : release,
    verify: read,
    poll: null,
    rollback: role === 'freeze' ? release : freeze,
  }
}
