/**
 * Reacts to a sign-in that was revoked elsewhere: the open page must show
 * nothing more of the class.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Status } from "../../sync/client/open.ts";
import { signedOutHere } from "./sign_in.ts";

/** The connection closed because the sign-in is no longer valid. */
export function isSignedOut(status: Status): boolean {
  return status.state === "closed" && status.reason === "not-signed-in";
}

/**
 * Goes to the sign-in page once signed out. Returns the function that stops
 * watching.
 */
export function leaveSignedOut(status: ReadonlySignal<Status>): () => void {
  return status.subscribe((now) => {
    // `replace`, so that **Back** does not show the page again.
    if (isSignedOut(now)) location.replace(signedOutHere());
  });
}
