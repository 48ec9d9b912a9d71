import { DATABASE_PERMISSIONS } from './permissions/databases.js'
import { NETWORK_PERMISSIONS } from './permissions/network.js'
import { SERVICE_PERMISSIONS } from './permissions/services.js'
import { STORAGE_PERMISSIONS } from './permissions/storage.js'
import { ec2, iam, type PermissionTable, rds } from './permissions/templates.js'

/** Both are waited for until the change is in sync. */
const CHANGE = { arn: 'arn:aws:route53:::change/*', own: 'route53:GetChange' }

/**
 * By resource type of the AWS provider. The calls are those that provider 5.100 was seen to send for apply,
 * refresh and destroy (its debug log names service and method). ECS services, bucket logging, ACLs, object lock
 * and replication, and validated certificates were not run: their rows are the reads and writes that their
 * arguments need, unconfirmed. What it calls and does without when refused (`DescribeCapacityReservation`) is left out. The action names are those
 * of the Service Authorization Reference, which differ from the calls in S3 above all. Tagging is included,
 * because `default_tags` puts tags on everything.
 */
export const PERMISSIONS: PermissionTable = {
  ...STORAGE_PERMISSIONS,
  ...NETWORK_PERMISSIONS,
  ...DATABASE_PERMISSIONS,
  ...SERVICE_PERMISSIONS,

  aws_kms_key: {
    arn: 'arn:aws:kms:REGION:ACCOUNT:key/*',
    own:
      'kms:DescribeKey kms:EnableKeyRotation kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags ' +
      'kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:TagResource',
    anywhere: 'kms:CreateKey',
  },
  aws_kms_alias: {
    arn: 'arn:aws:kms:REGION:ACCOUNT:NAME',
    own: 'kms:CreateAlias kms:DeleteAlias',
    anywhere: 'kms:ListAliases',
  },
  aws_secretsmanager_secret: {
    // AWS appends a hyphen and six random characters.
    arn: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-??????',
    own:
      'secretsmanager:CreateSecret secretsmanager:DeleteSecret secretsmanager:DescribeSecret ' +
      'secretsmanager:GetResourcePolicy secretsmanager:TagResource',
  },
  aws_ssm_parameter: {
    arn: 'arn:aws:ssm:REGION:ACCOUNT:parameter/NAME',
    own: 'ssm:PutParameter ssm:GetParameter ssm:DeleteParameter ssm:ListTagsForResource ssm:AddTagsToResource',
    anywhere: 'ssm:DescribeParameters',
  },

  aws_vpc: {
    arn: ec2('vpc'),
    own: 'ec2:CreateVpc ec2:DeleteVpc ec2:ModifyVpcAttribute ec2:CreateTags',
    anywhere:
      'ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeNetworkAcls ec2:DescribeRouteTables ' +
      'ec2:DescribeSecurityGroups',
  },
  aws_subnet: {
    arn: ec2('subnet'),
    own: 'ec2:CreateSubnet ec2:DeleteSubnet ec2:ModifySubnetAttribute ec2:CreateTags',
    anywhere: 'ec2:DescribeSubnets ec2:DescribeNetworkInterfaces',
  },
  aws_internet_gateway: {
    arn: ec2('internet-gateway'),
    own:
      'ec2:CreateInternetGateway ec2:AttachInternetGateway ec2:DetachInternetGateway ' +
      'ec2:DeleteInternetGateway ec2:CreateTags',
    anywhere: 'ec2:DescribeInternetGateways',
  },
  aws_route_table: {
    arn: ec2('route-table'),
    own: 'ec2:CreateRouteTable ec2:CreateRoute ec2:DeleteRouteTable ec2:CreateTags',
    anywhere: 'ec2:DescribeRouteTables',
  },
  aws_route_table_association: {
    arn: ec2('route-table'),
    own: 'ec2:AssociateRouteTable ec2:DisassociateRouteTable',
    anywhere: 'ec2:DescribeRouteTables',
  },
  aws_security_group: {
    arn: ec2('security-group'),
    own:
      'ec2:CreateSecurityGroup ec2:DeleteSecurityGroup ec2:AuthorizeSecurityGroupIngress ' +
      'ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress ec2:CreateTags',
    anywhere: 'ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces',
  },
  aws_eip: {
    arn: ec2('elastic-ip'),
    own: 'ec2:AllocateAddress ec2:ReleaseAddress ec2:CreateTags',
    anywhere: 'ec2:DescribeAddresses ec2:DescribeAddressesAttribute',
  },

  aws_db_subnet_group: {
    arn: rds('subgrp'),
    own:
      'rds:CreateDBSubnetGroup rds:DeleteDBSubnetGroup rds:DescribeDBSubnetGroups rds:ListTagsForResource ' +
      'rds:AddTagsToResource',
  },
  aws_db_parameter_group: {
    arn: rds('pg'),
    own:
      'rds:CreateDBParameterGroup rds:DeleteDBParameterGroup rds:DescribeDBParameterGroups ' +
      'rds:DescribeDBParameters rds:ModifyDBParameterGroup rds:ListTagsForResource rds:AddTagsToResource',
  },
  aws_rds_cluster_parameter_group: {
    arn: rds('cluster-pg'),
    own:
      'rds:CreateDBClusterParameterGroup rds:DeleteDBClusterParameterGroup ' +
      'rds:DescribeDBClusterParameterGroups rds:DescribeDBClusterParameters ' +
      'rds:ModifyDBClusterParameterGroup rds:ListTagsForResource rds:AddTagsToResource',
  },
  aws_dynamodb_table: {
    arn: 'arn:aws:dynamodb:REGION:ACCOUNT:table/NAME',
    own:
      'dynamodb:CreateTable dynamodb:DeleteTable dynamodb:DescribeTable dynamodb:DescribeContinuousBackups ' +
      'dynamodb:DescribeTimeToLive dynamodb:UpdateContinuousBackups dynamodb:UpdateTimeToLive ' +
      'dynamodb:ListTagsOfResource dynamodb:TagResource',
  },

  aws_iam_role: {
    arn: iam('role'),
    own:
      'iam:CreateRole iam:DeleteRole iam:GetRole iam:TagRole iam:ListRolePolicies iam:GetRolePolicy ' +
      'iam:ListAttachedRolePolicies iam:ListInstanceProfilesForRole',
  },
  aws_iam_role_policy: {
    // Its own name is the inline policy's; the role that it is put on is a reference.
    arn: 'arn:aws:iam::ACCOUNT:role/*',
    own: 'iam:PutRolePolicy iam:GetRolePolicy iam:DeleteRolePolicy',
  },
  aws_iam_role_policy_attachment: {
    arn: 'arn:aws:iam::ACCOUNT:role/*',
    own: 'iam:AttachRolePolicy iam:DetachRolePolicy iam:ListAttachedRolePolicies',
  },
  aws_iam_policy: {
    arn: iam('policy'),
    own:
      'iam:CreatePolicy iam:DeletePolicy iam:GetPolicy iam:GetPolicyVersion iam:ListPolicyVersions ' +
      'iam:TagPolicy',
  },
  aws_iam_instance_profile: {
    arn: iam('instance-profile'),
    own:
      'iam:CreateInstanceProfile iam:DeleteInstanceProfile iam:GetInstanceProfile ' +
      'iam:AddRoleToInstanceProfile iam:RemoveRoleFromInstanceProfile iam:TagInstanceProfile',
  },

  aws_ecr_repository: {
    arn: 'arn:aws:ecr:REGION:ACCOUNT:repository/NAME',
    own:
      'ecr:CreateRepository ecr:DeleteRepository ecr:DescribeRepositories ecr:ListTagsForResource ' +
      'ecr:TagResource',
  },
  aws_ecs_cluster: {
    arn: 'arn:aws:ecs:REGION:ACCOUNT:cluster/NAME',
    own: 'ecs:DescribeClusters ecs:DeleteCluster ecs:TagResource',
    anywhere: 'ecs:CreateCluster',
  },
  aws_cloudwatch_log_group: {
    arn: 'arn:aws:logs:REGION:ACCOUNT:log-group:NAME',
    own:
      'logs:CreateLogGroup logs:DeleteLogGroup logs:PutRetentionPolicy logs:ListTagsForResource ' +
      'logs:TagResource logs:AssociateKmsKey',
    anywhere: 'logs:DescribeLogGroups',
  },
  aws_cloudwatch_metric_alarm: {
    arn: 'arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME',
    own:
      'cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms ' +
      'cloudwatch:ListTagsForResource cloudwatch:TagResource',
  },
  aws_sqs_queue: {
    arn: 'arn:aws:sqs:REGION:ACCOUNT:NAME',
    own: 'sqs:CreateQueue sqs:DeleteQueue sqs:GetQueueAttributes sqs:ListQueueTags sqs:TagQueue',
  },
  aws_sns_topic: {
    arn: 'arn:aws:sns:REGION:ACCOUNT:NAME',
    own:
      'sns:CreateTopic sns:DeleteTopic sns:GetTopicAttributes sns:SetTopicAttributes ' +
      'sns:ListTagsForResource sns:TagResource',
  },

  aws_acm_certificate: {
    arn: 'arn:aws:acm:REGION:ACCOUNT:certificate/*',
    own: 'acm:DescribeCertificate acm:DeleteCertificate acm:ListTagsForCertificate acm:AddTagsToCertificate',
    anywhere: 'acm:RequestCertificate',
  },
  aws_route53_health_check: {
    arn: 'arn:aws:route53:::healthcheck/*',
    own:
      'route53:GetHealthCheck route53:DeleteHealthCheck route53:ChangeTagsForResource ' +
      'route53:ListTagsForResource',
    anywhere: 'route53:CreateHealthCheck',
  },
  aws_route53_zone: {
    arn: 'arn:aws:route53:::hostedzone/*',
    own:
      'route53:GetHostedZone route53:DeleteHostedZone route53:ChangeTagsForResource ' +
      'route53:ListTagsForResource',
    anywhere: 'route53:CreateHostedZone',
    also: CHANGE,
  },
  aws_route53_record: {
    arn: 'arn:aws:route53:::hostedzone/*',
    own: 'route53:ChangeResourceRecordSets route53:GetHostedZone route53:ListResourceRecordSets',
    also: CHANGE,
  },
}
