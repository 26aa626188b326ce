/** The way to sign in again, and back to where one is. */

/** The address of the sign-in page, which leads back to this page. */
export function signInHere(): string {
  const next = globalThis.location?.pathname ?? "";
  return `/teacher/sign-in?${new URLSearchParams({ next })}`;
}
