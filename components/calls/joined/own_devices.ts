/**
 * The own devices in a call (K-1). A press turns them on, within the rights; mutes and unplugging turn them off. Others
 * can turn nothing on. Off closes a device, except a muted microphone, which stays open to unmute immediately.
 */
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import {
  type CallKind,
  callKinds,
  type CallState,
  callStateWithin,
  isSameCallState,
  type LastMute,
  lastMute,
} from "../../../classroom/model/calls.ts";
import { allOff, type JoinedCall, type Remembered } from "../caller.ts";
import {
  callBackend,
  type Devices,
  type DeviceTrouble,
  type Opened,
  type Tracks,
} from "../call_backend.ts";
import type { SaidState } from "./line.ts";
import { recall, remember } from "../../client/browser_memory.ts";

export type OwnTrouble =
  | { readonly kind: "device"; of: CallKind; why: DeviceTrouble }
  | { readonly kind: "pictures" }
  /** Turned off after the page was away for long. */
  | { readonly kind: "away" }
  | { readonly kind: "taken"; readonly of: "camera" | "screen" }
  /** Not a trouble: the member is now heard in another room. */
  | { readonly kind: "heard"; readonly room: string };

const mutedNoteMs = 15_000;

export class OwnDevices {
  readonly on: Signal<CallState> = signal(allOff);
  readonly tracks: Signal<OwnTracks | null> = signal(null);
  readonly trouble: Signal<OwnTrouble | null> = signal(null);
  /** The mute that turned the microphone off; null: on, or turned off otherwise. */
  readonly muted: Signal<LastMute | null> = signal(null);
  readonly showsMuted: Signal<boolean> = signal(false);
  readonly asked: ReadonlySignal<number>;

  readonly #mutedAt: Signal<number>;
  /** The last request that was answered, or that existed on joining (ms). */
  readonly #answered: Signal<number>;
  #declined: boolean;
  /** The server muted the page before the class document said by which mute. */
  #isSilenced = false;
  readonly #ready: Promise<OwnTracks | null>;
  readonly #stop: (() => void)[];
  #timesOff = 0;
  #closed = false;

  constructor(
    readonly call: JoinedCall,
    readonly onChange: () => void,
    before?: Remembered,
  ) {
    this.#mutedAt = signal(
      before?.mutedAt ?? untracked(() => this.#lastMute.at),
    );
    this.#answered = signal(
      before?.answered ?? untracked(() => this.#askedAt),
    );
    this.#declined = before?.declined ?? false;
    this.asked = computed(() =>
      this.#askedAt > this.#answered.value && !this.on.value.microphone
        ? this.#askedAt
        : 0
    );
    this.#stop = [
      effect(() => {
        const rights = call.rights.value;
        const allowed = callStateWithin(this.on.value, rights);
        // **Eyes on me** has its own note.
        if (!rights.microphone) this.#forgetMute();
        untracked(() => {
          this.#noteTaken(allowed);
          this.#be(allowed);
        });
      }),
      effect(() => {
        const rights = call.rights.value;
        const wrong = this.trouble.peek();
        const isOver = wrong?.kind === "taken" && rights[wrong.of];
        if (isOver) this.trouble.value = null;
      }),
      effect(() => this.#obeyMute()),
      effect(() => {
        const isMuted = this.muted.value !== null;
        this.showsMuted.value = isMuted;
        if (!isMuted) return;
        const hide = () => this.showsMuted.value = false;
        const timer = setTimeout(hide, mutedNoteMs);
        return () => clearTimeout(timer);
      }),
      effect(() => {
        // A member with the microphone on has answered.
        const isHeard = this.on.value.microphone;
        if (!isHeard || this.#askedAt <= this.#answered.value) return;
        untracked(() => {
          this.#answer(false);
          this.onChange();
        });
      }),
      effect(() => {
        const on = this.on.value;
        untracked(() => {
          this.#closeWhatIsOff(on);
          const isHeard = this.trouble.peek()?.kind === "heard";
          if (isHeard && !on.microphone) this.trouble.value = null;
        });
      }),
    ];
    this.#ready = this.#begin(before);
  }

  get said(): SaidState {
    const answered = this.#answered.peek();
    return {
      ...this.on.peek(),
      mutedAt: this.#mutedAt.peek(),
      ...answered > 0 && { answered },
      ...this.#declined && { declined: true },
    };
  }

  get remembered(): Omit<Remembered, "at" | "member" | "room"> {
    return {
      microphone: this.on.peek().microphone,
      mutedAt: this.#mutedAt.peek(),
      answered: this.#answered.peek(),
      declined: this.#declined,
    };
  }

  async turn(kind: CallKind, on: boolean): Promise<void> {
    this.trouble.value = null;
    if (!on) return this.#be({ ...this.on.peek(), [kind]: false });
    const mute = this.#lastMute, timesOff = this.#timesOff;
    const tracks = await this.#ready;
    const track = await tracks?.get(kind);
    if (this.#closed || !track) return;
    if (typeof track === "string") {
      this.trouble.value = { kind: "device", of: kind, why: track };
      return;
    }
    // Rights and mutes may have changed during the browser's question.
    const isMuted = kind === "microphone" && this.#isMutedSince(mute.at);
    const may = this.call.rights.peek()[kind] && !isMuted &&
      timesOff === this.#timesOff && tracks?.now.peek()[kind] === track;
    if (isMuted) this.muted.value = this.#lastMute;
    if (!may) return this.#closeWhatIsOff(this.on.peek());
    batch(() => {
      if (kind === "microphone") {
        this.#forgetMute();
        this.#mutedAt.value = mute.at;
        this.#answer(false);
      }
      this.#be({ ...this.on.peek(), [kind]: true });
    });
  }

  notNow(): void {
    this.#answer(true);
    this.onChange();
  }

  /** Includes devices that are still being opened. */
  turnAllOff(): void {
    this.#timesOff++;
    this.#be(allOff);
  }

  /** After a long sleep or loss of connection everything is off, so that nobody is heard without knowing it. */
  wake(): void {
    if (!isSameCallState(this.on.peek(), allOff)) {
      this.trouble.value = { kind: "away" };
    }
    this.turnAllOff();
  }

  comeTo(room: string): void {
    if (this.on.peek().microphone) this.trouble.value = { kind: "heard", room };
  }

  allow(state: CallState): void {
    const { microphone } = this.on.peek();
    if (state.microphone) this.#forgetMute();
    else if (microphone) this.#isSilenced = true;
    this.#noteTaken(state);
    this.on.value = callStateWithin(this.on.peek(), state);
  }

  tooMany(pictures: Pick<CallState, "camera" | "screen">): void {
    this.trouble.value = { kind: "pictures" };
    this.on.value = callStateWithin(this.on.peek(), {
      ...pictures,
      microphone: true,
    });
  }

  async choose(chosen: Chosen): Promise<void> {
    const wrong = await this.tracks.peek()?.choose(chosen) ?? [];
    for (const { of, why } of wrong) {
      this.trouble.value = { kind: "device", of, why };
      this.#be({ ...this.on.peek(), [of]: false });
    }
    this.#closeWhatIsOff(this.on.peek());
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.tracks.peek()?.close();
  }

  async #begin(before?: Remembered): Promise<OwnTracks | null> {
    const devices = await callBackend().devices();
    if (this.#closed) return null;
    const tracks = new OwnTracks(devices, (kind) => {
      this.#be({ ...this.on.peek(), [kind]: false });
      if (kind === "screen") return;
      this.trouble.value = { kind: "device", of: kind, why: "none" };
    });
    this.tracks.value = tracks;
    if (before?.microphone) void this.#goOn(before, tracks);
    return tracks;
  }

  /** Unmutes after a reload if the browser does not ask. */
  async #goOn({ mutedAt }: Remembered, { devices }: OwnTracks) {
    const isAllowed = await devices.isAllowed("microphone");
    if (isAllowed && !this.#isMutedSince(mutedAt)) {
      await this.turn("microphone", true);
    }
  }

  #be(state: CallState) {
    if (isSameCallState(state, this.on.peek())) return;
    this.on.value = state;
    this.onChange();
  }

  /** During a call, only the teacher's decision takes a picture away. */
  #noteTaken(left: CallState) {
    if (this.call.room.peek() === null) return;
    const on = this.on.peek();
    for (const kind of ["camera", "screen"] as const) {
      if (!on[kind] || left[kind]) continue;
      this.trouble.value = { kind: "taken", of: kind };
    }
  }

  #closeWhatIsOff({ camera, screen }: CallState) {
    const tracks = this.tracks.peek();
    if (!camera) tracks?.stop("camera");
    if (!screen) tracks?.stop("screen");
  }

  #obeyMute() {
    const mute = this.#lastMute;
    if (mute.at <= this.#mutedAt.value) return;
    untracked(() => {
      this.#mutedAt.value = mute.at;
      if (!this.#isStudent) return;
      const wasHeard = this.on.peek().microphone || this.#isSilenced;
      if (wasHeard) this.muted.value = mute;
      this.#isSilenced = false;
      this.#be({ ...this.on.peek(), microphone: false });
    });
  }

  #forgetMute() {
    this.#isSilenced = false;
    this.muted.value = null;
  }

  #answer(declined: boolean) {
    this.#declined = declined;
    this.#answered.value = this.#askedAt;
  }

  /** Last request to unmute (ms); 0: never. */
  get #askedAt(): number {
    const { facts, seat } = this.call.session;
    return facts.callAsked.value[seat.member] ?? 0;
  }

  #isMutedSince(at: number): boolean {
    return this.#isStudent && this.#lastMute.at > at;
  }

  get #isStudent(): boolean {
    return this.call.session.seat.role === "student";
  }

  get #lastMute(): LastMute {
    const { facts, seat } = this.call.session;
    return lastMute(facts.call.value, facts.callMuted.value[seat.member]);
  }
}

export interface Chosen {
  microphone?: string;
  camera?: string;
  speaker?: string;
}

const key = "homeroom/devices";

export function lastChosen(): Chosen {
  const kept = recall(key);
  return kept === null ? {} : JSON.parse(kept);
}

export function keepChosen(chosen: Chosen): void {
  remember(key, JSON.stringify(chosen));
}

class OwnTracks {
  readonly now: Signal<Tracks> = signal({
    microphone: null,
    camera: null,
    screen: null,
  });
  #chosen: Chosen = lastChosen();
  #closed = false;

  /** @param onLost called when a track ends by itself, such as an unplugged device */
  constructor(
    readonly devices: Devices,
    readonly onLost: (kind: CallKind) => void,
  ) {}

  get chosen(): Chosen {
    return this.#chosen;
  }

  async get(kind: CallKind): Promise<Opened> {
    const known = this.now.peek()[kind];
    if (known) return known;
    const id = kind === "screen" ? undefined : this.#chosen[kind];
    const track = await this.devices.open(kind, id);
    if (track === null || typeof track === "string") return track;
    // The call ended during the browser's question.
    if (this.#closed) {
      track.stop();
      return null;
    }
    this.stop(kind);
    track.addEventListener("ended", () => {
      if (this.now.peek()[kind] !== track) return;
      this.now.value = { ...this.now.peek(), [kind]: null };
      this.onLost(kind);
    });
    this.now.value = { ...this.now.peek(), [kind]: track };
    return track;
  }

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

  /** Turns the device's light off. */
  stop(kind: CallKind): void {
    const track = this.now.peek()[kind];
    if (!track) return;
    this.now.value = { ...this.now.peek(), [kind]: null };
    track.stop();
  }

  close(): void {
    this.#closed = true;
    for (const kind of callKinds) this.stop(kind);
  }
}
