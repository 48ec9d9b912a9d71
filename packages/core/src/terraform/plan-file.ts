import { chmod, mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Json } from '../model/json.js'
import { sha256 } from '../model/json.js'
import { replaceFile } from '../rundir/output-files.js'
import { PLAN_LIMIT_BYTES, readOwnFile } from '../rundir/own-files.js'

/**
 * A saved plan holds every value in clear, sensitive ones too (it is what is applied), so it is private. Beside
 * it stands `<plan>.json`, masked, for people.
 */
export async function makeRoom(planFile: string): Promise<void> {
  await mkdir(dirname(planFile), { recursive: true, mode: 0o700 })
  await discardPlan(planFile)
}

export async function discardPlan(planFile: string): Promise<void> {
  await rm(planFile, { force: true })
  await rm(`${planFile}.json`, { force: true })
}

/** Closes the file to others, writes the masked description, and gives the plan's SHA-256. */
export async function keepPlan(planFile: string, masked: Json): Promise<string> {
  await chmod(planFile, 0o600)
  await replaceFile(`${planFile}.json`, `${JSON.stringify(masked, null, 2)}\n`)
  return await planSha256(planFile)
}

export async function planSha256(planFile: string): Promise<string> {
  return sha256(await readOwnFile(planFile, PLAN_LIMIT_BYTES))
}
