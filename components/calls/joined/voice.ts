/**
 * One's own being in a call, from **Join call** to leaving (K-1, K-2): the line into the room, one's tracks, and what
 * carries them. It goes where {@link JoinedCall.room} goes by itself, with the microphone as it was, and tries again until it
 * is in.
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
  type CallState,
  type CallWay,
  isSame,
  within,
} from "../../../classroom/schema/calls.ts";
import { newId } from "../../../classroom/schema/ids.ts";
import { isSettled } from "../../session/use_asking.ts";
import { type JoinedCall, type Remembered, silent } from "../caller.ts";
import { Line, type SaidState } from "./line.ts";
import type { CallMedia } from "../media.ts";
import { type Chosen, OwnTracks } from "./own_tracks.ts";
import { Sounds } from "./sounds.ts";
import { followSpeaking, type Levels } from "./speaking.ts";
import { type DeviceTrouble, type Seen, theWays } from "../ways.ts";

/** What did not work of what one has pressed. */
export type VoiceTrouble =
  | { readonly kind: "device"; of: keyof CallState; why: DeviceTrouble }
  /** More pictures than browsers can send to each other. */
  | { readonly kind: "pictures" };

/** How soon a room that does not let one in is asked again (ms): its document may be a moment behind. */
const again = 1_500;
/** So often a room may say that one is not to be in it, before that is believed. */
const tries = 8;

/** The page, for as long as it is there. */
const page = newId();

/** The being in a call. */
export class Voice {
  /** One is in; until then it is on its way. */
  readonly isIn: Signal<boolean> = signal(false);
  /** What of oneself is on. */
  readonly own: Signal<CallState> = signal(silent);
  readonly media: Signal<CallMedia | null> = signal(null);
  /** How the call is carried; null: not known yet. */
  readonly carried: Signal<CallWay | null> = signal(null);
  readonly tracks: Signal<OwnTracks | null> = signal(null);
  readonly trouble: Signal<VoiceTrouble | null> = signal(null);
  /** The teacher has muted everybody, oneself too. */
  readonly muted: Signal<boolean> = signal(false);
  /** One is asked to unmute, and has not said what one will do. */
  readonly asked: ReadonlySignal<boolean>;
  /** The members who speak now. */
  readonly speaking: Signal<ReadonlySet<string>> = signal(new Set());
  /** The browser plays nothing until somebody presses. */
  readonly isSilenced: Signal<boolean> = signal(false);

  readonly #sounds = new Sounds(() => this.isSilenced.value = true);
  readonly #mutedAt: Signal<number>;
  readonly #askedAt: Signal<number>;
  readonly #stop: (() => void)[];
  #line: Line | null = null;
  #room: string | null = null;
  #failed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** @param before how one was in the call before the page was loaded again */
  constructor(readonly call: JoinedCall, before?: Remembered) {
    const { facts, seat } = call.session;
    const askedAt = () => facts.callAsked.value[seat.member] ?? 0;
    this.#mutedAt = signal(
      before?.mutedAt ?? facts.call.peek().mutedAt ?? 0,
    );
    this.#askedAt = signal(before?.askedAt ?? untracked(askedAt));
    this.asked = computed(() =>
      askedAt() > this.#askedAt.value && !this.own.value.microphone
    );
    this.#stop = [
      effect(() => {
        const room = call.room.value;
        untracked(() => this.#goTo(room));
      }),
      effect(() => {
        const rights = call.rights.value;
        const allowed = within(this.own.value, rights);
        // That is said of everybody.
        if (!rights.microphone) this.muted.value = false;
        if (!isSame(allowed, this.own.peek())) {
          untracked(() => this.#be(allowed));
        }
      }),
      effect(() => this.#muteAll()),
      effect(() => this.#carry()),
      followSpeaking(this.speaking, () => this.#levels()),
      effect(() => this.#sounds.play(this.#heard())),
      effect(() => this.#remember()),
    ];
    const onHide = () => this.#remember();
    addEventListener("pagehide", onHide);
    this.#stop.push(() => removeEventListener("pagehide", onHide));
    void this.#begin(before);
  }

  /** Turns the microphone, the camera or the shared screen on or off. */
  async turn(kind: keyof CallState, on: boolean): Promise<void> {
    this.trouble.value = null;
    const { call } = this;
    if (!on) {
      this.#be({ ...this.own.peek(), [kind]: false });
      // A muted microphone stays open, so that unmuting is at once; what shows a picture goes out.
      if (kind !== "microphone") this.tracks.peek()?.stop(kind);
      return;
    }
    const track = await this.tracks.peek()?.get(kind);
    if (this.#closed || !track) return;
    if (typeof track === "string") {
      this.trouble.value = { kind: "device", of: kind, why: track };
      return;
    }
    if (!call.rights.peek()[kind]) return;
    const { facts } = call.session;
    batch(() => {
      if (kind === "microphone") {
        this.muted.value = false;
        this.#mutedAt.value = facts.call.peek().mutedAt ?? 0;
        this.notNow();
      }
      this.#be({ ...this.own.peek(), [kind]: true });
    });
  }

  /** One has read the wish that one unmutes. */
  notNow(): void {
    const { facts, seat } = this.call.session;
    this.#askedAt.value = facts.callAsked.peek()[seat.member] ?? 0;
  }

  /** Everything of oneself is off. */
  silence(): void {
    this.#be(silent);
    for (const kind of ["camera", "screen"] as const) {
      this.tracks.peek()?.stop(kind);
    }
  }

  /** Leaves, and lets go of the machine's devices. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stop) stop();
    this.#hangUp();
    this.#sounds.close();
    this.tracks.peek()?.close();
  }

  /** Takes other devices from now on. */
  async choose(chosen: Chosen): Promise<void> {
    this.#sounds.through(chosen.speaker ?? "");
    const wrong = await this.tracks.peek()?.choose(chosen);
    if (!wrong) return;
    this.trouble.value = { kind: "device", of: wrong.of, why: wrong.why };
    this.#be({ ...this.own.peek(), [wrong.of]: false });
  }

  /** Somebody has pressed, so that the browser plays what it would not. */
  soundOn(): void {
    this.isSilenced.value = false;
    this.#sounds.tryAgain();
  }

  async #begin(before?: Remembered) {
    const devices = await theWays().devices();
    if (this.#closed) return;
    const tracks = new OwnTracks(devices, (kind) => {
      this.#be({ ...this.own.peek(), [kind]: false });
      if (kind === "screen") return;
      this.trouble.value = { kind: "device", of: kind, why: "none" };
    });
    this.tracks.value = tracks;
    this.#sounds.through(tracks.chosen.speaker ?? "");
    // Nobody is heard again without having been so a moment ago, nor asked for anything.
    if (before?.microphone && await devices.isAllowed("microphone")) {
      const { mutedAt = 0 } = this.call.session.facts.call.peek();
      if (mutedAt <= before.mutedAt) await this.turn("microphone", true);
    }
  }

  #goTo(room: string | null) {
    if (room === this.#room) return;
    this.#hangUp();
    this.#room = room;
    this.#failed = 0;
    if (room !== null) return this.#enter(room);
    const { facts, seat } = this.call.session;
    const isOut = facts.callOut.peek()[seat.member] !== undefined;
    // Not within its own effect.
    queueMicrotask(() => {
      if (!this.#closed && this.#room === null) {
        this.call.leave(isOut ? "removed" : "over");
      }
    });
  }

  #enter(room: string) {
    let isEntered = false;
    let allowed = silent;
    const line = new Line(this.call.session, room, page, {
      state: () => this.#said(),
      allowed: (state) => {
        const { microphone } = this.own.peek();
        // It may be heard of before the class's own word for it.
        if (microphone && !state.microphone) this.muted.value = true;
        this.own.value = allowed = state;
      },
      tooMany: () => {
        this.trouble.value = { kind: "pictures" };
        const { camera, screen } = allowed;
        this.own.value = { ...this.own.peek(), camera, screen };
        if (!camera) this.tracks.peek()?.stop("camera");
        if (!screen) this.tracks.peek()?.stop("screen");
      },
      entered: () => {
        isEntered = true;
        begin();
      },
      ended: (reason) => this.#ended(reason),
    });
    this.#line = line;
    let carried: CallWay | null = null;
    let made = false;
    const begin = async () => {
      if (!isEntered || !carried || made || this.#line !== line) return;
      made = true;
      const carry = await theWays().carrier(carried.kind);
      if (this.#line !== line) return;
      this.#failed = 0;
      batch(() => {
        this.media.value = carry(line, carried!, this.#seen(line));
        this.isIn.value = true;
      });
    };
    void theWays().ask(this.call.session.seat, room).then((answer) => {
      if (this.#line !== line) return;
      if (!answer.ok) {
        return this.#ended(answer.problem.type, isSettled(answer));
      }
      carried = answer.body;
      this.carried.value = carried;
      void begin();
    });
  }

  #seen(line: Line): Seen {
    const { people } = this.call;
    return {
      shown: (member) => people.value.find((it) => it.member === member),
      elsewhere: computed(() => {
        const here = new Set(line.peers.value.map(({ member }) => member));
        return people.value.map(({ member }) => member)
          .filter((member) => !here.has(member));
      }),
    };
  }

  /** A room has not let one in, or not any longer. `isSettled`: it is the server that says so. */
  #ended(reason: string, isSettled = true) {
    const { call } = this;
    if (reason === "full") return call.leave("full");
    if (reason === "elsewhere") return call.leave("elsewhere");
    if (reason === "out" || reason === "out-of-call") {
      return call.leave("removed");
    }
    // The class knows a moment later where one is now; else what is refused here may be allowed in a moment.
    this.#hangUp();
    const room = this.#room;
    if (isSettled && ++this.#failed > tries) return call.leave("failed");
    this.#timer = setTimeout(() => {
      if (room !== null && this.#room === room) this.#enter(room);
    }, again);
  }

  #hangUp() {
    clearTimeout(this.#timer);
    const media = this.media.peek();
    const line = this.#line;
    this.#line = null;
    batch(() => {
      this.media.value = null;
      this.isIn.value = false;
    });
    media?.close();
    line?.close();
  }

  #said(): SaidState {
    return { ...this.own.peek(), mutedAt: this.#mutedAt.peek() };
  }

  /** Has this on from now on, and says so. */
  #be(state: CallState) {
    if (isSame(state, this.own.peek())) return;
    this.own.value = state;
    this.#line?.say(this.#said());
  }

  #muteAll() {
    const { facts, seat } = this.call.session;
    const at = facts.call.value.mutedAt ?? 0;
    if (at <= this.#mutedAt.value) return;
    untracked(() => {
      this.#mutedAt.value = at;
      if (seat.role !== "student") return;
      if (this.own.peek().microphone) this.muted.value = true;
      this.#be({ ...this.own.peek(), microphone: false });
    });
  }

  /** Sends what is on, and nothing else. */
  #carry() {
    const media = this.media.value;
    const tracks = this.tracks.value?.now.value;
    const { microphone, camera, screen } = this.own.value;
    if (!media || !tracks) return;
    const sent = (on: boolean, track: MediaStreamTrack | null) =>
      on ? track : null;
    untracked(() => {
      void media.setMicrophone(sent(microphone, tracks.microphone));
      void media.setCamera(sent(camera, tracks.camera));
      void media.setScreen(sent(screen, tracks.screen));
    });
  }

  /** Whose microphone is on, as the server says: nobody else is heard, whatever their page sends. */
  #on() {
    const on = this.call.people.value.filter(({ microphone }) => microphone);
    return new Set(on.map(({ member }) => member));
  }

  #levels(): Levels {
    const media = this.media.value;
    if (!media) return [];
    const on = this.#on();
    const { member } = this.call.session.seat;
    const others = media.others.value.filter((it) => on.has(it.member));
    return [
      [member, this.own.value.microphone ? media.level.value : 0],
      ...others.map(({ member, level }) => [member, level.value] as const),
    ];
  }

  #heard(): ReadonlyMap<string, MediaStream> {
    const on = this.#on();
    const others = this.media.value?.others.value ?? [];
    return new Map(
      others.flatMap(({ peer, member, audio }) =>
        audio && on.has(member) ? [[peer, audio] as const] : []
      ),
    );
  }

  #remember() {
    const room = this.call.room.value;
    if (room === null || this.#closed) return;
    this.call.remember({
      at: Date.now(),
      room,
      microphone: this.own.value.microphone,
      mutedAt: this.#mutedAt.value,
      askedAt: this.#askedAt.value,
    });
  }
}
