/** What is not to be had in a call, as far as the page knows it before anybody tries, and asks nobody for anything (K-3). */
import type { DeviceTrouble } from "./ways.ts";

/** What of the browser it depends on. */
export interface Around {
  readonly isSecureContext: boolean;
  readonly RTCPeerConnection?: unknown;
  readonly navigator: {
    readonly mediaDevices?: Pick<MediaDevices, "enumerateDevices">;
    readonly permissions?: Pick<Permissions, "query">;
  };
}

/** Why one will not be heard; null: nothing speaks against it. With `unsupported` one cannot even listen. */
export async function microphoneTrouble(
  { isSecureContext, RTCPeerConnection, navigator }: Around = globalThis,
): Promise<DeviceTrouble | null> {
  if (!RTCPeerConnection) return "unsupported";
  if (!isSecureContext) return "insecure";
  const { mediaDevices, permissions } = navigator;
  if (!mediaDevices) return "unsupported";
  const all = await mediaDevices.enumerateDevices();
  if (!all.some(({ kind }) => kind === "audioinput")) return "none";
  return await permissionOf("microphone", permissions) === "denied"
    ? "denied"
    : null;
}

/** Whether the person has let the page use one; null: the browser does not say. */
export async function permissionOf(
  kind: "microphone" | "camera",
  permissions: Around["navigator"]["permissions"] = navigator.permissions,
): Promise<PermissionState | null> {
  try {
    const asked = await permissions?.query({ name: kind as PermissionName });
    return asked?.state ?? null;
  } catch {
    // Firefox before 132 knows no permission of that name: it is asked for then.
    return null;
  }
}
