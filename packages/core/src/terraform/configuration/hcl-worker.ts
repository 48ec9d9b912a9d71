import { Worker } from 'node:worker_threads'
import { CONFIGURATION_LIMITS } from './limits.js'
import { parserPath } from './parser-path.js'

export type HclResult =
  /** The parsed text as JSON. */
  | { readonly kind: 'parsed'; readonly json: string }
  | { readonly kind: 'invalid'; readonly message: string }
  /** The parser was given up, and its worker with it. */
  | { readonly kind: 'refused'; readonly why: string }

/**
 * The parser runs where it can be thrown away: it is a WebAssembly program that nothing else can interrupt.
 * As text, because it must start from sources, from the built package and from the bundle alike.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const { parse } = require(workerData)
parentPort.on('message', async ({ name, text }) => {
  try {
    parentPort.postMessage({ kind: 'parsed', json: JSON.stringify(await parse(name, text)) })
  } catch (error) {
    const tooDeep = error instanceof RangeError
    parentPort.postMessage({ kind: tooDeep ? 'too-deep' : 'invalid', message: String(error.message) })
  }
})
`
/** Compiling the parser takes a quarter of a second on an idle machine; a busy one gets its time. */
const START_MS = 60_000

/** Parses texts, one after the other. Starts with the first one; has to be stopped. */
export class HclWorker {
  #worker: Worker | null = null
  #spentMs = 0

  async parse(name: string, text: string): Promise<HclResult> {
    if (this.#worker === null) {
      this.#worker = start()
      const ready = await this.#ask({ name: 'empty.tf', text: '' }, START_MS)
      if (ready.kind !== 'parsed') throw new Error(`the HCL parser does not start: ${wordsOf(ready)}`)
    }
    const leftMs = CONFIGURATION_LIMITS.totalMs - this.#spentMs
    if (leftMs <= 0) return await this.#giveUp(tooLong('all files together', CONFIGURATION_LIMITS.totalMs))
    const startedMs = performance.now()
    const result = await this.#ask({ name, text }, Math.min(leftMs, CONFIGURATION_LIMITS.fileMs))
    this.#spentMs += performance.now() - startedMs
    return result
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  async #ask(message: { readonly name: string; readonly text: string }, limitMs: number): Promise<HclResult> {
    const worker = this.#worker
    if (worker === null) throw new TypeError('the worker is not running')
    const answer = await answerOf(worker, message, limitMs)
    if (answer.kind === 'parsed' || answer.kind === 'invalid') return answer
    if (answer.kind === 'too-deep') return await this.#giveUp('is nested too deeply for the parser')
    if (answer.kind === 'late') return await this.#giveUp(tooLong('parsing it', limitMs))
    return await this.#giveUp(`ends the parser: ${answer.message}`)
  }

  async #giveUp(why: string): Promise<HclResult> {
    await this.stop()
    return { kind: 'refused', why }
  }
}

function start(): Worker {
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: parserPath(),
    env: {},
    execArgv: [],
    // What the parser prints when it breaks is nobody's output.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  // One that fails while it is thrown away has nobody to tell.
  return worker.on('error', () => undefined)
}

type Answer =
  | Exclude<HclResult, { kind: 'refused' }>
  | { readonly kind: 'too-deep' | 'ended'; readonly message: string }
  | { readonly kind: 'late' }

/** Real time, also under a clock that is not: what is limited is this machine's work. */
async function answerOf(worker: Worker, message: object, limitMs: number): Promise<Answer> {
  return await new Promise((resolve) => {
    const done = (answer: Answer) => {
      clearTimeout(timer)
      worker.off('message', done).off('error', broke).off('exit', ended)
      resolve(answer)
    }
    const broke = (error: Error) => done({ kind: 'ended', message: error.message })
    const ended = () => done({ kind: 'ended', message: 'it stopped' })
    const timer = setTimeout(() => done({ kind: 'late' }), limitMs)
    worker.on('message', done).on('error', broke).on('exit', ended)
    worker.postMessage(message)
  })
}

function tooLong(what: string, limitMs: number): string {
  return `takes too long: ${what} may take ${Math.max(1, Math.round(limitMs / 1000))} s`
}

function wordsOf(result: HclResult): string {
  if (result.kind === 'parsed') return 'it answers'
  return result.kind === 'invalid' ? result.message : result.why
}
