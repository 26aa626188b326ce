/** The way to sign in again, and back to where one is. */

/** The address of the sign-in page, which leads back to this page. */
export function signInHere(): string {
  return `/teacher/sign-in?${new URLSearchParams({ next: here() })}`;
}

/** The same for whoever was signed out: the sign-in page says so, and deletes what the device keeps. */
export function signedOutHere(): string {
  return `/teacher/sign-in?${new URLSearchParams({ out: "", next: here() })}`;
}

function here(): string {
  return globalThis.location?.pathname ?? "";
}
