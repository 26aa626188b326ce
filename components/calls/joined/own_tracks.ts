/** One's own microphone, camera and shared screen while one is in a call, and which of the machine's devices they are. */
import { type Signal, signal } from "@preact/signals";
import { type CallKind, callKinds } from "../../../classroom/model/calls.ts";
import { recall, remember } from "../../client/browser_memory.ts";
import type {
  Devices,
  DeviceTrouble,
  Opened,
  Tracks,
} from "../call_backend.ts";

/** Which devices somebody has chosen; where none, the system's choice. */
export interface Chosen {
  microphone?: string;
  camera?: string;
  speaker?: string;
}

const key = "homeroom/devices";

/** What was chosen on this device last. */
export function lastChosen(): Chosen {
  const kept = recall(key);
  return kept === null ? {} : JSON.parse(kept);
}

/** Keeps it for the next call. */
export function keepChosen(chosen: Chosen): void {
  remember(key, JSON.stringify(chosen));
}

export class OwnTracks {
  readonly now: Signal<Tracks> = signal({
    microphone: null,
    camera: null,
    screen: null,
  });
  #chosen: Chosen = lastChosen();
  #closed = false;

  /** @param onLost a track has ended by itself: it was unplugged, or the browser's own button stopped it */
  constructor(
    readonly devices: Devices,
    readonly onLost: (kind: CallKind) => void,
  ) {}

  get chosen(): Chosen {
    return this.#chosen;
  }

  /** The track of a kind, opened where there is none; or why not. */
  async get(kind: CallKind): Promise<Opened> {
    const known = this.now.peek()[kind];
    if (known) return known;
    const id = kind === "screen" ? undefined : this.#chosen[kind];
    const track = await this.devices.open(kind, id);
    if (track === null || typeof track === "string") return track;
    // The browser had asked for so long.
    if (this.#closed) {
      track.stop();
      return null;
    }
    // Meanwhile another press has opened one.
    this.stop(kind);
    track.addEventListener("ended", () => {
      if (this.now.peek()[kind] !== track) return;
      this.now.value = { ...this.now.peek(), [kind]: null };
      this.onLost(kind);
    });
    this.now.value = { ...this.now.peek(), [kind]: track };
    return track;
  }

  /** Takes other devices from now on; gives what is wrong with them. */
  async choose(
    chosen: Chosen,
  ): Promise<readonly { of: CallKind; why: DeviceTrouble }[]> {
    const wrong: { of: CallKind; why: DeviceTrouble }[] = [];
    const before = this.#chosen;
    this.#chosen = chosen;
    keepChosen(chosen);
    for (const kind of ["microphone", "camera"] as const) {
      if (chosen[kind] === before[kind] || !this.now.peek()[kind]) continue;
      this.stop(kind);
      const track = await this.get(kind);
      if (typeof track === "string") wrong.push({ of: kind, why: track });
    }
    return wrong;
  }

  /** Switches one off: the machine's own light goes out. */
  stop(kind: CallKind): void {
    const track = this.now.peek()[kind];
    if (!track) return;
    this.now.value = { ...this.now.peek(), [kind]: null };
    track.stop();
  }

  /** Switches all off, also what is still being opened. */
  close(): void {
    this.#closed = true;
    for (const kind of callKinds) this.stop(kind);
  }
}
