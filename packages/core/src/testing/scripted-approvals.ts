import type {
  ApprovalKind,
  ApprovalProvider,
  ApprovalRequest,
  DecisionFor,
  RequestFor,
} from '../model/approvals.js'

/** One answer, or how to find it. A list is used up from its front; its last element is not repeated. */
type Answer<K extends ApprovalKind> =
  | DecisionFor<K>
  | readonly DecisionFor<K>[]
  | ((request: RequestFor<K>, signal: AbortSignal) => DecisionFor<K> | Promise<DecisionFor<K>> | undefined)

type AnswersByKind = { readonly [K in ApprovalKind]?: Answer<K> }

/**
 * The script. For a question about a step, `steps` is asked first; where it says nothing (absent, list used
 * up, function answering undefined), `kinds` is; then `otherwise`.
 */
export interface ScriptedAnswers {
  /** By step id, then by kind. */
  readonly steps?: Readonly<Record<string, AnswersByKind>>
  readonly kinds?: AnswersByKind
  /** Any other question. Undefined is no answer. */
  readonly otherwise?: (request: ApprovalRequest) => unknown
}

/** One question as the provider was shown it, and what it answered. */
export interface Shown {
  readonly request: ApprovalRequest
  /** Undefined when the script had no answer. */
  readonly decision: unknown
}

export interface ScriptedApprovals extends ApprovalProvider {
  /** Everything that was asked, in order. */
  readonly shown: readonly Shown[]
  /** The requests of one kind, in order. */
  of<K extends ApprovalKind>(kind: K): readonly RequestFor<K>[]
  /** Lists in the script that were not used up, as `step/kind` or `kind`: an answer nobody asked for. */
  readonly unused: readonly string[]
}

/**
 * An approval provider for test harnesses: answers by step, by kind or by function, and keeps what it was
 * shown. A question that the script does not answer is rejected, and so is no approval: the run halts.
 */
export function scriptedApprovals(script: ScriptedAnswers): ScriptedApprovals {
  const shown: Shown[] = []
  const queues = new Map<string, unknown[]>()
  for (const [place, answer] of placesOf(script)) if (Array.isArray(answer)) queues.set(place, [...answer])

  const find = async (place: string, answer: unknown, request: ApprovalRequest, signal: AbortSignal) => {
    if (typeof answer === 'function') return (await answer(request, signal)) as unknown
    const queue = queues.get(place)
    return queue === undefined ? answer : queue.shift()
  }
  return {
    shown,
    get unused() {
      return [...queues].filter(([, queue]) => queue.length > 0).map(([place]) => place)
    },
    of<K extends ApprovalKind>(kind: K) {
      return shown.map((one) => one.request).filter((request) => request.kind === kind) as RequestFor<K>[]
    },
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      signal.throwIfAborted()
      const kind: K = request.kind as K
      const stepId = stepIdOf(request)
      const own = stepId === null ? undefined : script.steps?.[stepId]?.[kind]
      let decision = own === undefined ? undefined : await find(`${stepId}/${kind}`, own, request, signal)
      decision ??= await find(kind, script.kinds?.[kind], request, signal)
      decision ??= script.otherwise?.(request)
      shown.push({ request, decision })
      if (decision === undefined)
        throw new Error(
          `the script has no answer to "${kind}"${stepId === null ? '' : ` of step ${stepId}`} (question ${shown.length})`,
        )
      return decision as DecisionFor<K>
    },
  }
}

function placesOf(script: ScriptedAnswers): readonly (readonly [string, unknown])[] {
  const bySteps = Object.entries(script.steps ?? {}).flatMap(([stepId, answers]) =>
    Object.entries(answers).map(([kind, answer]) => [`${stepId}/${kind}`, answer] as const),
  )
  return [...bySteps, ...Object.entries(script.kinds ?? {})]
}

/** The step that a question is about, or null for questions about the run. */
function stepIdOf(request: ApprovalRequest): string | null {
  if (request.kind === 'plan') return null
  if (request.kind === 'resume') return request.question?.step.step_id ?? null
  return request.step.step_id
}
