/** Finds out, without asking for a permission, what a call will lack in this browser (K-3). */
import type { DeviceTrouble } from "./call_backend.ts";

export interface BrowserFacts {
  readonly isSecureContext: boolean;
  readonly RTCPeerConnection?: unknown;
  readonly navigator: {
    readonly mediaDevices?: Pick<MediaDevices, "enumerateDevices">;
    readonly permissions?: Pick<Permissions, "query">;
  };
}

export function findBrowserTrouble(
  { isSecureContext, RTCPeerConnection, navigator }: BrowserFacts = globalThis,
): "insecure" | "unsupported" | null {
  if (!RTCPeerConnection) return "unsupported";
  if (!isSecureContext) return "insecure";
  return navigator.mediaDevices ? null : "unsupported";
}

/**
 * Returns why the member cannot speak; null: nothing is known to prevent it. With `unsupported` they cannot listen
 * either.
 */
export async function findMicrophoneTrouble(
  browser: BrowserFacts = globalThis,
): Promise<DeviceTrouble | null> {
  const { mediaDevices, permissions } = browser.navigator;
  const trouble = findBrowserTrouble(browser);
  if (trouble || !mediaDevices) return trouble;
  const devices = await mediaDevices.enumerateDevices();
  if (!devices.some(({ kind }) => kind === "audioinput")) return "none";
  return await readPermission("microphone", permissions) === "denied"
    ? "denied"
    : null;
}

export async function readPermission(
  kind: "microphone" | "camera",
  permissions: BrowserFacts["navigator"]["permissions"] = navigator.permissions,
): Promise<PermissionState | null> {
  return (await askPermission(kind, permissions))?.state ?? null;
}

/**
 * Reports why the member cannot speak: at once, on focus, and when a device or the permission changes. Returns a
 * function that stops it.
 */
export function watchMicrophoneTrouble(
  report: (trouble: DeviceTrouble | null) => void,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const look = () =>
    void findMicrophoneTrouble().then((trouble) => {
      if (!signal.aborted) report(trouble);
    });
  addEventListener("focus", look, { signal });
  navigator.mediaDevices?.addEventListener("devicechange", look, { signal });
  void askPermission("microphone", navigator.permissions).then((status) => {
    if (!signal.aborted) status?.addEventListener("change", look, { signal });
  });
  look();
  return () => listening.abort();
}

async function askPermission(
  kind: "microphone" | "camera",
  permissions: BrowserFacts["navigator"]["permissions"],
): Promise<PermissionStatus | null> {
  try {
    const status = await permissions?.query({ name: kind as PermissionName });
    return status ?? null;
  } catch {
    // Firefox before 132 throws for this permission.
    return null;
  }
}
