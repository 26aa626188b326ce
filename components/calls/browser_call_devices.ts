/** This machine's devices. The only file that asks the browser for them, which needs a secure context (D-4). */
import { findBrowserTrouble, readPermission } from "./microphone_trouble.ts";
import { makeLevelMeter } from "./voice_levels.ts";
import type {
  CallDevices,
  DeviceTrouble,
  OpenedTrack,
} from "./call_backend.ts";

type Chosen = "microphone" | "camera";

const kinds: Record<Chosen | "speaker", MediaDeviceKind> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

export const thisMachine: CallDevices = {
  canShareScreen: navigator.mediaDevices?.getDisplayMedia !== undefined,
  async list(kind) {
    const canChoose = kind !== "speaker" ||
      "setSinkId" in HTMLMediaElement.prototype;
    if (!canChoose) return [];
    const devices = await navigator.mediaDevices?.enumerateDevices() ?? [];
    // Before a permission, browsers list one entry without an id.
    return devices.filter((it) => it.kind === kinds[kind] && it.deviceId !== "")
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  },
  isAllowed: async (kind) => await readPermission(kind) === "granted",
  open: (kind, id) => kind === "screen" ? openScreen() : openDevice(kind, id),
  levelOf(track) {
    const { level, listen, close } = makeLevelMeter();
    listen(track);
    return { level, close };
  },
};

async function openDevice(kind: Chosen, id?: string): Promise<OpenedTrack> {
  // `exact`: with `ideal`, some browsers open another device than the chosen one.
  const chosen = id === undefined ? "none" : await openExactly(kind, id);
  const opened = chosen === "none"
    ? await openExactly(kind, undefined)
    : chosen;
  // Some browsers report a denied device as missing. Pages opened by http have no permission, but another reason.
  const isDenied = (opened === "none" || opened === "busy") &&
    await readPermission(kind) === "denied";
  return isDenied ? "denied" : opened;
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

async function openScreen(): Promise<OpenedTrack> {
  const opened = await open(() =>
    navigator.mediaDevices.getDisplayMedia({
      video: {
        width: { max: 1920 },
        height: { max: 1080 },
        frameRate: { ideal: 10, max: 15 },
      },
    })
  );
  return opened === "denied" ? null : opened;
}

async function open(ask: () => Promise<MediaStream>): Promise<OpenedTrack> {
  const trouble = findBrowserTrouble();
  if (trouble) return trouble;
  try {
    const [track] = (await ask()).getTracks();
    return track ?? "none";
  } catch (error) {
    return deviceTroubleOfError(error);
  }
}

/** Why a device could not be opened. Rethrows errors that are not about devices. */
export function deviceTroubleOfError(error: unknown): DeviceTrouble {
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
    // The browser cannot share a screen, or not without a press.
    case "NotSupportedError":
    case "InvalidStateError":
      return "unsupported";
    default:
      throw error;
  }
}
