import { type PermissionTable, rds } from './templates.js'

const CACHE = 'arn:aws:elasticache:REGION:ACCOUNT'
const INSTANCE =
  'rds:CreateDBInstance rds:DeleteDBInstance rds:DescribeDBInstances rds:ModifyDBInstance ' +
  'rds:ListTagsForResource rds:AddTagsToResource'

/** Databases and caches that Terraform makes itself, rather than a restore. */
export const DATABASE_PERMISSIONS: PermissionTable = {
  aws_db_instance: { arn: rds('db'), own: INSTANCE },
  aws_rds_cluster: {
    arn: rds('cluster'),
    own:
      'rds:CreateDBCluster rds:DeleteDBCluster rds:DescribeDBClusters rds:ModifyDBCluster ' +
      'rds:ListTagsForResource rds:AddTagsToResource',
    anywhere: 'rds:DescribeGlobalClusters',
  },
  aws_rds_cluster_instance: {
    arn: rds('db'),
    own: INSTANCE,
    also: { arn: 'arn:aws:rds:REGION:ACCOUNT:cluster:*', own: 'rds:DescribeDBClusters' },
  },
  aws_db_option_group: {
    arn: rds('og'),
    own:
      'rds:CreateOptionGroup rds:DeleteOptionGroup rds:DescribeOptionGroups rds:ModifyOptionGroup ' +
      'rds:ListTagsForResource rds:AddTagsToResource',
  },
  aws_elasticache_cluster: {
    arn: `${CACHE}:cluster:NAME`,
    own:
      'elasticache:CreateCacheCluster elasticache:DeleteCacheCluster elasticache:DescribeCacheClusters ' +
      'elasticache:ListTagsForResource elasticache:AddTagsToResource',
  },
  aws_elasticache_replication_group: {
    arn: `${CACHE}:replicationgroup:NAME`,
    own:
      'elasticache:CreateReplicationGroup elasticache:DeleteReplicationGroup ' +
      'elasticache:DescribeReplicationGroups elasticache:ListTagsForResource elasticache:AddTagsToResource',
    also: { arn: `${CACHE}:cluster:*`, own: 'elasticache:DescribeCacheClusters' },
  },
  aws_elasticache_subnet_group: {
    arn: `${CACHE}:subnetgroup:NAME`,
    own:
      'elasticache:CreateCacheSubnetGroup elasticache:DeleteCacheSubnetGroup ' +
      'elasticache:DescribeCacheSubnetGroups elasticache:ListTagsForResource elasticache:AddTagsToResource',
  },
  aws_elasticache_parameter_group: {
    arn: `${CACHE}:parametergroup:NAME`,
    own:
      'elasticache:CreateCacheParameterGroup elasticache:DeleteCacheParameterGroup ' +
      'elasticache:DescribeCacheParameterGroups elasticache:DescribeCacheParameters ' +
      'elasticache:ModifyCacheParameterGroup elasticache:ListTagsForResource elasticache:AddTagsToResource',
  },
}
