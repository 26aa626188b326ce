/**
 * The microphones, cameras and screens of this machine: which there are, and what is wrong
 * where there is none. The one file that asks the browser for them, which it allows to a secure context alone (D-4).
 */
import { browserTrouble, permissionOf } from "./before_join.ts";
import type { Device, DeviceTrouble } from "./ways.ts";

/** What one chooses among. */
type Chosen = "microphone" | "camera";

/** One's own track, or why there is none. Whoever asked for a track stops it; it ends by itself when its device goes. */
export type Opened =
  | { readonly track: MediaStreamTrack }
  | { readonly trouble: DeviceTrouble };

const kinds: Record<Chosen | "speaker", MediaDeviceKind> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

/** Whether this browser can share a screen: phones and tablets cannot. */
export function canShareScreen(): boolean {
  return navigator.mediaDevices?.getDisplayMedia !== undefined;
}

/** Those of a kind; speakers only where the browser lets one choose. */
export async function listDevices(
  kind: Chosen | "speaker",
): Promise<Device[]> {
  const canChoose = kind !== "speaker" ||
    "setSinkId" in HTMLMediaElement.prototype;
  if (!canChoose) return [];
  const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
  // Before one is allowed there is one without an id, which stands for all.
  return all.filter((it) => it.kind === kinds[kind] && it.deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Asks for this microphone or camera; for another one, where it is not there, or none is meant. */
export async function openDevice(kind: Chosen, id?: string): Promise<Opened> {
  // A wish is not enough: some browsers take their own first choice all the same.
  const chosen = id === undefined ? null : await openExactly(kind, id);
  const isGone = chosen && "trouble" in chosen && chosen.trouble === "none";
  const opened = chosen && !isGone
    ? chosen
    : await openExactly(kind, undefined);
  // Some browsers say of what was denied that there is no such thing.
  const isDenied = "trouble" in opened &&
    await permissionOf(kind) === "denied";
  return isDenied ? { trouble: "denied" } : opened;
}

function openExactly(kind: Chosen, id: string | undefined) {
  const deviceId = { exact: id };
  return open(() =>
    navigator.mediaDevices.getUserMedia(
      kind === "microphone"
        ? {
          audio: {
            deviceId,
            echoCancellation: true,
            noiseSuppression: true,
            autoGainControl: true,
            channelCount: { ideal: 1 },
          },
        }
        : {
          video: {
            deviceId,
            width: { ideal: 640 },
            height: { ideal: 360 },
            frameRate: { ideal: 24, max: 24 },
            facingMode: "user",
          },
        },
    )
  );
}

/** Asks for a screen, a window or a tab; `denied` where the person chose none. */
export function openScreen(): Promise<Opened> {
  return open(() =>
    navigator.mediaDevices.getDisplayMedia({
      video: {
        width: { max: 1920 },
        height: { max: 1080 },
        frameRate: { ideal: 10, max: 15 },
      },
    })
  );
}

async function open(ask: () => Promise<MediaStream>): Promise<Opened> {
  const trouble = browserTrouble();
  if (trouble) return { trouble };
  try {
    const [track] = (await ask()).getTracks();
    return track ? { track } : { trouble: "none" };
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
}

/** What the browser's refusal means; anything else is thrown again. Exported for its test. */
export function troubleOf(error: unknown): DeviceTrouble {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    // A screen is not to be had there, or not without a press.
    case "NotSupportedError":
    case "InvalidStateError":
      return "unsupported";
    default:
      throw error;
  }
}
