/** The permissions that creating, reading and deleting a resource type takes. */
export interface TypePermissions {
  /** Partition-less template: NAME is the resource's own name; `*` stands for an id that AWS gives. */
  readonly arn?: string
  /** Actions on that ARN. */
  readonly own?: string
  /** Actions that know no resource, or several. */
  readonly anywhere?: string
  /** Actions on another kind of resource, such as the load balancer that gets a listener. */
  readonly also?: TypePermissions
}

export type PermissionTable = Readonly<Record<string, TypePermissions>>

export const ec2 = (kind: string): string => `arn:aws:ec2:REGION:ACCOUNT:${kind}/*`
export const rds = (kind: string): string => `arn:aws:rds:REGION:ACCOUNT:${kind}:NAME`
export const iam = (kind: string): string => `arn:aws:iam::ACCOUNT:${kind}/NAME`
