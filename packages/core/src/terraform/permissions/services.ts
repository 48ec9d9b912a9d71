import { iam, type PermissionTable } from './templates.js'

const REPOSITORY = 'arn:aws:ecr:REGION:ACCOUNT:repository/NAME'
const FUNCTION = 'arn:aws:lambda:REGION:ACCOUNT:function:NAME'
const SECRET = 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:*'

/** Functions, containers, events, messages: what runs and what it talks through. */
export const SERVICE_PERMISSIONS: PermissionTable = {
  aws_lambda_function: {
    arn: FUNCTION,
    own:
      'lambda:CreateFunction lambda:DeleteFunction lambda:GetFunction lambda:ListVersionsByFunction ' +
      'lambda:GetFunctionCodeSigningConfig lambda:TagResource',
  },
  aws_lambda_permission: {
    arn: FUNCTION,
    own: 'lambda:AddPermission lambda:RemovePermission lambda:GetPolicy',
  },
  aws_lambda_event_source_mapping: {
    arn: 'arn:aws:lambda:REGION:ACCOUNT:event-source-mapping:*',
    own:
      'lambda:GetEventSourceMapping lambda:DeleteEventSourceMapping lambda:TagResource ' + 'lambda:ListTags',
    anywhere: 'lambda:CreateEventSourceMapping',
  },
  aws_ecs_service: {
    arn: 'arn:aws:ecs:REGION:ACCOUNT:service/*',
    own: 'ecs:CreateService ecs:UpdateService ecs:DeleteService ecs:DescribeServices ecs:TagResource',
  },
  aws_ecs_task_definition: {
    arn: 'arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME:*',
    own: 'ecs:RegisterTaskDefinition ecs:TagResource',
    anywhere: 'ecs:DescribeTaskDefinition ecs:DeregisterTaskDefinition',
  },
  aws_ecr_lifecycle_policy: {
    arn: REPOSITORY,
    own: 'ecr:PutLifecyclePolicy ecr:GetLifecyclePolicy ecr:DeleteLifecyclePolicy',
  },
  aws_ecr_repository_policy: {
    arn: REPOSITORY,
    own: 'ecr:SetRepositoryPolicy ecr:GetRepositoryPolicy ecr:DeleteRepositoryPolicy',
  },

  aws_cloudwatch_event_rule: {
    arn: 'arn:aws:events:REGION:ACCOUNT:rule/NAME',
    own:
      'events:PutRule events:DeleteRule events:DescribeRule events:ListTagsForResource ' +
      'events:TagResource',
  },
  aws_cloudwatch_event_target: {
    arn: 'arn:aws:events:REGION:ACCOUNT:rule/NAME',
    own: 'events:PutTargets events:RemoveTargets events:ListTargetsByRule',
  },
  aws_cloudwatch_dashboard: {
    arn: 'arn:aws:cloudwatch::ACCOUNT:dashboard/NAME',
    own: 'cloudwatch:PutDashboard cloudwatch:GetDashboard cloudwatch:DeleteDashboards',
  },
  aws_sns_topic_policy: {
    arn: 'arn:aws:sns:REGION:ACCOUNT:*',
    own: 'sns:GetTopicAttributes sns:SetTopicAttributes',
  },
  aws_sns_topic_subscription: {
    arn: 'arn:aws:sns:REGION:ACCOUNT:*',
    own: 'sns:Subscribe sns:ListSubscriptionsByTopic',
    anywhere: 'sns:GetSubscriptionAttributes sns:Unsubscribe',
  },
  aws_sqs_queue_policy: {
    arn: 'arn:aws:sqs:REGION:ACCOUNT:*',
    own: 'sqs:GetQueueAttributes sqs:SetQueueAttributes',
  },

  aws_secretsmanager_secret_version: {
    arn: SECRET,
    own:
      'secretsmanager:PutSecretValue secretsmanager:GetSecretValue secretsmanager:DescribeSecret ' +
      'secretsmanager:UpdateSecretVersionStage',
  },
  aws_secretsmanager_secret_policy: {
    arn: SECRET,
    own:
      'secretsmanager:PutResourcePolicy secretsmanager:GetResourcePolicy ' +
      'secretsmanager:DeleteResourcePolicy',
  },
  aws_acm_certificate_validation: {
    arn: 'arn:aws:acm:REGION:ACCOUNT:certificate/*',
    own: 'acm:DescribeCertificate',
  },
  aws_iam_user: {
    arn: iam('user'),
    own: 'iam:CreateUser iam:DeleteUser iam:GetUser iam:TagUser iam:ListGroupsForUser',
  },
  aws_kms_grant: {
    arn: 'arn:aws:kms:REGION:ACCOUNT:key/*',
    own: 'kms:CreateGrant kms:ListGrants kms:RevokeGrant',
  },
  aws_kms_key_policy: {
    arn: 'arn:aws:kms:REGION:ACCOUNT:key/*',
    own: 'kms:GetKeyPolicy kms:PutKeyPolicy kms:DescribeKey kms:GetKeyRotationStatus kms:ListResourceTags',
  },
}
