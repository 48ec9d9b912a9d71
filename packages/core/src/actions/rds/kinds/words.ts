import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { partitionOf } from '../../../model/partition.js'
import { awsCommand, type CliValue } from '../../kit/command-line.js'
import { ownershipTagWords } from '../../kit/ownership-tags.js'
import { describeKeyIam, grantForServiceIam } from '../../kms/key.js'
import type { RestoreRequest } from './database.js'

/** The tag that tells which snapshot a database came from: RDS itself does not answer that. */
export const SNAPSHOT_TAG = 'cutover:snapshot'

/** The words in which instances and clusters differ, in the CLI and in IAM. */
interface DatabaseWords {
  /** `db-instance` */
  readonly resource: string
  readonly restore: 'restore-db-instance-from-db-snapshot' | 'restore-db-cluster-from-snapshot'
  readonly snapshot: 'db-snapshot' | 'db-cluster-snapshot'
  readonly parameterGroup: 'db-parameter-group' | 'db-cluster-parameter-group'
  /** `DBInstance` */
  readonly iam: string
  readonly iamRestore: string
  readonly iamSnapshot: string
  readonly iamParameterGroups: string
  readonly arn: { readonly database: string; readonly snapshot: string; readonly parameterGroup: string }
  own(request: RestoreRequest): Readonly<Record<string, CliValue>>
}

export const INSTANCE_WORDS: DatabaseWords = {
  resource: 'db-instance',
  restore: 'restore-db-instance-from-db-snapshot',
  snapshot: 'db-snapshot',
  parameterGroup: 'db-parameter-group',
  iam: 'DBInstance',
  iamRestore: 'RestoreDBInstanceFromDBSnapshot',
  iamSnapshot: 'DBSnapshot',
  iamParameterGroups: 'DescribeDBParameterGroups',
  arn: { database: 'db', snapshot: 'snapshot', parameterGroup: 'pg' },
  own: (request) => ({
    'db-snapshot-identifier': request.snapshotRef,
    'db-instance-class': request.instanceClass ?? undefined,
    ...(request.multiAz === null ? {} : { [request.multiAz ? 'multi-az' : 'no-multi-az']: true }),
    [request.publiclyAccessible ? 'publicly-accessible' : 'no-publicly-accessible']: true,
  }),
}

export const CLUSTER_WORDS: DatabaseWords = {
  resource: 'db-cluster',
  restore: 'restore-db-cluster-from-snapshot',
  snapshot: 'db-cluster-snapshot',
  parameterGroup: 'db-cluster-parameter-group',
  iam: 'DBCluster',
  iamRestore: 'RestoreDBClusterFromSnapshot',
  iamSnapshot: 'DBClusterSnapshot',
  iamParameterGroups: 'DescribeDBClusterParameterGroups',
  arn: { database: 'cluster', snapshot: 'cluster-snapshot', parameterGroup: 'cluster-pg' },
  own: (request) => ({
    'snapshot-identifier': request.snapshotRef,
    engine: request.engine ?? undefined,
    'kms-key-id': request.kmsKeyArn ?? undefined,
    ...(request.instanceClass === null
      ? {}
      : {
          'db-cluster-instance-class': request.instanceClass,
          [request.publiclyAccessible ? 'publicly-accessible' : 'no-publicly-accessible']: true,
        }),
  }),
}

export function restoreCli(words: DatabaseWords, request: RestoreRequest, facts: StepFacts): CliEquivalents {
  const { region } = facts.target
  const id = { [`${words.resource}-identifier`]: request.targetIdentifier }
  const rds = (operation: string, flags: Readonly<Record<string, CliValue>>) =>
    awsCommand('target', `rds ${operation}`, flags, region)
  const watch = rds(`describe-${words.resource}s`, id)
  const shared = request.snapshotRef.startsWith('arn:')
  const key = request.kmsKeyArn
  const keyLook = key === null ? [] : [awsCommand('target', 'kms describe-key', { 'key-id': key }, region)]
  return {
    preview: [
      rds(`describe-${words.snapshot}s`, {
        [`${words.snapshot}-identifier`]: request.snapshotRef,
        'include-shared': shared ? true : undefined,
      }),
      watch,
      rds('describe-db-subnet-groups', { 'db-subnet-group-name': request.subnetGroupName }),
      rds(`describe-${words.parameterGroup}s`, {
        [`${words.parameterGroup}-name`]: request.parameterGroupName,
      }),
      ...keyLook,
    ].join(' && '),
    execute: rds(words.restore, {
      ...id,
      ...words.own(request),
      'db-subnet-group-name': request.subnetGroupName,
      'vpc-security-group-ids': request.securityGroupIds,
      [`${words.parameterGroup}-name`]: request.parameterGroupName,
      tags: ownershipTagWords(facts.runId, { [SNAPSHOT_TAG]: '<snapshot ARN>' }),
    }),
    verify: [watch, ...keyLook].join(' && '),
    poll: watch,
    rollback: rds(`delete-${words.resource}`, {
      ...id,
      'no-skip-final-snapshot': true,
      'final-db-snapshot-identifier': `${request.targetIdentifier}-cutover-<first 8 of the token>`,
    }),
  }
}

export function restoreIam(
  words: DatabaseWords,
  request: RestoreRequest,
  facts: StepFacts,
): readonly IamRequirement[] {
  const { region, accountId } = facts.target
  const arn = (kind: string, name: string) =>
    `arn:${partitionOf(region)}:rds:${region}:${accountId}:${kind}:${name}`
  const database = arn(words.arn.database, request.targetIdentifier.toLowerCase())
  const ref = request.snapshotRef
  const snapshot = ref.startsWith('arn:') ? ref : arn(words.arn.snapshot, ref)
  const subnetGroup = arn('subgrp', request.subnetGroupName)
  const parameterGroup = arn(words.arn.parameterGroup, request.parameterGroupName)
  const finalSnapshot = arn(words.arn.snapshot, `${request.targetIdentifier.toLowerCase()}-cutover-*`)
  const needs = (access: 'read' | 'write', action: string, ...resources: string[]): IamRequirement => ({
    side: 'target',
    action: `rds:${action}`,
    resources,
    access,
  })
  return [
    needs('read', `Describe${words.iamSnapshot}s`, snapshot),
    needs('read', `Describe${words.iam}s`, database),
    needs('read', 'DescribeDBSubnetGroups', subnetGroup),
    needs('read', words.iamParameterGroups, parameterGroup),
    // The option group is the engine's default one, whose name follows from the engine's version.
    needs('write', words.iamRestore, database, snapshot, subnetGroup, parameterGroup, arn('og', '*')),
    needs('write', 'AddTagsToResource', database),
    needs('write', `Delete${words.iam}`, database, finalSnapshot),
    ...keyNeeds(request.kmsKeyArn),
  ]
}

function keyNeeds(key: string | null): readonly IamRequirement[] {
  return key === null ? [] : [describeKeyIam('target', key), grantForServiceIam('target', key)]
}
