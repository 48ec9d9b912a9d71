import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { FaultRule, RequestRecord } from '@cutover/simulator'

/** The simulator in its own process, as a test sees it. */
export class SimulatorProcess {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
    readonly endpoint: string,
  ) {}

  static async start(program: string, runDirectory: string, terminals: string): Promise<SimulatorProcess> {
    const child = spawn(process.execPath, [program, runDirectory, terminals], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const { endpoint } = JSON.parse(String((await lines.next()).value)) as { endpoint: string }
    return new SimulatorProcess(child, lines, endpoint)
  }

  /** The accounts as they were in the beginning, with an empty log and no faults. */
  async reset(): Promise<void> {
    await this.ask('reset')
  }

  /** Everything in both accounts, as text: two worlds are alike when their texts are equal. */
  async world(): Promise<string> {
    return ((await this.ask('world')) as { readonly world: string }).world
  }

  async log(): Promise<readonly RequestRecord[]> {
    const response = await fetch(`${this.endpoint}/_simulator/log`)
    return (await response.json()) as readonly RequestRecord[]
  }

  async addFault(rule: FaultRule): Promise<void> {
    await fetch(`${this.endpoint}/_simulator/faults`, { method: 'POST', body: JSON.stringify([rule]) })
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit')
    this.child.stdin.end()
    await ended
  }

  private async ask(command: string): Promise<unknown> {
    this.child.stdin.write(`${command}\n`)
    return JSON.parse(String((await this.lines.next()).value)) as unknown
  }
}
