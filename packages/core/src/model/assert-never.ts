/** Closes an exhaustive `switch`: the compiler rejects a forgotten case, and a foreign value fails loudly. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`)
}
