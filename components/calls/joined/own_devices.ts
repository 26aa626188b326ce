/**
 * The member's own devices in a call (K-1). Only their own press turns one on, or the microphone again after a reload;
 * mutes, lost rights and unplugging turn it off. A device that is off is closed, except for a muted microphone.
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
  type CallMedia,
  type CallMediaKind,
  callMediaKinds,
  findLastMute,
  isSameCallMedia,
  type LastMute,
  limitToRights,
} from "../../../classroom/model/calls.ts";
import {
  allDevicesOff,
  type JoinedCall,
  type RememberedCall,
} from "../caller.ts";
import {
  type CallDevices,
  type CallTracks,
  type DeviceTrouble,
  loadedCallBackend,
  type OpenedTrack,
} from "../call_backend.ts";
import type { PublishedCallState } from "./room_signaling.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";

export type OwnDeviceTrouble =
  | { readonly kind: "device"; device: CallMediaKind; reason: DeviceTrouble }
  | { readonly kind: "pictures" }
  | { readonly kind: "away" }
  | { readonly kind: "taken"; readonly device: "camera" | "screen" }
  /** No trouble but a notice: the call moved, and the member is now heard in another room. */
  | { readonly kind: "heard"; readonly room: string };

const mutedNoteMs = 15_000;

export class OwnDevices {
  readonly switchedOn: Signal<CallMedia> = signal(allDevicesOff);
  readonly tracks: Signal<OwnTracks | null> = signal(null);
  readonly trouble: Signal<OwnDeviceTrouble | null> = signal(null);
  /** The mute that turned the microphone off; null: none, or there is no right to speak. */
  readonly lastMute: Signal<LastMute | null> = signal(null);
  readonly showsMuteNotice: Signal<boolean> = signal(false);
  readonly unmuteAskedAt: ReadonlySignal<number>;

  readonly #mutedAt: Signal<number>;
  /** Time (ms) of the last request to unmute that was answered, or that was older than joining. */
  readonly #answered: Signal<number>;
  #hasDeclined: boolean;
  /** The server has muted the page, but the class document does not show that mute yet. */
  #isSilenced = false;
  readonly #ready: Promise<OwnTracks | null>;
  readonly #stop: (() => void)[];
  #timesOff = 0;
  #closed = false;

  constructor(
    readonly call: JoinedCall,
    readonly onChange: () => void,
    rememberedCall?: RememberedCall,
  ) {
    this.#mutedAt = signal(
      rememberedCall?.mutedAt ?? untracked(() => this.#lastMute.at),
    );
    this.#answered = signal(
      rememberedCall?.answered ?? untracked(() => this.#askedAt),
    );
    this.#hasDeclined = rememberedCall?.declined ?? false;
    this.unmuteAskedAt = computed(() =>
      this.#askedAt > this.#answered.value && !this.switchedOn.value.microphone
        ? this.#askedAt
        : 0
    );
    this.#stop = [
      effect(() => {
        const rights = call.allowedDevices.value;
        const allowed = limitToRights(this.switchedOn.value, rights);
        // Without this right, as in **Eyes on me**, another note is shown.
        if (!rights.microphone) this.#forgetMute();
        untracked(() => {
          this.#noteTaken(allowed);
          this.#setState(allowed);
        });
      }),
      effect(() => {
        const rights = call.allowedDevices.value;
        const trouble = this.trouble.peek();
        const isOver = trouble?.kind === "taken" && rights[trouble.device];
        if (isOver) this.trouble.value = null;
      }),
      effect(() => this.#obeyMute()),
      effect(() => {
        const isMuted = this.lastMute.value !== null;
        this.showsMuteNotice.value = isMuted;
        if (!isMuted) return;
        const hide = () => this.showsMuteNotice.value = false;
        const timer = setTimeout(hide, mutedNoteMs);
        return () => clearTimeout(timer);
      }),
      effect(() => {
        // Turning the microphone on answers the request.
        const isHeard = this.switchedOn.value.microphone;
        if (!isHeard || this.#askedAt <= this.#answered.value) return;
        untracked(() => {
          this.#answer(false);
          this.onChange();
        });
      }),
      effect(() => {
        const switchedOn = this.switchedOn.value;
        untracked(() => {
          this.#closeWhatIsOff(switchedOn);
          const isHeard = this.trouble.peek()?.kind === "heard";
          if (isHeard && !switchedOn.microphone) this.trouble.value = null;
        });
      }),
    ];
    this.#ready = this.#begin(rememberedCall);
  }

  get publishedState(): PublishedCallState {
    const answered = this.#answered.peek();
    return {
      ...this.switchedOn.peek(),
      mutedAt: this.#mutedAt.peek(),
      ...answered > 0 && { answered },
      ...this.#hasDeclined && { declined: true },
    };
  }

  get stateForReload(): Omit<RememberedCall, "at" | "member" | "room"> {
    return {
      microphone: this.switchedOn.peek().microphone,
      mutedAt: this.#mutedAt.peek(),
      answered: this.#answered.peek(),
      declined: this.#hasDeclined,
    };
  }

  async switchDevice(kind: CallMediaKind, isOn: boolean): Promise<void> {
    this.trouble.value = null;
    if (!isOn) {
      return this.#setState({ ...this.switchedOn.peek(), [kind]: false });
    }
    const mute = this.#lastMute, timesOff = this.#timesOff;
    const tracks = await this.#ready;
    const track = await tracks?.get(kind);
    if (this.#closed || !track) return;
    if (typeof track === "string") {
      this.trouble.value = { kind: "device", device: kind, reason: track };
      return;
    }
    // Rights and mutes may have changed while the browser was asking the person.
    const isMuted = kind === "microphone" && this.#isMutedSince(mute.at);
    const mayTurnOn = this.call.allowedDevices.peek()[kind] && !isMuted &&
      timesOff === this.#timesOff && tracks?.now.peek()[kind] === track;
    if (isMuted) this.lastMute.value = this.#lastMute;
    if (!mayTurnOn) return this.#closeWhatIsOff(this.switchedOn.peek());
    batch(() => {
      if (kind === "microphone") {
        this.#forgetMute();
        this.#mutedAt.value = mute.at;
        this.#answer(false);
      }
      this.#setState({ ...this.switchedOn.peek(), [kind]: true });
    });
  }

  declineUnmute(): void {
    this.#answer(true);
    this.onChange();
  }

  /** Turns all devices off, also those that are still being opened. */
  turnAllOff(): void {
    this.#timesOff++;
    this.#setState(allDevicesOff);
  }

  /** Turns everything off after a long sleep or lost connection, so that nobody is heard without knowing it. */
  turnOffAfterSleep(): void {
    if (!isSameCallMedia(this.switchedOn.peek(), allDevicesOff)) {
      this.trouble.value = { kind: "away" };
    }
    this.turnAllOff();
  }

  warnIfHeardIn(room: string): void {
    if (this.switchedOn.peek().microphone) {
      this.trouble.value = { kind: "heard", room };
    }
  }

  applyRights(state: CallMedia): void {
    const { microphone } = this.switchedOn.peek();
    if (state.microphone) this.#forgetMute();
    else if (microphone) this.#isSilenced = true;
    this.#noteTaken(state);
    this.switchedOn.value = limitToRights(this.switchedOn.peek(), state);
  }

  dropExcessPictures(pictures: Pick<CallMedia, "camera" | "screen">): void {
    this.trouble.value = { kind: "pictures" };
    this.switchedOn.value = limitToRights(this.switchedOn.peek(), {
      ...pictures,
      microphone: true,
    });
  }

  async chooseDevices(chosen: ChosenDevices): Promise<void> {
    const failures = await this.tracks.peek()?.choose(chosen) ?? [];
    for (const { device, reason } of failures) {
      this.trouble.value = { kind: "device", device, reason };
      this.#setState({ ...this.switchedOn.peek(), [device]: false });
    }
    this.#closeWhatIsOff(this.switchedOn.peek());
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.tracks.peek()?.close();
  }

  async #begin(rememberedCall?: RememberedCall): Promise<OwnTracks | null> {
    const devices = await loadedCallBackend().devices();
    if (this.#closed) return null;
    const tracks = new OwnTracks(devices, (kind) => {
      this.#setState({ ...this.switchedOn.peek(), [kind]: false });
      if (kind === "screen") return;
      this.trouble.value = { kind: "device", device: kind, reason: "none" };
    });
    this.tracks.value = tracks;
    if (rememberedCall?.microphone) {
      void this.#unmuteAfterReload(rememberedCall, tracks);
    }
    return tracks;
  }

  /** After a reload: unmutes only if the browser opens the microphone without asking, and no mute came meanwhile. */
  async #unmuteAfterReload(
    { mutedAt }: RememberedCall,
    { devices }: OwnTracks,
  ) {
    const isAllowed = await devices.isAllowed("microphone");
    if (isAllowed && !this.#isMutedSince(mutedAt)) {
      await this.switchDevice("microphone", true);
    }
  }

  #setState(state: CallMedia) {
    if (isSameCallMedia(state, this.switchedOn.peek())) return;
    this.switchedOn.value = state;
    this.onChange();
  }

  /** Notes pictures that the teacher's decision has turned off; not when the call has ended. */
  #noteTaken(left: CallMedia) {
    if (this.call.room.peek() === null) return;
    const switchedOn = this.switchedOn.peek();
    for (const kind of ["camera", "screen"] as const) {
      if (!switchedOn[kind] || left[kind]) continue;
      this.trouble.value = { kind: "taken", device: kind };
    }
  }

  #closeWhatIsOff({ camera, screen }: CallMedia) {
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
      const wasHeard = this.switchedOn.peek().microphone || this.#isSilenced;
      if (wasHeard) this.lastMute.value = mute;
      this.#isSilenced = false;
      this.#setState({ ...this.switchedOn.peek(), microphone: false });
    });
  }

  #forgetMute() {
    this.#isSilenced = false;
    this.lastMute.value = null;
  }

  #answer(hasDeclined: boolean) {
    this.#hasDeclined = hasDeclined;
    this.#answered.value = this.#askedAt;
  }

  /** Time of the last request to unmute this member (ms); 0: none. */
  get #askedAt(): number {
    const { facts, seat } = this.call.session;
    return facts.unmuteRequests.value[seat.member] ?? 0;
  }

  #isMutedSince(timeMs: number): boolean {
    return this.#isStudent && this.#lastMute.at > timeMs;
  }

  get #isStudent(): boolean {
    return this.call.session.seat.role === "student";
  }

  get #lastMute(): LastMute {
    const { facts, seat } = this.call.session;
    return findLastMute(
      facts.call.value,
      facts.individualMutes.value[seat.member],
    );
  }
}

export interface ChosenDevices {
  microphone?: string;
  camera?: string;
  speaker?: string;
}

const key = "homeroom/devices";

export function readChosenDevices(): ChosenDevices {
  const storedText = readStored(key);
  return storedText === null ? {} : JSON.parse(storedText);
}

export function storeChosenDevices(chosen: ChosenDevices): void {
  writeStored(key, JSON.stringify(chosen));
}

class OwnTracks {
  readonly now: Signal<CallTracks> = signal({
    microphone: null,
    camera: null,
    screen: null,
  });
  #chosen: ChosenDevices = readChosenDevices();
  #closed = false;

  /** @param onLost called when a track ends without `stop`, for example because the device was unplugged */
  constructor(
    readonly devices: CallDevices,
    readonly onLost: (kind: CallMediaKind) => void,
  ) {}

  get chosen(): ChosenDevices {
    return this.#chosen;
  }

  async get(kind: CallMediaKind): Promise<OpenedTrack> {
    const openTrack = this.now.peek()[kind];
    if (openTrack) return openTrack;
    const id = kind === "screen" ? undefined : this.#chosen[kind];
    const track = await this.devices.open(kind, id);
    if (track === null || typeof track === "string") return track;
    // The call ended while the browser was asking the person.
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
    chosen: ChosenDevices,
  ): Promise<readonly { device: CallMediaKind; reason: DeviceTrouble }[]> {
    const failures: { device: CallMediaKind; reason: DeviceTrouble }[] = [];
    const previousDevices = this.#chosen;
    this.#chosen = chosen;
    storeChosenDevices(chosen);
    for (const kind of ["microphone", "camera"] as const) {
      if (chosen[kind] === previousDevices[kind] || !this.now.peek()[kind]) {
        continue;
      }
      this.stop(kind);
      const track = await this.get(kind);
      if (typeof track === "string") {
        failures.push({ device: kind, reason: track });
      }
    }
    return failures;
  }

  /** Stops the track, so that the device's light goes off. */
  stop(kind: CallMediaKind): void {
    const track = this.now.peek()[kind];
    if (!track) return;
    this.now.value = { ...this.now.peek(), [kind]: null };
    track.stop();
  }

  close(): void {
    this.#closed = true;
    for (const kind of callMediaKinds) this.stop(kind);
  }
}
