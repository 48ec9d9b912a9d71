import { CutoverError } from '../model/errors.js'

/**
 * So many pages a listing may have. The longest that a cutover reads are a few dozen: all DB instances of an
 * account by a hundred, all grants of a key by fifty, a thousand exports by twenty-five.
 */
export const MOST_PAGES = 1_000

/** One page and where the next one begins; nothing or an empty text: it was the last. */
export interface Page<T, Next> {
  readonly items: readonly T[]
  readonly next: Next | undefined
}

/**
 * All items of a listing, page by page as they are wanted. Owned invariant:
 *
 * A6. A listing ends: a page that leads back to an earlier one, or more than {@link MOST_PAGES}, is an error that
 *     names the operation. What was listed until then is not taken for the whole.
 *
 * Not the SDK's paginators: they follow tokens without end, and insist on a client of their own copy of the package.
 * @param operation as in a policy, for example `kms:ListGrants`
 * @param read gets what the page before gave as `next`; undefined at first
 * @throws CutoverError `aws/unbounded-answer`, and whatever `read` throws
 */
export async function* itemsOf<T, Next = string>(
  operation: string,
  read: (from: Next | undefined) => Promise<Page<T, Next>>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>()
  let from: Next | undefined
  for (let pages = 1; ; pages += 1) {
    const { items, next } = await read(from)
    yield* items
    if (next === undefined || (next as unknown) === '') return
    const token = JSON.stringify(next)
    if (seen.has(token)) throw endless(operation, 'leads back to a page that was already read')
    if (pages === MOST_PAGES) throw endless(operation, `goes on after ${MOST_PAGES} pages`)
    seen.add(token)
    from = next
  }
}

/** All of them at once. */
export async function allItems<T, Next = string>(
  operation: string,
  read: (from: Next | undefined) => Promise<Page<T, Next>>,
): Promise<readonly T[]> {
  const all: T[] = []
  for await (const item of itemsOf(operation, read)) all.push(item)
  return all
}

function endless(operation: string, how: string): CutoverError {
  return new CutoverError({
    code: 'aws/unbounded-answer',
    fault: 'environment',
    message: `The listing of ${operation} ${how}. AWS does not answer like that, so it was not read further, and what was read is not taken for all of it.`,
    next: 'See what stands between here and AWS: proxies, VPNs, AWS_ENDPOINT_URL and endpoint_url of the profile. Then try again.',
  })
}
