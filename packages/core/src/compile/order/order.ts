/** A node that must come after others. Nodes are numbers: their places in the signed order. */
export interface Graph {
  readonly size: number
  /** For each node, the nodes that it requires. */
  readonly requires: readonly (readonly number[])[]
}

/**
 * The nodes in an order that respects every requirement; among those that could come next, always the one
 * that was signed first. Nodes of a cycle come last, in signed order (the caller reports the cycle).
 */
export function topologicalOrder(graph: Graph): readonly number[] {
  const waitingFor = graph.requires.map((list) => new Set(list).size)
  const dependents: number[][] = Array.from({ length: graph.size }, () => [])
  graph.requires.forEach((list, node) => {
    for (const before of new Set(list)) dependents[before]?.push(node)
  })
  const ready = new MinHeap()
  waitingFor.forEach((n, node) => {
    if (n === 0) ready.push(node)
  })
  const order: number[] = []
  const placed = new Set<number>()
  for (let node = ready.pop(); node !== null; node = ready.pop()) {
    order.push(node)
    placed.add(node)
    for (const next of dependents[node] ?? []) {
      const left = (waitingFor[next] ?? 0) - 1
      waitingFor[next] = left
      if (left === 0) ready.push(next)
    }
  }
  for (let node = 0; node < graph.size; node += 1) if (!placed.has(node)) order.push(node)
  return order
}

/** Every cycle that a search in signed order meets, each as the list of its nodes. */
export function findCycles(graph: Graph): readonly (readonly number[])[] {
  const state = new Uint8Array(graph.size)
  const cycles: number[][] = []
  for (let start = 0; start < graph.size; start += 1) {
    if (state[start] === 0) searchFrom(start, graph, state, cycles)
  }
  return cycles
}

/** Depth first without recursion, so that ten thousand steps in a chain do not exhaust the stack. */
function searchFrom(start: number, graph: Graph, state: Uint8Array, cycles: number[][]): void {
  const path: number[] = [start]
  const next: number[] = [0]
  state[start] = 1
  while (path.length > 0) {
    const node = path.at(-1) ?? start
    const at = next.at(-1) ?? 0
    const target = graph.requires[node]?.[at]
    if (target === undefined) {
      state[node] = 2
      path.pop()
      next.pop()
      continue
    }
    next[next.length - 1] = at + 1
    if (state[target] === 1) cycles.push(path.slice(path.indexOf(target)))
    else if (state[target] === 0) {
      state[target] = 1
      path.push(target)
      next.push(0)
    }
  }
}

/** Smallest number first. */
class MinHeap {
  readonly #items: number[] = []

  push(value: number): void {
    const items = this.#items
    let at = items.length
    items.push(value)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = items[parent] ?? value
      if (above <= value) break
      items[at] = above
      at = parent
    }
    items[at] = value
  }

  pop(): number | null {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined) return null
    if (items.length > 0) this.#sink(last)
    return first
  }

  #sink(value: number): void {
    const items = this.#items
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      const left = items[child]
      if (left === undefined) break
      const right = items[child + 1]
      if (right !== undefined && right < left) child += 1
      const smallest = items[child] ?? left
      if (smallest >= value) break
      items[at] = smallest
      at = child
    }
    items[at] = value
  }
}
