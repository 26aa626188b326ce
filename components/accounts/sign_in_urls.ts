import { localPath } from "../../locales/local_path.ts";

export function signInAndReturnUrl(): string {
  return localPath(
    `/teacher/sign-in?${new URLSearchParams({ next: here() })}`,
  );
}

/**
 * Like `signInAndReturnUrl`; the page also says that the teacher was signed out, and deletes their data from the
 * device.
 */
export function signedOutAndReturnUrl(): string {
  const query = new URLSearchParams({ out: "", next: here() });
  return localPath(`/teacher/sign-in?${query}`);
}

function here(): string {
  return globalThis.location?.pathname ?? "";
}
