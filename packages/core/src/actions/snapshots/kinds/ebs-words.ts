import type { IamRequirement } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import { ownershipTagWords } from '../../kit/ownership-tags.js'
import type { SnapshotCli, SnapshotIam } from './snapshot.js'

export function ebsSnapshotCli(idOf: (ref: string) => string): SnapshotCli {
  const describe: SnapshotCli['describe'] = (side, ref, facts) =>
    awsCommand(side, 'ec2 describe-snapshots', { 'snapshot-ids': [idOf(ref)] }, facts[side].region)
  return {
    describe,
    share(id, withAccountId, facts) {
      const { region } = facts.source
      const subject = { 'snapshot-id': id, attribute: 'createVolumePermission' }
      const attribute = awsCommand('source', 'ec2 describe-snapshot-attribute', subject, region)
      const change = (operation: string) =>
        awsCommand(
          'source',
          'ec2 modify-snapshot-attribute',
          { ...subject, 'operation-type': operation, 'user-ids': [withAccountId] },
          region,
        )
      return {
        preview: `${describe('source', id, facts)} && ${attribute}`,
        execute: change('add'),
        verify: attribute,
        poll: null,
        rollback: change('remove'),
      }
    },
    copy(request, facts) {
      const { region } = facts.target
      const watch = awsCommand(
        'target',
        'ec2 describe-snapshots',
        { 'owner-ids': ['self'], filters: [`Name=tag:Name,Values=${request.targetIdentifier}`] },
        region,
      )
      const tags = ownershipTagWords(facts.runId, {
        Name: request.targetIdentifier,
        'cutover:source': request.sourceArn,
      })
      const flags = {
        'source-region': request.sourceRegion,
        'source-snapshot-id': idOf(request.sourceArn),
        encrypted: true,
        'kms-key-id': request.targetKmsKeyArn,
        'tag-specifications': `ResourceType=snapshot,Tags=[${tags.map((tag) => `{${tag}}`).join(',')}]`,
      } as const
      const source = describe(request.sourceRegion === region ? 'target' : 'source', request.sourceArn, facts)
      return {
        preview: `${source} && ${watch}`,
        execute: awsCommand('target', 'ec2 copy-snapshot', flags, region),
        verify: watch,
        poll: watch,
        rollback: awsCommand(
          'target',
          'ec2 delete-snapshot',
          { 'snapshot-id': '<snapshot id from the receipt>' },
          region,
        ),
      }
    },
  }
}

/** EC2's Describe operations know no resources in policies. A copy's id is not known before it exists. */
export const ebsSnapshotIam: SnapshotIam = {
  describe: (side) => [{ side, action: 'ec2:DescribeSnapshots', resources: ['*'], access: 'read' }],
  share: (arn): readonly IamRequirement[] => [
    { side: 'source', action: 'ec2:DescribeSnapshots', resources: ['*'], access: 'read' },
    { side: 'source', action: 'ec2:DescribeSnapshotAttribute', resources: [arn], access: 'read' },
    { side: 'source', action: 'ec2:ModifySnapshotAttribute', resources: [arn], access: 'write' },
  ],
  copy(request, targetArn): readonly IamRequirement[] {
    const copies = [targetArn.replace(/snapshot\/.*$/, 'snapshot/*')]
    const reads: IamRequirement[] = [
      { side: 'target', action: 'ec2:DescribeSnapshots', resources: ['*'], access: 'read' },
    ]
    if (request.sourceRegion !== targetArn.split(':')[3]) {
      reads.push({ side: 'source', action: 'ec2:DescribeSnapshots', resources: ['*'], access: 'read' })
    }
    return [
      ...reads,
      { side: 'target', action: 'ec2:CopySnapshot', resources: copies, access: 'write' },
      {
        side: 'target',
        action: 'ec2:CreateTags',
        resources: copies,
        access: 'write',
        context: { 'ec2:CreateAction': ['CopySnapshot'] },
      },
      { side: 'target', action: 'ec2:DeleteSnapshot', resources: copies, access: 'write' },
    ]
  },
}
