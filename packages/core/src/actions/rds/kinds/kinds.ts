import { storeOf } from '../../snapshots/kinds/kinds.js'
import type { SnapshotStore } from '../../snapshots/kinds/snapshot.js'
import { clusters } from './cluster.js'
import type { DatabaseStore } from './database.js'
import { instances } from './instance.js'

/** The snapshots of a kind of database, and the databases themselves. */
export interface DatabaseKind {
  readonly snapshots: SnapshotStore
  readonly databases: DatabaseStore
}

export function databaseKind(kind: 'db-instance' | 'db-cluster'): DatabaseKind {
  return { snapshots: storeOf(kind), databases: kind === 'db-instance' ? instances : clusters }
}
