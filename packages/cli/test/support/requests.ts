import type {
  AfterRollbackRequest,
  ApprovalRequest,
  ExecutionStep,
  FailureRequest,
  FailureView,
  HandoffRequest,
  IrreversibleRequest,
  PlanRequest,
  PollRequest,
  ResumeRequest,
  SecretFileRequest,
  StepQuestion,
  StepRequest,
} from '@cutover/core'

/** One request of every kind, as a run would ask it. */

export const step: ExecutionStep = {
  step_id: 'dp-phase4-006-api-route53-change',
  plane: 'data',
  phase_number: 4,
  phase_name: 'Cutover',
  checklist_item_id: 'dp4-06',
  checklist_item_ids: ['dp4-06'],
  description: 'Point api.orders.example.com at the new load balancer.',
  action: 'route53-change',
  params: {},
  resource_arn:
    'arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ/api.orders.example.com/a-very-long-name-indeed',
  resource_type: 'AWS::Route53::RecordSet',
  resource_name: 'api.orders.example.com',
  tool: 'aws-sdk',
  preview_cmd: null,
  execute_cmd: null,
  verify_cmd: null,
  verify_success_pattern: null,
  rollback_cmd: null,
  requires: [],
  long_running: false,
  poll_cmd: null,
  poll_interval_seconds: 60,
  poll_terminal_states: [],
  risk: 'high',
  approval_required: true,
  irreversible: true,
  irreversible_reason: 'Resolvers keep the new answer until its TTL has passed.',
  owner_team: 'team-edge',
  estimated_seconds: 120,
  time_box_minutes: 10,
  rollback_window_minutes: 30,
  plan_rollback: ['Point the record back.'],
  freeze: null,
  notes: ['Watch the 5xx rate.'],
}

const MINUTE = 60_000
export const question: StepQuestion = {
  step,
  position: { index: 56, total: 58, plane: 'data', phaseNumber: 4, phaseName: 'Cutover' },
  account: { side: 'target', accountId: '222222222222', profile: 'new-prod' },
  risk: 'high',
  freezes: [
    {
      datastoreArn: 'arn:aws:s3:::orders-documents',
      sinceMs: 0,
      elapsedMs: 50 * MINUTE,
      allowedMs: 45 * MINUTE,
      exceeded: true,
      proven: true,
    },
  ],
  credentials: [
    { side: 'source', profile: 'old-prod', expiresAtMs: 90 * MINUTE, remainingMs: 40 * MINUTE },
    { side: 'target', profile: 'new-prod', expiresAtMs: null, remainingMs: null },
  ],
  warnings: ['The zone is also edited by another tool.'],
  shownHash: 'f'.repeat(64),
}

export const failure: FailureView = {
  stage: 'execute',
  errorName: 'InvalidChangeBatch',
  message: 'The record set was changed by somebody else.',
  requestId: 'req-1',
  terminalStatus: null,
  stderrTail: 'route53:ChangeResourceRecordSets InvalidChangeBatch',
  checks: [{ name: 'answer', ok: false, expected: '203.0.113.9', found: '198.51.100.4' }],
}

export const planRequest: PlanRequest = {
  kind: 'plan',
  summary: {},
  summaryLines: ['Execution plan compiled.', '  Total steps:       58', 'Warning: An id is used twice.'],
  shownHash: 'a',
}
export const stepRequest: StepRequest = {
  ...question,
  kind: 'step',
  preview: {
    observationHash: 'b',
    observation: {},
    before: ['A api.orders.example.com 60 198.51.100.4'],
    after: ['A api.orders.example.com 60 203.0.113.9'],
    blockers: [],
    warnings: [],
    volatile: [],
    alreadyDone: false,
  },
  call: 'aws route53 change-resource-record-sets --hosted-zone-id Z0123456789ABCDEFGHIJ --change-batch file://batch.json --profile new-prod',
  rollback:
    'aws route53 change-resource-record-sets --hosted-zone-id Z0123456789ABCDEFGHIJ --change-batch file://undo.json --profile new-prod',
  choices: ['approve', 'recheck', 'skip', 'abort'],
  invalidated: null,
}
export const irreversibleRequest: IrreversibleRequest = {
  ...question,
  kind: 'irreversible',
  cannotBeUndone: 'Resolvers keep the new answer until its TTL has passed.',
  typeToConfirm: 'api.orders.example.com',
}
export const handoffRequest: HandoffRequest = {
  ...question,
  kind: 'handoff',
  criteria: ['The target VPC is peered.', 'Every module is applied.'],
  policyName: 'target-cutover-data-plane',
  denied: [
    {
      side: 'target',
      action: 'rds:CopyDBSnapshot',
      resource: 'arn:aws:rds:us-east-1:222222222222:snapshot:orders-db-from-legacy',
      reason: 'implicitDeny',
      missingContext: ['aws:RequestedRegion'],
    },
  ],
}
export const failureRequest: FailureRequest = {
  ...question,
  kind: 'failure',
  failure,
  choices: ['retry', 'rollback-and-continue', 'rollback-and-stop', 'stop', 'abort'],
  retriesLeft: 2,
  rollback: 'aws route53 change-resource-record-sets --change-batch file://undo.json',
  planRollback: ['Point the record back.'],
  rollbackWindowMinutes: 30,
  sinceStartedMs: 12 * MINUTE,
  insideWindow: true,
  irreversible: null,
}
export const afterRollbackRequest: AfterRollbackRequest = {
  ...question,
  kind: 'after-rollback',
  ok: false,
  failure: { ...failure, stage: 'rollback' },
  remains: 'the new record',
  choices: ['retry-rollback', 'continue', 'stop', 'abort'],
}
export const resumeRequest: ResumeRequest = {
  kind: 'resume',
  reason: 'in-doubt',
  question,
  lastEvent: 'executing',
  finding: 'AWS shows neither the old nor the new record.',
  evidence: ['A api.orders.example.com 60 192.0.2.1'],
  wayBack: {
    rollback: 'aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch file://back.json',
    planRollback: ['Point the record back to the legacy load balancer.'],
    rollbackWindowMinutes: 30,
    sinceStartedMs: 45 * 60_000,
    insideWindow: false,
    irreversible: null,
  },
  retriesLeft: 2,
  choices: ['retry', 'skip', 'rollback', 'stop', 'abort'],
  shownHash: 'c',
}
export const pollRequest: PollRequest = {
  ...question,
  kind: 'poll-unknown',
  reason: 'unknown-status',
  lastStatus: 'PENDING',
  cancellable: true,
}
export const secretFileRequest: SecretFileRequest = {
  ...question,
  kind: 'secret-file',
  secretId: 'orders/db-password',
  rejected: 'The file is empty.',
  confirmLoosePermissions: true,
}

export const allRequests: readonly ApprovalRequest[] = [
  planRequest,
  stepRequest,
  irreversibleRequest,
  handoffRequest,
  failureRequest,
  afterRollbackRequest,
  resumeRequest,
  pollRequest,
  secretFileRequest,
]
