import type {
  DBClusterSnapshotMessage,
  DBSnapshotMessage,
  DescribeDBClusterSnapshotsCommandInput,
  DescribeDBSnapshotsCommandInput,
  Filter,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { parseArn } from '../../common/ids.js'
import { page } from '../../common/paging.js'
import { assertMaxRecords, invalidMarker, invalidValue } from '../errors.js'
import { type Extractors, matchesFilters } from '../filters.js'
import { inRegion, settled } from '../find.js'
import type { Snapshot } from '../state.js'
import { CLUSTER_SNAPSHOTS, INSTANCE_SNAPSHOTS, type SnapshotFamily, sharedSnapshots } from './family.js'
import { clusterSnapshotView, instanceSnapshotView } from './view.js'

interface Selection {
  readonly ref: string | undefined
  readonly sourceId: string | undefined
  readonly sourceResourceId: string | undefined
  readonly type: string | undefined
  readonly filters: Filter[] | undefined
  readonly extractors: Extractors<Snapshot>
  readonly includeShared: boolean
  readonly includePublic: boolean
}

export function describeDBSnapshots(
  input: DescribeDBSnapshotsCommandInput,
  call: CallContext,
): DBSnapshotMessage {
  const selected = select(call, INSTANCE_SNAPSHOTS, {
    ref: input.DBSnapshotIdentifier,
    sourceId: input.DBInstanceIdentifier,
    sourceResourceId: input.DbiResourceId,
    type: input.SnapshotType,
    filters: input.Filters,
    extractors: {
      'db-instance-id': (snapshot) => snapshot.sourceId,
      'db-snapshot-id': (snapshot) => snapshot.id,
      'dbi-resource-id': (snapshot) => snapshot.sourceResourceId,
      'snapshot-type': (snapshot) => snapshot.type,
      engine: (snapshot) => snapshot.database.engine,
    },
    includeShared: input.IncludeShared ?? false,
    includePublic: input.IncludePublic ?? false,
  })
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(selected, (snapshot) => snapshot.arn, {
    limit,
    marker: input.Marker,
    invalidMarker,
  })
  return { DBSnapshots: items.map((snapshot) => instanceSnapshotView(call, snapshot)), Marker: next }
}

export function describeDBClusterSnapshots(
  input: DescribeDBClusterSnapshotsCommandInput,
  call: CallContext,
): DBClusterSnapshotMessage {
  const selected = select(call, CLUSTER_SNAPSHOTS, {
    ref: input.DBClusterSnapshotIdentifier,
    sourceId: input.DBClusterIdentifier,
    sourceResourceId: input.DbClusterResourceId,
    type: input.SnapshotType,
    filters: input.Filters,
    extractors: {
      'db-cluster-id': (snapshot) => snapshot.sourceId,
      'db-cluster-snapshot-id': (snapshot) => snapshot.id,
      'snapshot-type': (snapshot) => snapshot.type,
      engine: (snapshot) => snapshot.database.engine,
    },
    includeShared: input.IncludeShared ?? false,
    includePublic: input.IncludePublic ?? false,
  })
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(selected, (snapshot) => snapshot.arn, {
    limit,
    marker: input.Marker,
    invalidMarker,
  })
  return { DBClusterSnapshots: items.map((snapshot) => clusterSnapshotView(call, snapshot)), Marker: next }
}

function select(call: CallContext, family: SnapshotFamily, wanted: Selection): Snapshot[] {
  const ref =
    wanted.ref === undefined || wanted.ref.startsWith('arn:') ? wanted.ref : wanted.ref.toLowerCase()
  const sourceId =
    wanted.sourceId === undefined
      ? undefined
      : (parseArn(wanted.sourceId)?.resource.split(':')[1] ?? wanted.sourceId)
  const found = candidates(call, family, wanted).filter(
    (snapshot) =>
      (ref === undefined || snapshot.arn === ref || snapshot.id === ref) &&
      (sourceId === undefined || snapshot.sourceId === sourceId.toLowerCase()) &&
      (wanted.sourceResourceId === undefined || snapshot.sourceResourceId === wanted.sourceResourceId) &&
      matchesFilters(snapshot, wanted.filters, wanted.extractors),
  )
  if (found.length === 0 && wanted.ref !== undefined) throw family.notFound(wanted.ref)
  return found
}

/** With no type named, the caller's own, and others' only when asked for. */
function candidates(call: CallContext, family: SnapshotFamily, wanted: Selection): Snapshot[] {
  const mine = inRegion(call, family.kept(settled(call)))
  const others = sharedSnapshots(call, family)
  const named = others.filter((snapshot) => snapshot.sharedWith.includes(call.caller.accountId))
  const open = others.filter((snapshot) => snapshot.sharedWith.includes('all'))
  switch (wanted.type) {
    case undefined:
      return [
        ...mine,
        ...(wanted.includeShared ? named : []),
        ...(wanted.includePublic ? open.filter((snapshot) => !named.includes(snapshot)) : []),
      ]
    case 'manual':
    case 'automated':
      return mine.filter((snapshot) => snapshot.type === wanted.type)
    case 'shared':
      return named
    case 'public':
      return open
    case 'awsbackup':
      return []
    default:
      throw invalidValue(`Invalid snapshot type: ${wanted.type}`)
  }
}
