/**
 * The microphones, cameras and screens of this machine: which there are, which one has chosen on it, and what is wrong
 * where there is none. The one file that asks the browser for them, which it allows to a secure context alone (D-4).
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { recall, remember } from "../session/browser_memory.ts";

/**
 * Why there is no microphone, camera or screen. `insecure`: the page came over plain http. `unsupported`: the browser has
 * no calls. `none`: the machine has none. `denied`: the person, or the school, has not allowed it. `busy`: another program
 * has it.
 */
export type DeviceTrouble =
  | "insecure"
  | "unsupported"
  | "none"
  | "denied"
  | "busy";

/** What one chooses among. */
export type DeviceKind = "microphone" | "camera";

/** One of them. The name is empty until the person has allowed one. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

/** Those that there are. */
export type DeviceList = Readonly<Record<DeviceKind, readonly Device[]>>;

/** One's own track, or why there is none. Whoever asked for a track stops it; it ends by itself when its device goes. */
export type Opened =
  | { readonly track: MediaStreamTrack }
  | { readonly trouble: DeviceTrouble };

const kinds: Record<DeviceKind, MediaDeviceKind> = {
  microphone: "audioinput",
  camera: "videoinput",
};

const keyOf = (kind: DeviceKind) => `call-${kind}`;

/** What is wrong with this page or browser, before anything is asked for; null: nothing that one could know. */
export function callTrouble(): "insecure" | "unsupported" | null {
  if (!isSecureContext) return "insecure";
  const isKnown = "RTCPeerConnection" in globalThis &&
    navigator.mediaDevices?.getUserMedia !== undefined;
  return isKnown ? null : "unsupported";
}

/** Whether this browser can share a screen: phones and tablets cannot. */
export function canShareScreen(): boolean {
  return navigator.mediaDevices?.getDisplayMedia !== undefined;
}

/** The devices as they come and go, until it is closed. */
export function watchDevices(): {
  readonly list: ReadonlySignal<DeviceList>;
  /** Looks once more: names are told after the first is allowed. */
  refresh(): Promise<void>;
  close(): void;
} {
  const list = signal<DeviceList>({ microphone: [], camera: [] });
  const devices = navigator.mediaDevices;
  const refresh = async () => {
    if (devices) list.value = listOf(await devices.enumerateDevices());
  };
  devices?.addEventListener("devicechange", refresh);
  void refresh();
  return {
    list,
    refresh,
    close: () => devices?.removeEventListener("devicechange", refresh),
  };
}

/** Those of a kind, once; speakers only where the browser lets one choose. */
export async function listDevices(
  kind: DeviceKind | "speaker",
): Promise<{ id: string; label: string }[]> {
  const canChoose = kind !== "speaker" ||
    "setSinkId" in HTMLMediaElement.prototype;
  const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
  const wanted = kind === "speaker" ? "audiooutput" : kinds[kind];
  return all
    .filter((it) => canChoose && it.kind === wanted && it.deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** Those of all devices that one chooses among; exported for its test. */
export function listOf(
  all: readonly Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[],
): DeviceList {
  const of = (kind: DeviceKind) =>
    // Before one is allowed there is one without an id, which stands for all.
    all.filter((it) => it.kind === kinds[kind] && it.deviceId !== "")
      .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  return { microphone: of("microphone"), camera: of("camera") };
}

/** What was chosen on this device; null: the browser chooses. */
export function chosenDevice(kind: DeviceKind): string | null {
  return recall(keyOf(kind));
}

/** Keeps the choice on this device. */
export function chooseDevice(kind: DeviceKind, id: string | null) {
  remember(keyOf(kind), id);
}

/** Asks for the chosen microphone or camera; for another one, where that is not there. */
export async function openDevice(kind: DeviceKind): Promise<Opened> {
  const id = chosenDevice(kind);
  // A wish is not enough: some browsers take their own first choice all the same.
  const chosen = id === null ? null : await openExactly(kind, id);
  const isGone = chosen && "trouble" in chosen && chosen.trouble === "none";
  return chosen && !isGone ? chosen : await openExactly(kind, undefined);
}

function openExactly(kind: DeviceKind, id: string | undefined) {
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
  const trouble = callTrouble();
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
