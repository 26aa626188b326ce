/** Times as answers show them: ISO 8601 in UTC. Documents and records have milliseconds since 1970. */

/** A moment in ms, as answers show it. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
