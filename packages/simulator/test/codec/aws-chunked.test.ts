import { unchunk } from '../../src/codec/aws-chunked.js'
import { text, utf8, type WireRequest } from '../../src/codec/wire.js'

const request = (body: string, headers: Record<string, string>): WireRequest => ({
  method: 'PUT',
  path: '/b/k',
  query: new Map(),
  headers,
  body: utf8(body),
})

test('chunks are joined, trailers become headers, and the coding disappears', () => {
  const framed = '5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n'
  const read = unchunk(request(framed, { 'content-encoding': 'aws-chunked,gzip' }))
  expect(text(read.body)).toBe('hello world')
  expect(read.headers).toEqual({
    'content-encoding': 'gzip',
    'content-length': '11',
    'x-amz-checksum-crc32': 'DUoRhQ==',
  })
})

test('a body without that coding passes untouched', () => {
  const plain = request('5\r\nhello', {})
  expect(unchunk(plain)).toBe(plain)
})

test.each(['5\r\nhel', 'zz\r\nhello\r\n', '5', ''])('the broken framing %j is refused', (body) => {
  const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }
  expect(() => unchunk(request(body, headers))).toThrow(/aws-chunked|chunk size/)
})
