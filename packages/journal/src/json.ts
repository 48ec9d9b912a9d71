/** Any JSON value. Receipts, observations and inputs are opaque to the journal: it stores them as they are. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object; a member may be absent (then it is not written), but is never a function, date or class. */
export interface JsonObject {
  readonly [member: string]: Json | undefined
}
