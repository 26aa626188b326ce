/**
 * What of oneself is on in a call (K-1): what one has turned on by a press, less what one may not, what the teacher has
 * muted, and what has gone. Nothing of it comes on by another's word. A camera or screen that is not on is closed; a muted
 * microphone stays open, so that unmuting is at once.
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
  type CallState,
  callStateWithin,
  isSameCallState,
} from "../../../classroom/model/calls.ts";
import { allOff, type JoinedCall, type Remembered } from "../caller.ts";
import { callBackend, type DeviceTrouble } from "../call_backend.ts";
import type { SaidState } from "./line.ts";
import { type Chosen, OwnTracks } from "./own_tracks.ts";

/** What did not work of what one has pressed. */
export type OwnTrouble =
  | { readonly kind: "device"; of: CallKind; why: DeviceTrouble }
  /** More pictures than browsers can send to each other. */
  | { readonly kind: "pictures" }
  /** All is off, since the page was away for long. */
  | { readonly kind: "away" }
  /** It went off since nobody may have one on any more. */
  | { readonly kind: "taken"; readonly of: "camera" | "screen" }
  /** No trouble: one is heard in another room than before. */
  | { readonly kind: "heard"; readonly room: string };

/** What of oneself is on. */
export class OwnDevices {
  readonly on: Signal<CallState> = signal(allOff);
  /** Null: the machine's devices are not known yet. */
  readonly tracks: Signal<OwnTracks | null> = signal(null);
  readonly trouble: Signal<OwnTrouble | null> = signal(null);
  /** The teacher has muted everybody, oneself too. */
  readonly muted: Signal<boolean> = signal(false);
  /** When one was asked to unmute, in ms, as long as one has not said what one will do; 0: one is not. */
  readonly asked: ReadonlySignal<number>;

  readonly #mutedAt: Signal<number>;
  /** When the last wish was made that one has answered, or that was there as one joined (ms); 0: none. */
  readonly #answered: Signal<number>;
  /** One has said **Not now** to it. */
  #declined: boolean;
  readonly #ready: Promise<OwnTracks | null>;
  readonly #stop: (() => void)[];
  /** How often all was to be off. */
  #timesOff = 0;
  #closed = false;

  /**
   * @param onChange another state is to be said
   * @param before how one was in the call before the page was loaded again
   */
  constructor(
    readonly call: JoinedCall,
    readonly onChange: () => void,
    before?: Remembered,
  ) {
    this.#mutedAt = signal(before?.mutedAt ?? this.#lastMuteAll());
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
        // That is said of everybody.
        if (!rights.microphone) this.muted.value = false;
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
      effect(() => this.#muteAll()),
      effect(() => {
        // Whoever is heard already has done what they are asked.
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

  /** Turns the microphone, the camera or the shared screen on or off. */
  async turn(kind: CallKind, on: boolean): Promise<void> {
    this.trouble.value = null;
    if (!on) return this.#be({ ...this.on.peek(), [kind]: false });
    const mutedAt = this.#lastMuteAll(), timesOff = this.#timesOff;
    const tracks = await this.#ready;
    const track = await tracks?.get(kind);
    if (this.#closed || !track) return;
    if (typeof track === "string") {
      this.trouble.value = { kind: "device", of: kind, why: track };
      return;
    }
    // While the browser asked, it may have become another matter.
    const isMuted = kind === "microphone" && this.#isMutedSince(mutedAt);
    const may = this.call.rights.peek()[kind] && !isMuted &&
      timesOff === this.#timesOff && tracks?.now.peek()[kind] === track;
    if (isMuted) this.muted.value = true;
    if (!may) return this.#closeWhatIsOff(this.on.peek());
    batch(() => {
      if (kind === "microphone") {
        this.muted.value = false;
        this.#mutedAt.value = mutedAt;
        this.#answer(false);
      }
      this.#be({ ...this.on.peek(), [kind]: true });
    });
  }

  /** One does not want to talk now, and whoever asked is told so. */
  notNow(): void {
    this.#answer(true);
    this.onChange();
  }

  /** All is off, also what one has pressed and the browser still asks about. */
  turnAllOff(): void {
    this.#timesOff++;
    this.#be(allOff);
  }

  /** The page slept, or had no network, for long: nobody is heard who does not know that they are. */
  wake(): void {
    if (!isSameCallState(this.on.peek(), allOff)) {
      this.trouble.value = { kind: "away" };
    }
    this.turnAllOff();
  }

  /** One has gone, or was brought, to another room: whoever is heard there is told so. */
  comeTo(room: string): void {
    if (this.on.peek().microphone) this.trouble.value = { kind: "heard", room };
  }

  /** The server lets one have this on, of what one has. */
  allow(state: CallState): void {
    const { microphone } = this.on.peek();
    // It may be heard of before the class's own word for it.
    if (state.microphone) this.muted.value = false;
    else if (microphone) this.muted.value = true;
    this.#noteTaken(state);
    this.on.value = callStateWithin(this.on.peek(), state);
  }

  /** There are too many pictures: one has none but these. */
  tooMany(pictures: Pick<CallState, "camera" | "screen">): void {
    this.trouble.value = { kind: "pictures" };
    this.on.value = callStateWithin(this.on.peek(), {
      ...pictures,
      microphone: true,
    });
  }

  /** Takes other devices from now on. */
  async choose(chosen: Chosen): Promise<void> {
    const wrong = await this.tracks.peek()?.choose(chosen) ?? [];
    for (const { of, why } of wrong) {
      this.trouble.value = { kind: "device", of, why };
      this.#be({ ...this.on.peek(), [of]: false });
    }
    // It may have been turned off while the browser opened the other one.
    this.#closeWhatIsOff(this.on.peek());
  }

  /** Lets go of the machine's devices. */
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

  /** Nobody is heard again without having been so a moment ago, nor asked for anything. */
  async #goOn({ mutedAt }: Remembered, { devices }: OwnTracks) {
    const isAllowed = await devices.isAllowed("microphone");
    if (isAllowed && !this.#isMutedSince(mutedAt)) {
      await this.turn("microphone", true);
    }
  }

  /** Has this on from now on, and says so. */
  #be(state: CallState) {
    if (isSameCallState(state, this.on.peek())) return;
    this.on.value = state;
    this.onChange();
  }

  /** Where there is a call, what one is left with of what is on is less by the teacher's word alone. */
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

  #muteAll() {
    const at = this.call.session.facts.call.value.mutedAt ?? 0;
    if (at <= this.#mutedAt.value) return;
    untracked(() => {
      this.#mutedAt.value = at;
      if (!this.#isStudent) return;
      if (this.on.peek().microphone) this.muted.value = true;
      this.#be({ ...this.on.peek(), microphone: false });
    });
  }

  /** One has unmuted, or said **Not now**. */
  #answer(declined: boolean) {
    this.#declined = declined;
    this.#answered.value = this.#askedAt;
  }

  /** When one was asked last to unmute (ms); 0: one is not. */
  get #askedAt(): number {
    const { facts, seat } = this.call.session;
    return facts.callAsked.value[seat.member] ?? 0;
  }

  #isMutedSince(at: number): boolean {
    return this.#isStudent && this.#lastMuteAll() > at;
  }

  /** Mutes students alone. */
  get #isStudent(): boolean {
    return this.call.session.seat.role === "student";
  }

  #lastMuteAll(): number {
    return this.call.session.facts.call.peek().mutedAt ?? 0;
  }
}
