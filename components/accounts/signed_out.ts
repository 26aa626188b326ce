/** Leaves a page whose sign-in was revoked elsewhere, as it must show nothing of the class. */
import type { ReadonlySignal } from "@preact/signals";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { signedOutAndReturnUrl } from "./sign_in_urls.ts";

export function isSignedOut(status: ConnectionStatus): boolean {
  return status.state === "closed" && status.reason === "not-signed-in";
}

/** Goes to the sign-in page once signed out. Returns a function that stops this. */
export function redirectWhenSignedOut(
  status: ReadonlySignal<ConnectionStatus>,
): () => void {
  return status.subscribe((now) => {
    // `replace`, so that **Back** does not return to this page.
    if (isSignedOut(now)) location.replace(signedOutAndReturnUrl());
  });
}
