import { Type } from 'typebox'

/** The `snapshot_kind` of every snapshot action that handles all three. */
export const SnapshotKindSchema = Type.Union(
  [Type.Literal('db-instance'), Type.Literal('db-cluster'), Type.Literal('ebs')],
  {
    description: 'What the snapshot is of: an RDS instance, an RDS or Aurora cluster, or an EBS volume.',
    examples: ['db-instance'],
  },
)

/** Databases only. */
export const DatabaseSnapshotKindSchema = Type.Union(
  [Type.Literal('db-instance'), Type.Literal('db-cluster')],
  {
    description: 'What is restored: an RDS instance, or an RDS or Aurora cluster.',
    examples: ['db-instance'],
  },
)
