/** The way to sign in again, and back to where one is. */

import { localPath } from "../../locales/local_path.ts";

/** The address of the sign-in page, which leads back to this page. */
export function signInHere(): string {
  return localPath(
    `/teacher/sign-in?${new URLSearchParams({ next: here() })}`,
  );
}

/** The same for whoever was signed out: the sign-in page says so, and deletes what the device keeps. */
export function signedOutHere(): string {
  const query = new URLSearchParams({ out: "", next: here() });
  return localPath(`/teacher/sign-in?${query}`);
}

function here(): string {
  return globalThis.location?.pathname ?? "";
}
