/**
 * Reacts to a sign-in that was revoked elsewhere: the open page must show
 * nothing more of the class.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { signedOutAndReturnUrl } from "./sign_in_urls.ts";

/** The connection closed because the sign-in is no longer valid. */
export function isSignedOut(status: ConnectionStatus): boolean {
  return status.state === "closed" && status.reason === "not-signed-in";
}

/**
 * Goes to the sign-in page once signed out. Returns the function that stops
 * watching.
 */
export function redirectWhenSignedOut(
  status: ReadonlySignal<ConnectionStatus>,
): () => void {
  return status.subscribe((now) => {
    // `replace`, so that **Back** does not show the page again.
    if (isSignedOut(now)) location.replace(signedOutAndReturnUrl());
  });
}
