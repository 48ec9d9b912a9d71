/** A question as it stands in a host's queue: a chat channel, a change-management system, a mailbox. */
export interface Ticket {
  readonly id: number
  readonly title: string
  readonly lines: readonly string[]
  /** How many different people have to sign. */
  readonly signaturesNeeded: number
}

/** How a ticket was closed. One refusal is enough; a yes needs every signature. */
export type Closing =
  | { readonly kind: 'signed'; readonly by: readonly string[] }
  | { readonly kind: 'refused'; readonly by: string; readonly because: string }

interface OpenTicket {
  readonly ticket: Ticket
  readonly signers: Set<string>
  readonly close: (closing: Closing) => void
}

/**
 * The queue, in memory. A real one would keep its tickets elsewhere; the promises would be the same:
 *
 * T1. A ticket closes as signed only when as many different people signed it as it needs.
 * T2. A ticket whose run has stopped is withdrawn: nobody can sign it any more.
 */
export class TicketQueue {
  readonly #open = new Map<number, OpenTicket>()
  readonly #all: Ticket[] = []
  readonly #readers: ((ticket: Ticket) => void)[] = []

  /** Every ticket that was ever opened, oldest first. */
  get tickets(): readonly Ticket[] {
    return this.#all
  }

  onOpened(reader: (ticket: Ticket) => void): void {
    this.#readers.push(reader)
  }

  /** Opens a ticket and waits for people. Rejects, and withdraws it, when `signal` aborts. */
  ask(question: Omit<Ticket, 'id'>, signal: AbortSignal): Promise<Closing> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const ticket = { ...question, id: this.#all.length + 1 }
      const withdraw = () => {
        this.#open.delete(ticket.id)
        reject(signal.reason)
      }
      const close = (closing: Closing) => {
        this.#open.delete(ticket.id)
        signal.removeEventListener('abort', withdraw)
        resolve(closing)
      }
      signal.addEventListener('abort', withdraw, { once: true })
      this.#all.push(ticket)
      this.#open.set(ticket.id, { ticket, signers: new Set(), close })
      for (const reader of this.#readers) reader(ticket)
    })
  }

  isOpen(id: number): boolean {
    return this.#open.has(id)
  }

  /** @returns how many signatures are still missing */
  sign(id: number, person: string): number {
    const { ticket, signers, close } = this.#opened(id)
    signers.add(person)
    const missing = ticket.signaturesNeeded - signers.size
    if (missing <= 0) close({ kind: 'signed', by: [...signers] })
    return Math.max(0, missing)
  }

  refuse(id: number, person: string, because: string): void {
    this.#opened(id).close({ kind: 'refused', by: person, because })
  }

  #opened(id: number): OpenTicket {
    const open = this.#open.get(id)
    if (open === undefined) throw new Error(`ticket ${id} is not open`)
    return open
  }
}
