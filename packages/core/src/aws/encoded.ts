/** A text that may hold another one in it, and how that reads. */
interface Encoding {
  /** Runs that may be encoded; long ones only, so that words and numbers are left alone. */
  readonly runs: RegExp
  decode(run: string): readonly string[]
}

const MIN_LENGTH = 16

const ENCODINGS: readonly Encoding[] = [
  { runs: /[^\s"'<>]{16,}/g, decode: (run) => (run.includes('%') ? [percentDecoded(run)] : []) },
  {
    runs: new RegExp(`[A-Za-z0-9+/_-]{${MIN_LENGTH},}={0,2}`, 'g'),
    // What stands before the encoded text may be of the same letters, so it may begin at any of four.
    decode: (run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  },
  {
    runs: new RegExp(`(?:[0-9A-Fa-f]{2}[ :,]?){${MIN_LENGTH},}`, 'g'),
    decode: (run) => [Buffer.from(run.replace(/[ :,]/g, ''), 'hex').toString('latin1')],
  },
  {
    runs: new RegExp(`(?:\\d{1,3}, ?){${MIN_LENGTH},}\\d{1,3}`, 'g'),
    decode: (run) => [Buffer.from(run.split(',').map(Number)).toString('latin1')],
  },
]

/** Replaces every encoded run by `mask`, when what it stands for is not `clean`. */
export function withoutEncoded(text: string, mask: string, clean: (decoded: string) => boolean): string {
  let out = text
  for (const { runs, decode } of ENCODINGS)
    out = out.replace(runs, (run) => (decode(run).every(clean) ? run : mask))
  return out
}

/** `%` that begins nothing stays as it is. */
function percentDecoded(run: string): string {
  return run.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}
