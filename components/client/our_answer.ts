/**
 * Tells an answer of this server from one that a network gives in its place: the login page of a hotel, the notice of a
 * school's filter. Only an answer of this server may be kept, or decide that something is deleted.
 */

import { ourHeader } from "../../sync/client/request_wire.ts";

/** Whether this server gave the answer. */
export function isOurs({ headers }: Response): boolean {
  return headers.has(ourHeader);
}

/**
 * The status of a page of this server; 303 for a redirect, wherever it leads. Rejects where the network gave the answer,
 * or the server can't say.
 */
export async function ourStatus(path: string): Promise<number> {
  const how = { method: "HEAD", cache: "no-store" } as const;
  const first = await fetch(path, { ...how, redirect: "manual" });
  const isRedirect = first.type === "opaqueredirect";
  // A browser does not show whose redirect it is: the page at its end does.
  const last = isRedirect ? await fetch(path, how) : first;
  const { status } = last;
  if (!isOurs(last) || status >= 500 || status === 429) {
    throw new Error(`${path} was answered with ${status}`);
  }
  return isRedirect ? 303 : status;
}
