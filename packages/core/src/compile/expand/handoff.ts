import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Vocabulary } from '../vocabulary.js'
import { blankDraft, type NewDraft } from './draft.js'

/** The IAM policy that has to be attached in the target account before data moves. */
const DATA_PLANE_POLICY = 'target-cutover-data-plane'

/** The gate between the planes. It exists even when the checklist asks for nothing: the policy has to be there. */
export function handoffDraft(artifacts: Pick<Artifacts, 'controlPlane'>, vocabulary: Vocabulary): NewDraft {
  return {
    ...blankDraft(vocabulary),
    origin: 'handoff',
    description: 'Hand over from the control plane to the data plane',
    given: {
      text: 'The empty target shape is complete. Confirm each criterion before any data moves.',
      criteria: [
        ...(artifacts.controlPlane.handoff_to_data_plane?.criteria ?? []),
        `The policy ${DATA_PLANE_POLICY} is attached to the principal behind the target profile.`,
      ],
      commands: [],
      reason: null,
    },
    fallbackName: 'handoff',
  }
}
