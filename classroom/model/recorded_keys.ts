/** A request that had an effect, by its idempotency key. */
export interface RecordedKey {
  /** Hash of the request. */
  of: string;
  /** In ms. */
  at: number;
  /** Ids of its results. */
  made: readonly string[];
}
