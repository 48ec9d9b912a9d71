/** Any JSON value. Receipts, observations and inputs are opaque to the journal: it stores them as they are. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json }
