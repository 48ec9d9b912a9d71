import { type JournalFs, systemJournalFs } from '@cutover/journal'

/**
 * One process that can be killed. Killing is faithful in that nothing of it goes on: whatever it does next
 * never returns, so no `finally` runs, no lock is released and no entry is written. What it had handed to the
 * system stays: bytes in files, effects in AWS.
 */
export class Mortal {
  private isDead = false
  private callsUnderWay = 0
  private callsStopped = 0
  private readonly descriptors = new Set<number>()
  private onDeath: () => void = () => undefined
  readonly death: Promise<void>

  constructor() {
    this.death = new Promise((resolve) => {
      this.onDeath = resolve
    })
  }

  get dead(): boolean {
    return this.isDead
  }

  /** Kills the process here. Never returns. */
  die(): Promise<never> {
    this.isDead = true
    for (const descriptor of this.descriptors) systemJournalFs.close(descriptor)
    this.descriptors.clear()
    this.onDeath()
    return forever()
  }

  /** Kills the process in the middle of a {@link call}. Never returns. */
  dieInCall(): Promise<never> {
    this.callsStopped += 1
    return this.die()
  }

  /** A call to the outside world, so that {@link quiet} can wait for those that death caught on the way. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) return await forever()
    this.callsUnderWay += 1
    const answer = await settled(work())
    this.callsUnderWay -= 1
    if (this.isDead) return await forever()
    if ('error' in answer) throw answer.error
    return answer.value
  }

  /** Where a call that is under way stands still if its process has died meanwhile. */
  async gateInCall(): Promise<void> {
    if (!this.isDead) return
    this.callsStopped += 1
    await forever()
  }

  /** Resolves when nothing of the dead process moves any more. */
  async quiet(): Promise<void> {
    while (this.callsUnderWay > this.callsStopped) await new Promise((resolve) => setImmediate(resolve))
  }

  /**
   * The file system as a process has it: gone when it dies. Killing a process loses nothing that was
   * written, so waiting for the disk would prove nothing here and is left out.
   */
  fs(): JournalFs {
    const real = systemJournalFs
    const alive = () => {
      if (this.isDead) throw new Error('a dead process used the file system')
      return real
    }
    return {
      ...real,
      createExclusive: (path) => this.keep(alive().createExclusive(path)),
      openAppend: (path) => this.keep(alive().openAppend(path)),
      write: (descriptor, bytes) => alive().write(descriptor, bytes),
      fdatasync: () => void alive(),
      syncDirectory: () => void alive(),
      close: (descriptor) => {
        if (this.descriptors.delete(descriptor)) real.close(descriptor)
      },
      publish: (from, to) => alive().publish(from, to),
      replace: (from, to) => alive().replace(from, to),
      remove: (path) => alive().remove(path),
    }
  }

  private keep(descriptor: number): number {
    this.descriptors.add(descriptor)
    return descriptor
  }
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined)
}

async function settled<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}
