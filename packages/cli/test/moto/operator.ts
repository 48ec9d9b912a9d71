import { setTimeout as delay } from 'node:timers/promises'
import type { ExecutionStep } from '@cutover/core'
import { choose, openQuestion } from '../kill/operator.js'
import type { Exit, Pane } from '../kill/tmux.js'

/** What the operator does at a step's question; anything may be done and looked at before the answer. */
export type StepChoice = 'approve' | 'skip' | 'recheck'

/** A person who knows the plan. */
export interface Operator {
  /** The compiled steps, from the moment that the run has written them. */
  steps(): readonly ExecutionStep[]
  /** @param screen what is shown about the step, from its title on */
  decide(step: ExecutionStep, screen: string): Promise<StepChoice>
  secretFile(step: ExecutionStep): string
  /** The word that a skip is given for the journal. */
  why(step: ExecutionStep): string
}

const STEP_CHOICES: Readonly<Record<StepChoice, RegExp>> = {
  approve: /^Approve:/,
  skip: /^Skip this step/,
  recheck: /^Look again/,
}

/** Lists that are answered the same way wherever they come up. */
const LISTS: readonly (readonly [question: RegExp, title: RegExp])[] = [
  [/^Go, or no-go\?/, /^Go:/],
  [/^Pass the gate\?/, /^Confirm the criteria/],
  [/^Is it met\?/, /^Yes/],
  [/^Is .* attached\?/, /^Yes/],
  [/^This cannot be undone/, /^Type the name and do it/],
  [/^Where is the value\?/, /^Name the file/],
  // What a run is asked that was killed and is gone on with.
  [/^What now\?/, /^(Retry this step|Go on with the run|Keep waiting)/],
]

/** Longer than terraform takes to plan a module on a busy machine. */
const PATIENCE_MS = 180_000
/** Looking starts a process; it is done often at first, and seldom while terraform works. */
const LOOK_MS = { first: 40, later: 400 }

type Asked = { readonly screen: string; readonly answered: number }

/** Answers question after question by keys, until the program ends. */
export async function operate(pane: Pane, operator: Operator): Promise<Exit> {
  for (let answered = -1; ; ) {
    const next = await nextQuestion(pane, answered)
    if (!('screen' in next)) return next
    await answer(pane, operator, next.screen)
    answered = next.answered
  }
}

/** A question that is open and not the one that was answered last, or the end. */
async function nextQuestion(pane: Pane, answered: number): Promise<Asked | Exit> {
  const beganMs = Date.now()
  for (;;) {
    const screen = await pane.text()
    const isOpen = openQuestion(screen) !== null || openText(screen) !== null
    const before = screen.split('\n').filter((line) => /^[✔✖] /.test(line)).length
    if (isOpen && before > answered) return { screen, answered: before }
    const ended = await pane.exit()
    if (ended !== null) return ended
    const waitedMs = Date.now() - beganMs
    if (waitedMs > PATIENCE_MS) throw new Error(`no question came; the screen was:\n${screen}`)
    await delay(waitedMs < 1_000 ? LOOK_MS.first : LOOK_MS.later)
  }
}

async function answer(pane: Pane, operator: Operator, screen: string): Promise<void> {
  const list = openQuestion(screen)
  if (list === null) return await typeLine(pane, operator, screen)
  if (list.message.startsWith('What do you decide?')) {
    const choice = await operator.decide(stepShown(operator, screen), lastScreen(screen))
    return await choose(pane, list, STEP_CHOICES[choice])
  }
  const [, title] = LISTS.find(([question]) => question.test(list.message)) ?? []
  if (title === undefined) throw new Error(`nobody knows what to answer:\n${lastScreen(screen)}`)
  await choose(pane, list, title)
}

async function typeLine(pane: Pane, operator: Operator, screen: string): Promise<void> {
  const step = stepShown(operator, screen)
  const prompt = openText(screen) ?? ''
  if (prompt.startsWith('Absolute path')) await pane.type(operator.secretFile(step))
  else if (prompt.startsWith('Type the name')) await pane.type(step.resource_name)
  else await pane.type(operator.why(step))
  await pane.press('Enter')
}

/** The last thing on the screen, when that asks for a line of text. */
function openText(screen: string): string | null {
  const last = screen.trimEnd().split('\n').at(-1) ?? ''
  return /^\? (Absolute path of the file|Type the name|Why\?)/.test(last) ? last.slice(2) : null
}

function stepShown(operator: Operator, screen: string): ExecutionStep {
  const number = Number([...screen.matchAll(/Step (\d+) of \d+/g)].at(-1)?.[1])
  const step = operator.steps()[number - 1]
  if (step === undefined) throw new Error(`no step is shown:\n${lastScreen(screen)}`)
  return step
}

function lastScreen(screen: string): string {
  return screen.slice(screen.lastIndexOf('─'.repeat(40)))
}
