import { CutoverError } from '../../../model/errors.js'

const MAX_SECRET_BYTES = 65_536

/**
 * Text when the bytes are UTF-8, else binary; never changed, not even by a trailing newline.
 * @throws CutoverError `input/secret-file`; the message never holds the value
 */
export function secretValue(
  bytes: Uint8Array | null,
): { SecretString: string } | { SecretBinary: Uint8Array } {
  const problem =
    bytes === null
      ? 'no file was given'
      : bytes.byteLength === 0
        ? 'the file is empty'
        : bytes.byteLength > MAX_SECRET_BYTES
          ? `the file has ${bytes.byteLength} bytes, and a secret holds at most ${MAX_SECRET_BYTES}`
          : null
  if (bytes === null || problem !== null) {
    throw new CutoverError({
      code: 'input/secret-file',
      fault: 'operator',
      message: `Nothing was put into the secret: ${problem ?? 'no file was given'}.`,
      next: 'Give the path of a file that holds the value and nothing else.',
    })
  }
  try {
    return { SecretString: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    // Not UTF-8. The decoder's own error is dropped: it says nothing else.
    return { SecretBinary: bytes }
  }
}
