/**
 * Distinguishes this server's answers from a network's, such as a hotel's login page. Only the server's may be
 * stored, or delete something.
 */

import { serverHeader } from "../../sync/client/request_protocol.ts";

export function isServerResponse({ headers }: Response): boolean {
  return headers.has(serverHeader);
}

/** The status of a page; 303 for any redirect. Rejects answers of the network and errors of the server. */
export async function fetchServerStatus(path: string): Promise<number> {
  const options = { method: "HEAD", cache: "no-store" } as const;
  const firstResponse = await fetch(path, { ...options, redirect: "manual" });
  const isRedirect = firstResponse.type === "opaqueredirect";
  // A redirect's headers are hidden, so the page to which it leads is checked.
  const lastResponse = isRedirect ? await fetch(path, options) : firstResponse;
  const { status } = lastResponse;
  if (!isServerResponse(lastResponse) || status >= 500 || status === 429) {
    throw new Error(`${path} was answered with ${status}`);
  }
  return isRedirect ? 303 : status;
}
