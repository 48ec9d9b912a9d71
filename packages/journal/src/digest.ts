import * as crypto from 'node:crypto'
import { crc32 } from 'node:zlib'

/** SHA-256 of bytes (or of a text as UTF-8) in lower-case hex. */
export const sha256Hex = (bytes: Uint8Array | string): string => crypto.hash('sha256', bytes, 'hex')

/** CRC-32 of bytes (or of a text as UTF-8) as eight lower-case hex digits. */
export const crc32Hex = (bytes: Uint8Array | string): string => crc32(bytes).toString(16).padStart(8, '0')
