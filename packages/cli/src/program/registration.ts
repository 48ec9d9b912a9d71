import { InvalidArgumentError, Option } from 'commander'
import { OUTPUT_FORMATS } from '../output-format.js'

/** Takes a command's exit code. */
export type Done = (code: number) => void

export const outputOption = (): Option =>
  new Option('--output <format>', 'how to print').choices([...OUTPUT_FORMATS]).default('text')

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.')
  return value
}

/** For options that may be given several times. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}

export const TERRAFORM_PROFILE =
  'a further AWS profile that Terraform backends and aliased providers may name; may be given several times'
