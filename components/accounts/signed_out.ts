/**
 * A teacher's page that is open while its sign-in is made void elsewhere: nothing of the class stays to be read on it,
 * and there is a way back.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Status } from "../../sync/client/open.ts";
import { signedOutHere } from "./sign_in.ts";

/** Whether a connection was closed because nobody is signed in any more. */
export function isSignedOut(status: Status): boolean {
  return status.state === "closed" && status.reason === "not-signed-in";
}

/**
 * Gives way to the sign-in page once that is so: it deletes what the device keeps, and leads back here. Gives what stops
 * the watching.
 */
export function leaveSignedOut(status: ReadonlySignal<Status>): () => void {
  return status.subscribe((now) => {
    // In the place of this page, so that **Back** does not show it again.
    if (isSignedOut(now)) location.replace(signedOutHere());
  });
}
