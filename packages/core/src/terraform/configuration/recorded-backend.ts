import { INPUT_FILES } from '../../rundir/files.js'
import { recordOf, textOf } from '../json-read.js'
import { type Body, withoutPrototypes } from './body.js'
import type { BackendBlock } from './model.js'
import { misspelt, ownRecord } from './own-records.js'
import type { Refusal } from './refusal.js'

const BACKEND_RECORD = `${INPUT_FILES.terraformRoot}/.terraform/terraform.tfstate`
const NEXT = `Remove ${BACKEND_RECORD}, and write the backend's settings into its block.`

interface RecordedBackend {
  readonly backend: BackendBlock | null
  readonly refusals: readonly Refusal[]
}

/**
 * What `terraform init -backend-config=…` was once given. Terraform keeps it beside the configuration, and goes on
 * with it for as long as the block itself stays what it was: with its profile, its keys and its bucket.
 */
export async function recordedBackend(directory: string): Promise<RecordedBackend> {
  const found = await ownRecord(directory, BACKEND_RECORD)
  if (found.kind === 'none') return { backend: null, refusals: [] }
  if (found.kind === 'doubtful') return refused(found.why)
  const member = misspelt(found.record, ['backend'])
  if (member !== null) return refused(`has a member ${JSON.stringify(member)}`)
  const backend = recordOf(found.record.backend)
  if (backend === null) return { backend: null, refusals: [] }
  const inner = misspelt(backend, ['type', 'config', 'hash'])
  if (inner !== null) return refused(`has a member ${JSON.stringify(inner)}`)
  return {
    backend: { type: textOf(backend.type) ?? '', file: BACKEND_RECORD, body: setMembers(backend.config) },
    refusals: [],
  }
}

/** Terraform writes every member down; null for one that nobody set. */
function setMembers(config: unknown): Body {
  const entries = Object.entries(recordOf(config) ?? {}).filter(([, value]) => value !== null)
  return withoutPrototypes(Object.fromEntries(entries)) as Body
}

function refused(why: string): RecordedBackend {
  const message = `the record of the backend ${why}: terraform may read another one in it.`
  return { backend: null, refusals: [{ file: BACKEND_RECORD, message, next: NEXT }] }
}
