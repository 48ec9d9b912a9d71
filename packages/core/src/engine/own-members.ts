import type { JournalEntry } from '@cutover/journal'

/** What an entry says twice has to agree, and what its event has no use for is not there; words, or null. */
export function ownProblem(entry: JournalEntry): string | null {
  return exitCodeProblem(entry) ?? pollStateProblem(entry) ?? callProblem(entry) ?? resultProblem(entry)
}

function exitCodeProblem({ event, data, exit_code: code }: JournalEntry): string | null {
  if (code === null) return null
  if (event !== 'executed' && event !== 'rollback-executed') return `what is ${event} has no exit code`
  return (code === 0) === data.ok ? null : `its exit code is ${code}, and its result says otherwise`
}

function pollStateProblem({ event, data, poll_state: state }: JournalEntry): string | null {
  if (event !== 'poll-tick' && event !== 'poll-terminal')
    return state === null ? null : `what is ${event} polls nothing`
  return state === data.status ? null : 'it names two states of its job'
}

/** A cancelling has no command. */
function callProblem({ event, data, cmd }: JournalEntry): string | null {
  if (event !== 'executing') return null
  if (data.kind !== 'execute' && data.observation_hash !== null)
    return 'only an execution is bound to what was shown'
  return cmd === null || cmd === data.call ? null : 'it names two calls'
}

function resultProblem({ event, data }: JournalEntry): string | null {
  if (event !== 'executed' || !data.ok) return null
  if (data.in_doubt) return 'it says that it worked, and that nobody knows'
  return data.credentials === true ? 'it says that it worked, and that its credentials had expired' : null
}
