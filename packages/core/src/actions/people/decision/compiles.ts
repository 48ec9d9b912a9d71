import type { Compiles, StandIn } from '../../../compile/action.js'

/**
 * Operation types of the planner that no action carries out yet: people do, and requirements, risk and rollback
 * go by what the operation means. An action that takes one of them says so itself and is missing here.
 */
const STANDS_IN_FOR: Readonly<Record<string, StandIn>> = {
  // An image is used where it is: sharing it is all that brings it.
  'ami-share': { role: 'share', differs: { brings: true, planPhase: 'Applications' } },
  'datasync-start': { role: 'transfer' },
  'dms-start': {
    role: 'transfer',
    differs: { fills: 'databases', planPhase: 'Databases' },
    produces: [{ artifact: 'running-replication' }],
    consumes: [{ artifact: 'replication-task' }],
  },
  'dms-promote': { role: 'promote', consumes: [{ artifact: 'running-replication' }] },
  'rds-promote-read-replica': { role: 'promote' },
  's3-sync': { role: 'transfer' },
  's3-batch-replication': { role: 'transfer' },
  'ecr-push': { role: 'transfer', differs: { planPhase: 'Applications' } },
  'lambda-code-upload': { role: 'infrastructure', differs: { planPhase: 'Applications' } },
  'cognito-deploy-user-migration-lambda': {
    role: 'infrastructure',
    differs: { planPhase: 'Applications' },
  },
  'cognito-idp-import-job': { role: 'infrastructure', differs: { planPhase: 'Applications' } },
  'cognito-update-idp-secret': { role: 'secret' },
  'wafv2-associate': { role: 'infrastructure', differs: { planPhase: 'Applications' } },
  'traffic-shift': { role: 'traffic' },
  // The plan's words for a phase say nothing about a single call.
  'aws-cli': { role: 'infrastructure', differs: { planPhase: null }, expected: true },
  'k8s-redeploy-handoff': { role: 'people', expected: true },
}

/** What people do: what the checklist leaves to them, and what nothing else takes. */
export const compiles: Compiles = {
  role: 'people',
  operationTypes: ['manual', 'manual-decision'],
  tools: ['manual', 'human', 'operator', 'people', 'person', 'byhand', 'none', 'na'],
  standsInFor: STANDS_IN_FOR,
}
