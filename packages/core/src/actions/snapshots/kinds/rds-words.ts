import type { IamRequirement } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import { ownershipTagWords } from '../../kit/ownership-tags.js'
import type { SnapshotCli, SnapshotIam } from './snapshot.js'

/** The words in which the two kinds of RDS snapshot differ, in the CLI and in IAM. */
export interface RdsWords {
  /** `db-snapshot` */
  readonly resource: string
  /** `DBSnapshot` */
  readonly operation: string
  /** `DBSnapshots` */
  readonly plural: string
  /** `db-snapshot-identifier` */
  readonly idFlag: string
}

export function rdsSnapshotCli({ resource, idFlag }: RdsWords): SnapshotCli {
  const describe: SnapshotCli['describe'] = (side, ref, facts) =>
    awsCommand(
      side,
      `rds describe-${resource}s`,
      { [idFlag]: ref, 'include-shared': ref.startsWith('arn:') ? true : undefined },
      facts[side].region,
    )
  return {
    describe,
    share(id, withAccountId, facts) {
      const { region } = facts.source
      const attributes = awsCommand('source', `rds describe-${resource}-attributes`, { [idFlag]: id }, region)
      const change = (values: string) =>
        awsCommand(
          'source',
          `rds modify-${resource}-attribute`,
          { [idFlag]: id, 'attribute-name': 'restore', [values]: [withAccountId] },
          region,
        )
      return {
        preview: `${describe('source', id, facts)} && ${attributes}`,
        execute: change('values-to-add'),
        verify: attributes,
        poll: null,
        rollback: change('values-to-remove'),
      }
    },
    copy(request, facts) {
      const { region } = facts.target
      const watch = describe('target', request.targetIdentifier, facts)
      // From another region only the owner can look at it.
      const source = describe(request.sourceRegion === region ? 'target' : 'source', request.sourceArn, facts)
      const flags = {
        [`source-${idFlag}`]: request.sourceArn,
        [`target-${idFlag}`]: request.targetIdentifier,
        'kms-key-id': request.targetKmsKeyArn,
        'source-region': request.sourceRegion === region ? undefined : request.sourceRegion,
        tags: ownershipTagWords(facts.runId),
      }
      return {
        preview: `${source} && ${watch}`,
        execute: awsCommand('target', `rds copy-${resource}`, flags, region),
        verify: watch,
        poll: watch,
        rollback: awsCommand(
          'target',
          `rds delete-${resource}`,
          { [idFlag]: request.targetIdentifier },
          region,
        ),
      }
    },
  }
}

export function rdsSnapshotIam({ operation, plural }: RdsWords): SnapshotIam {
  const describe: SnapshotIam['describe'] = (side, arn) => [
    { side, action: `rds:Describe${plural}`, resources: [arn], access: 'read' },
  ]
  return {
    describe,
    share: (arn): readonly IamRequirement[] => [
      ...describe('source', arn),
      { side: 'source', action: `rds:Describe${operation}Attributes`, resources: [arn], access: 'read' },
      { side: 'source', action: `rds:Modify${operation}Attribute`, resources: [arn], access: 'write' },
    ],
    copy(request, targetArn): readonly IamRequirement[] {
      const sourceSide = request.sourceRegion === targetArn.split(':')[3] ? 'target' : 'source'
      return [
        ...describe(sourceSide, request.sourceArn),
        ...describe('target', targetArn),
        {
          side: 'target',
          action: `rds:Copy${operation}`,
          resources: [request.sourceArn, targetArn],
          access: 'write',
        },
        { side: 'target', action: 'rds:AddTagsToResource', resources: [targetArn], access: 'write' },
        { side: 'target', action: `rds:Delete${operation}`, resources: [targetArn], access: 'write' },
      ]
    },
  }
}
