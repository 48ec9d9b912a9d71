import { ebsSnapshots } from './ebs.js'
import { clusterSnapshots } from './rds-cluster.js'
import { instanceSnapshots } from './rds-instance.js'
import type { SnapshotKind, SnapshotStore } from './snapshot.js'

const STORES: Readonly<Record<SnapshotKind, SnapshotStore>> = {
  'db-instance': instanceSnapshots,
  'db-cluster': clusterSnapshots,
  ebs: ebsSnapshots,
}

export function storeOf(kind: SnapshotKind): SnapshotStore {
  return STORES[kind]
}
