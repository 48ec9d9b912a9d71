import { type Static, Type } from 'typebox'
import { accountId, oneOf, published, sourceMetadata, textOrNull, texts } from './parts.js'

export const EDGE_RELATIONS = [
  'sg-ingress',
  'sg-egress',
  'lambda-env-secret',
  'lambda-env-ssm',
  'lambda-env-other',
  'iam-policy',
  'iam-trust',
  's3-bucket-policy',
  'r53-alias',
  'r53-cname',
  'cloudfront-origin',
  'elb-target-group',
  'elb-target',
  'ecs-task-role',
  'eks-irsa',
  'kms-key-use',
  'vpc-endpoint',
  'cognito-trigger',
  'cognito-callback-url',
  'cognito-idp-federation',
  'memorydb-subnet-group',
  'memorydb-parameter-group',
  'memorydb-acl',
  'wafv2-association',
  'athena-results-bucket',
  'athena-glue-catalog',
  'apprunner-image-source',
  'apprunner-instance-role',
  'apprunner-secret-env',
  'apprunner-vpc-connector',
  'cfn-managed-resource',
  'ce-anomaly-subscription',
  'rds-proxy-secret',
  'rds-proxy-subnet',
  'rds-proxy-target',
  'eks-handoff',
] as const

export const TRUST_TYPES = [
  'same-account-role',
  'cross-account-role',
  'oidc-github',
  'oidc-gitlab',
  'oidc-other',
  'irsa-eks',
  'saml-federation',
  'web-identity-cognito',
  'web-identity-custom',
  'aws-service-principal',
] as const

export const DependencyEdgeSchema = Type.Object({
  from: Type.String({ description: 'ARN of the resource that depends.' }),
  to: Type.String({ description: 'ARN or external name of what it depends on.' }),
  relation: oneOf(EDGE_RELATIONS),
  context: Type.Optional(Type.String({ description: 'More about the edge, for example a port range.' })),
})

const IamTrustSchema = Type.Object({
  role_arn: Type.String(),
  trust_type: oneOf(TRUST_TYPES),
  trusted_principal: Type.Optional(Type.String()),
  trusted_account: Type.Optional(textOrNull(undefined, { pattern: '^[0-9]{12}$' })),
  needs_target_rework: Type.Optional(
    Type.Boolean({ description: 'The trust has to be made anew in the target account.' }),
  ),
  rework_notes: Type.Optional(Type.String()),
})

/** `dependency-graph.json`. */
export const DependencyGraphSchema = Type.Object(
  {
    metadata: sourceMetadata({
      inventory_ref: Type.String({ description: 'Where the inventory of the source account is.' }),
    }),
    edges: Type.Array(DependencyEdgeSchema),
    iam_trusts: Type.Array(IamTrustSchema),
    external_account_dependencies: Type.Optional(
      Type.Array(Type.Object({ account_id: accountId(), resource_arns: texts(), type: Type.String() })),
    ),
    external_identity_provider_trusts: Type.Optional(
      Type.Array(
        Type.Object({ provider: Type.String(), arn: Type.String(), used_by: Type.Optional(texts()) }),
      ),
    ),
    eip_remap_required: Type.Optional(
      Type.Array(Type.Object({ eip: Type.String({ format: 'ipv4' }), referenced_at: texts() })),
    ),
    fragile_couplings: Type.Optional(
      Type.Array(
        Type.Object({
          description: Type.String(),
          resources: texts(),
          severity: oneOf(['low', 'medium', 'high']),
        }),
      ),
    ),
  },
  published(
    'dependency-graph',
    'Dependency graph',
    'Which resource of the source account needs which other one.',
  ),
)
export type DependencyGraph = Static<typeof DependencyGraphSchema>
