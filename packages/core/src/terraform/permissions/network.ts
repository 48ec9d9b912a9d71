import { ec2, type PermissionTable } from './templates.js'

const BALANCER = 'arn:aws:elasticloadbalancing:REGION:ACCOUNT'

/** What hangs on a VPC, and load balancers. */
export const NETWORK_PERMISSIONS: PermissionTable = {
  aws_nat_gateway: {
    arn: ec2('natgateway'),
    own: 'ec2:CreateNatGateway ec2:DeleteNatGateway ec2:CreateTags',
    anywhere: 'ec2:DescribeNatGateways',
  },
  aws_route: {
    arn: ec2('route-table'),
    own: 'ec2:CreateRoute ec2:DeleteRoute',
    anywhere: 'ec2:DescribeRouteTables',
  },
  aws_vpc_endpoint: {
    arn: ec2('vpc-endpoint'),
    own: 'ec2:CreateVpcEndpoint ec2:DeleteVpcEndpoints ec2:CreateTags',
    anywhere: 'ec2:DescribeVpcEndpoints ec2:DescribePrefixLists',
  },
  aws_network_acl: {
    arn: ec2('network-acl'),
    own:
      'ec2:CreateNetworkAcl ec2:DeleteNetworkAcl ec2:CreateNetworkAclEntry ec2:DeleteNetworkAclEntry ' +
      'ec2:ReplaceNetworkAclAssociation ec2:CreateTags',
    anywhere: 'ec2:DescribeNetworkAcls',
  },
  aws_security_group_rule: {
    arn: ec2('security-group'),
    own:
      'ec2:AuthorizeSecurityGroupIngress ec2:AuthorizeSecurityGroupEgress ' +
      'ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress',
    anywhere: 'ec2:DescribeSecurityGroups',
  },
  aws_vpc_security_group_ingress_rule: {
    arn: ec2('security-group'),
    own: 'ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress',
    anywhere: 'ec2:DescribeSecurityGroupRules',
    also: { arn: ec2('security-group-rule'), own: 'ec2:CreateTags' },
  },
  aws_vpc_security_group_egress_rule: {
    arn: ec2('security-group'),
    own: 'ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress',
    anywhere: 'ec2:DescribeSecurityGroupRules',
    also: { arn: ec2('security-group-rule'), own: 'ec2:CreateTags' },
  },

  aws_lb: {
    arn: `${BALANCER}:loadbalancer/*`,
    own:
      'elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:DeleteLoadBalancer ' +
      'elasticloadbalancing:ModifyLoadBalancerAttributes elasticloadbalancing:AddTags',
    anywhere:
      'elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeLoadBalancerAttributes ' +
      'elasticloadbalancing:DescribeTags ec2:DescribeNetworkInterfaces',
  },
  aws_lb_listener: {
    arn: `${BALANCER}:listener/*`,
    own:
      'elasticloadbalancing:ModifyListenerAttributes elasticloadbalancing:DeleteListener ' +
      'elasticloadbalancing:AddTags',
    anywhere:
      'elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeListenerAttributes ' +
      'elasticloadbalancing:DescribeTags',
    also: { arn: `${BALANCER}:loadbalancer/*`, own: 'elasticloadbalancing:CreateListener' },
  },
  aws_lb_listener_rule: {
    arn: `${BALANCER}:listener-rule/*`,
    own: 'elasticloadbalancing:DeleteRule elasticloadbalancing:AddTags',
    anywhere: 'elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags',
    also: { arn: `${BALANCER}:listener/*`, own: 'elasticloadbalancing:CreateRule' },
  },
  aws_lb_target_group: {
    arn: `${BALANCER}:targetgroup/NAME/*`,
    own:
      'elasticloadbalancing:CreateTargetGroup elasticloadbalancing:DeleteTargetGroup ' +
      'elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:AddTags',
    anywhere:
      'elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetGroupAttributes ' +
      'elasticloadbalancing:DescribeTags',
  },
  aws_lb_target_group_attachment: {
    arn: `${BALANCER}:targetgroup/*`,
    own: 'elasticloadbalancing:RegisterTargets elasticloadbalancing:DeregisterTargets',
    anywhere: 'elasticloadbalancing:DescribeTargetHealth',
  },
}
