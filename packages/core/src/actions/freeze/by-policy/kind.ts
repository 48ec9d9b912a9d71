import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import type { DatastoreFreeze, FreezeRequest } from '../kinds/datastore-freeze.js'
import { denyStatement, FREEZE_SID_PREFIX } from './document.js'
import { addFreeze, previewPolicyFreeze, reconcilePolicyFreeze, verifyPolicyFrozen } from './freeze.js'
import {
  isPolicyFrozen,
  previewPolicyRelease,
  removeApprovedFreeze,
  removeFreeze,
  restoreFreeze,
  verifyPolicyReleased,
} from './release.js'
import type { PolicyFreezeTarget } from './store.js'

/** What differs between the services whose freeze is a statement in a resource policy. */
export interface PolicyKind {
  readonly resourceType: string
  handles(datastoreArn: string): boolean
  nameOf(datastoreArn: string): string
  target(datastoreArn: string): PolicyFreezeTarget
  /** The command line that reads the policy. */
  readCli(datastoreArn: string, facts: StepFacts): string
  /** The command line that sets the policy to `text`. */
  writeCli(datastoreArn: string, facts: StepFacts, text: string): string
  /** The operation that deletes the policy, as the CLI calls it. */
  readonly removeOperation: string
  iamActions(datastoreArn: string, facts: StepFacts): readonly IamRequirement[]
}

/** Makes a freeze kind of a service's policy store. */
export function policyFreezeKind(kind: PolicyKind): DatastoreFreeze {
  return {
    resourceType: kind.resourceType,
    handles: kind.handles,
    nameOf: kind.nameOf,
    iamActions: kind.iamActions,
    freezeCli: (request, facts) => freezeCommands(kind, request, facts),
    releaseCli: (datastoreArn, facts) => releaseCommands(kind, datastoreArn, facts),

    previewFreeze: (request, ctx) => previewPolicyFreeze(kind.target(request.datastoreArn), request, ctx),
    freeze: (request, ctx) => addFreeze(kind.target(request.datastoreArn), request, ctx),
    reconcileFreeze: (request, ctx) => reconcilePolicyFreeze(kind.target(request.datastoreArn), request, ctx),
    async tracesOf(request, ctx) {
      const found = await reconcilePolicyFreeze(kind.target(request.datastoreArn), request, ctx)
      return found.kind === 'done' ? found.receipt : null
    },
    verifyFrozen: (request, receipt, ctx) =>
      verifyPolicyFrozen(kind.target(request.datastoreArn), request, receipt, ctx),

    previewRelease: (arn, frozen, ctx) => previewPolicyRelease(kind.target(arn), frozen, ctx),
    releaseApproved: (arn, frozen, ctx) => removeApprovedFreeze(kind.target(arn), frozen, ctx),
    release: (arn, frozen, ctx) => removeFreeze(kind.target(arn), frozen, ctx),
    verifyReleased: (arn, frozen, released, ctx) =>
      verifyPolicyReleased(kind.target(arn), frozen, released, ctx),
    freezeAgain: (arn, frozen, ctx) => restoreFreeze(kind.target(arn), frozen, ctx),
    isFrozen: (arn, frozen, ctx) => isPolicyFrozen(kind.target(arn), frozen, ctx),
    isReleased: async (arn, frozen, ctx) => !(await isPolicyFrozen(kind.target(arn), frozen, ctx)),
  }
}

function freezeCommands(kind: PolicyKind, request: FreezeRequest, facts: StepFacts): CliEquivalents {
  const { deniedActions: actions, deniedResources: resources } = kind.target(request.datastoreArn)
  const { exemptPrincipalArns } = request
  const statement = denyStatement({
    sid: `${FREEZE_SID_PREFIX}TOKEN`,
    actions,
    resources,
    exemptPrincipalArns,
  })
  const read = kind.readCli(request.datastoreArn, facts)
  return {
    preview: read,
    execute: kind.writeCli(
      request.datastoreArn,
      facts,
      `<the policy as it is, with one more statement: ${JSON.stringify(statement)}>`,
    ),
    verify: read,
    poll: null,
    rollback: releaseCommand(kind, request.datastoreArn, facts),
  }
}

function releaseCommands(kind: PolicyKind, datastoreArn: string, facts: StepFacts): CliEquivalents {
  const read = kind.readCli(datastoreArn, facts)
  return {
    preview: read,
    execute: releaseCommand(kind, datastoreArn, facts),
    verify: read,
    poll: null,
    rollback: kind.writeCli(datastoreArn, facts, '<the policy as it is, with the freeze statement put back>'),
  }
}

/**
 * What else the policy holds decides between setting and deleting it; the line shows the usual one. The other is
 * only named: within the quotes no profile would be put in its place.
 */
function releaseCommand(kind: PolicyKind, datastoreArn: string, facts: StepFacts): string {
  const text = `<the policy without the freeze statement; when none is left, instead: ${kind.removeOperation}>`
  return kind.writeCli(datastoreArn, facts, text)
}
