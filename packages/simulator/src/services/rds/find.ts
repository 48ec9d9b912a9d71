import type { CallContext } from '../../kernel/service.js'
import { clusterNotFound, invalidClusterState, invalidInstanceState, notFound } from './errors.js'
import { clusterStatus, instanceStatus, settle } from './lifecycle.js'
import { arnOf, type Cluster, type Instance, own, type RdsState } from './state.js'

/** The caller's RDS with everything carried out that is due. */
export function settled(call: CallContext): RdsState {
  const state = own(call)
  settle(call, state)
  return state
}

/** @throws AwsError `DBInstanceNotFound` */
export function findInstance(call: CallContext, ref: string | undefined): Instance {
  const found = settled(call).instances[arnOf(call, 'db', ref ?? '')]
  if (found === undefined) throw notFound('DBInstance', ref ?? '')
  return found
}

/** @throws AwsError `DBClusterNotFoundFault` */
export function findCluster(call: CallContext, ref: string | undefined): Cluster {
  const found = settled(call).clusters[arnOf(call, 'cluster', ref ?? '')]
  if (found === undefined) throw clusterNotFound(ref ?? '')
  return found
}

/** @throws AwsError `InvalidDBInstanceState` */
export function assertInstanceAvailable(call: CallContext, instance: Instance): void {
  const status = instanceStatus(call, own(call), instance)
  if (status === 'available') return
  throw invalidInstanceState(
    `Database instance is not in available state. (instance ${instance.id} is in state ${status})`,
  )
}

/** @throws AwsError `InvalidDBClusterStateFault` */
export function assertClusterAvailable(call: CallContext, cluster: Cluster): void {
  const status = clusterStatus(call, own(call), cluster)
  if (status === 'available') return
  throw invalidClusterState(
    `Database cluster is not in available state. (cluster ${cluster.id} is in state ${status})`,
  )
}

/** What of a kept collection lies in the Region of the call. */
export function inRegion<T extends { readonly region: string }>(
  call: CallContext,
  kept: Readonly<Record<string, T>>,
): T[] {
  return Object.values(kept).filter((item) => item.region === call.region)
}
