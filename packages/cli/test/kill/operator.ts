import { type Exit, type Pane, soon } from './tmux.js'

/** What a sensible operator chooses, by the question: the first title that is offered. */
const ANSWERS: readonly { readonly question: RegExp; readonly titles: readonly RegExp[] }[] = [
  { question: /^Go, or no-go\?/, titles: [/^Go:/] },
  { question: /^What do you decide\?/, titles: [/^Approve:/] },
  { question: /^Pass the gate\?/, titles: [/^Confirm the criteria/] },
  { question: /^Is it met\?/, titles: [/^Yes/] },
  { question: /^Is .* attached\?/, titles: [/^Yes/] },
  { question: /^What now\?/, titles: [/^Retry this step/, /^Go on with the run/, /^Keep waiting/] },
]

/** An open question on a screen: what is asked, what is offered, and where the pointer stands. */
export interface OpenQuestion {
  readonly message: string
  readonly titles: readonly string[]
  readonly pointer: number
  /** How many were answered before it, so that a repeated question is told from the same one. */
  readonly answered: number
}

/** The last thing on the screen, when that is an open list. */
export function openQuestion(screen: string): OpenQuestion | null {
  const lines = screen.trimEnd().split('\n')
  const at = lines.findLastIndex((line) => line.startsWith('? '))
  if (at === -1) return null
  const rows = lines.slice(at + 1).filter((line) => line.trim() !== '')
  const pointer = rows.findIndex((row) => row.startsWith('❯'))
  if (pointer === -1) return null
  const message = lines[at]?.slice(2) ?? ''
  const answered = lines.filter((line) => /^[✔✖] /.test(line)).length
  return { message, titles: rows.map((row) => row.replace(/^❯/, '').trim()), pointer, answered }
}

/** Waits for a question of this kind; null when the program ends first. */
export async function nextQuestion(pane: Pane, answered: number): Promise<OpenQuestion | Exit> {
  return await soon(
    'a question, or the end',
    async () => {
      const question = openQuestion(await pane.text())
      if (question !== null && question.answered >= answered) return question
      return await pane.exit()
    },
    pane,
  )
}

/** Moves the pointer to a title and presses Enter. */
export async function choose(pane: Pane, question: OpenQuestion, title: RegExp): Promise<void> {
  const to = question.titles.findIndex((offered) => title.test(offered))
  if (to <= question.pointer) throw new Error(`not offered: ${title} in ${question.titles.join(' | ')}`)
  const downs = Array.from({ length: to - question.pointer }, () => 'Down')
  await pane.press(...downs, 'Enter')
}

/**
 * Answers question after question by keys.
 * @param until stops before this question is answered
 * @returns how the program ended, or the question at which it stopped
 */
export async function operate(
  pane: Pane,
  until?: (question: OpenQuestion, screen: string) => boolean,
): Promise<Exit | OpenQuestion> {
  let answered = 0
  for (;;) {
    const next = await nextQuestion(pane, answered)
    if (!('message' in next)) return next
    if (until?.(next, await pane.text()) === true) return next
    const answer = ANSWERS.find(({ question }) => question.test(next.message))
    const title = answer?.titles.find((wanted) => next.titles.some((offered) => wanted.test(offered)))
    if (title === undefined) throw new Error(`no answer to: ${next.message} ${next.titles.join(' | ')}`)
    await choose(pane, next, title)
    answered = next.answered + 1
  }
}
