/**
 * This page in a call, from **Join call** to leaving (K-1, K-2): signaling, devices and media. It moves to {@link
 * JoinedCall.room} with the microphone as it was, and retries until it is in or was refused too often.
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
import { newId } from "../../../classroom/model/ids.ts";
import { isFinalReply } from "../../client/use_polling.ts";
import {
  callResumeMs,
  type JoinedCall,
  type RememberedCall,
} from "../caller.ts";
import {
  type CallMediaConnection,
  type CallRoomPresence,
  loadedCallBackend,
} from "../call_backend.ts";
import { RoomSignaling } from "./room_signaling.ts";
import { type ChosenDevices, OwnDevices } from "./own_devices.ts";
import type { CallTransport } from "../../../classroom/model/views.ts";

// Plays voices. The audio elements are not in the document, so that a bar that moves interrupts no voice.

export class VoicePlayer {
  readonly #playing = new Map<string, HTMLAudioElement>();
  #speaker = "";

  /** @param onBlocked called if the browser plays sound only after a press */
  constructor(readonly onBlocked: () => void) {}

  playVoices(voices: ReadonlyMap<string, MediaStream>): void {
    for (const [peer, audio] of this.#playing) {
      if (voices.has(peer)) continue;
      audio.srcObject = null;
      this.#playing.delete(peer);
    }
    for (const [peer, stream] of voices) {
      const playingAudio = this.#playing.get(peer);
      if (playingAudio?.srcObject === stream) continue;
      const audio = playingAudio ?? this.#element();
      audio.srcObject = stream;
      this.#playing.set(peer, audio);
      this.#send(audio);
      this.#start(audio);
    }
  }

  setSpeaker(speaker: string): void {
    this.#speaker = speaker;
    for (const audio of this.#playing.values()) this.#send(audio);
  }

  retryPlayback(): void {
    for (const audio of this.#playing.values()) this.#start(audio);
  }

  close(): void {
    this.playVoices(new Map());
  }

  #element(): HTMLAudioElement {
    const audio = new Audio();
    // The system pauses for a phone call, and WebKit does not resume by itself.
    audio.onpause = () => {
      const stream = audio.srcObject as MediaStream | null;
      if (stream?.active) this.#start(audio);
    };
    return audio;
  }

  #start(audio: HTMLAudioElement) {
    audio.play().catch((error: DOMException) => {
      if (error.name === "NotAllowedError") this.onBlocked();
    });
  }

  #send(audio: HTMLAudioElement) {
    audio.setSinkId?.(this.#speaker).catch(() => audio.setSinkId(""))
      .catch(() => {});
  }
}

/** Minimum level of speech: −39 dB, above the noise of a room. */
const minSpeechLevel = 0.35;
/** A member counts as speaking for this long after the last word (ms). */
export const speakingHoldMs = 800;

type Levels = readonly (readonly [member: string, level: number])[];

type Until = ReadonlyMap<string, number>;

export function updateSpeakingUntil(
  previousUntil: Until,
  levels: Levels,
  now: number,
): Until {
  const until = new Map(
    [...previousUntil].filter(([, untilMs]) => untilMs > now),
  );
  for (const [member, level] of levels) {
    if (level >= minSpeechLevel) until.set(member, now + speakingHoldMs);
  }
  return until;
}

function followSpeaking(
  speaking: Signal<ReadonlySet<string>>,
  levels: () => Levels,
): () => void {
  let until: Until = new Map();
  const listen = (levels: Levels) => {
    until = updateSpeakingUntil(until, levels, Date.now());
    const previousMembers = speaking.peek();
    const isSame = until.size === previousMembers.size &&
      [...previousMembers].every((member) => until.has(member));
    if (!isSame) speaking.value = new Set(until.keys());
  };
  return effect(() => {
    listen(levels());
    if (until.size === 0) return;
    const timer = setTimeout(() => listen([]), speakingHoldMs + 50);
    return () => clearTimeout(timer);
  });
}

const askAgainAfterMs = 1_500;
const maxRefusals = 8;

/** After this time, a reconnection renews the ICE servers: TURN passwords last two hours. */
const renewServersMs = 3_600_000;

const noteEveryMs = 5_000;

const page = newId();

export class CallConnection {
  readonly isJoined: Signal<boolean> = signal(false);
  readonly ownDevices: OwnDevices;
  readonly media: Signal<CallMediaConnection | null> = signal(null);
  readonly transport: Signal<CallTransport | null> = signal(null);
  readonly speakingMembers: Signal<ReadonlySet<string>> = signal(new Set());
  readonly trouble: ReadonlySignal<CallMediaConnection["trouble"]["value"]> =
    computed(
      () =>
        this.isJoined.value
          ? this.media.value?.trouble.value ?? null
          : "connecting",
    );
  readonly isBlocked: Signal<boolean> = signal(false);

  readonly #tabs: BroadcastChannel;
  readonly #sounds = new VoicePlayer(() => this.isBlocked.value = true);
  readonly #stop: (() => void)[];
  #line: RoomSignaling | null = null;
  #room: string | null = null;
  #failed = 0;
  /** When the page was last known to be in the call (ms). Not a timer, which stops while the machine sleeps. */
  #inAt = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(readonly call: JoinedCall, rememberedCall?: RememberedCall) {
    const { session, member } = call.session.seat;
    // Closed in {@link close}, so that a tab whose call has moved to another tab does not take it back when it wakes.
    this.#tabs = new BroadcastChannel(`homeroom/call/${session}/${member}`);
    this.#tabs.onmessage = () => call.leave("elsewhere");
    this.ownDevices = new OwnDevices(
      call,
      () => this.#line?.publishState(this.ownDevices.publishedState),
      rememberedCall,
    );
    this.#stop = [
      effect(() => {
        const room = call.room.value;
        untracked(() => this.#goTo(room));
      }),
      effect(() => this.#sendTracks()),
      effect(() => {
        this.#sounds.setSpeaker(
          this.ownDevices.tracks.value?.chosen.speaker ?? "",
        );
      }),
      followSpeaking(this.speakingMembers, () => this.#levels()),
      effect(() => this.#sounds.playVoices(this.#audibleVoices())),
      () => this.ownDevices.close(),
    ];
    const noting = setInterval(() => {
      // After sleep the connection may be dead and still look open, so `#inAt` must not be renewed.
      if (this.#line?.isIn.peek() && !this.#wasAway) this.#inAt = Date.now();
    }, noteEveryMs);
    this.#stop.push(() => clearInterval(noting));
    // Stored only when the page goes away: a duplicated tab would copy it before.
    const onHide = () => this.#remember();
    addEventListener("pagehide", onHide);
    this.#stop.push(() => removeEventListener("pagehide", onHide));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tabs.close();
    for (const stop of this.#stop) stop();
    this.#hangUp();
    this.#sounds.close();
  }

  async chooseDevices(chosen: ChosenDevices): Promise<void> {
    this.#sounds.setSpeaker(chosen.speaker ?? "");
    await this.ownDevices.chooseDevices(chosen);
  }

  unblockSound(): void {
    this.isBlocked.value = false;
    this.#sounds.retryPlayback();
  }

  #goTo(room: string | null) {
    if (room === this.#room) return;
    if (room !== null && this.#room !== null) {
      this.ownDevices.warnIfHeardIn(room);
    }
    this.#hangUp();
    this.#room = room;
    this.#failed = 0;
    if (room !== null) return this.#enter(room);
    const { facts, seat } = this.call.session;
    const isOut = facts.callRemovals.peek()[seat.member] !== undefined;
    queueMicrotask(() => {
      if (!this.#closed && this.#room === null) {
        this.call.leave(isOut ? "removed" : "over");
      }
    });
  }

  #enter(room: string) {
    const entered = Promise.withResolvers<void>();
    let askedAt = Date.now();
    const line = new RoomSignaling(this.call.session, room, page, {
      state: () => this.ownDevices.publishedState,
      enters: () => {
        if (this.#wasAway) this.ownDevices.turnOffAfterSleep();
      },
      allowed: (state) => this.ownDevices.applyRights(state),
      tooMany: (pictures) => this.ownDevices.dropExcessPictures(pictures),
      entered: () => {
        const now = this.#inAt = Date.now();
        entered.resolve();
        if (now - askedAt < renewServersMs) return;
        void this.#askServers(line).then((isTold) => {
          if (isTold) askedAt = now;
        });
      },
      ended: (reason) => this.#ended(reason),
    });
    this.#line = line;
    void this.#begin(line, entered.promise);
  }

  async #begin(line: RoomSignaling, entered: Promise<void>) {
    const { seat } = this.call.session;
    const answer = await loadedCallBackend().ask(seat, line.room);
    if (this.#line !== line) return;
    if (!answer.ok) {
      return this.#ended(answer.problem.type, isFinalReply(answer));
    }
    this.transport.value = answer.body;
    await entered;
    const join = await loadedCallBackend().joinBy(answer.body);
    if (this.#line !== line) return;
    this.#failed = 0;
    batch(() => {
      this.media.value = join(line, this.#seen(line));
      this.isJoined.value = true;
    });
    this.#tabs.postMessage("in");
  }

  async #askServers(line: RoomSignaling): Promise<boolean> {
    const answer = await loadedCallBackend().ask(
      this.call.session.seat,
      line.room,
    );
    if (this.#line !== line || !answer.ok) return false;
    this.media.peek()?.setIceServers(answer.body.iceServers);
    return true;
  }

  #seen(line: RoomSignaling): CallRoomPresence {
    const {
      callersFreshness,
      callers,
      session: { facts: { online } },
    } = this.call;
    return {
      callersFreshness,
      mediaOf: (member) => callers.value.find((it) => it.member === member),
      membersElsewhere: computed(() => {
        const localMembers = new Set(
          line.peers.value.map(({ member }) => member),
        );
        return callers.value.map(({ member }) => member)
          // Awaited people are left out: it is unknown at which instance they are.
          .filter((id) => !localMembers.has(id) && online.value.get(id)?.call);
      }),
    };
  }

  #ended(reason: string, isSettled = true) {
    const { call } = this;
    if (reason === "full") return call.leave("full");
    if (reason === "elsewhere") return call.leave("elsewhere");
    // A removed member who is let back starts muted.
    const isOut = reason === "out" || reason === "out-of-call";
    if (isOut) this.ownDevices.turnAllOff();
    // The class document decides what follows: another room, the member's removal, or another attempt.
    this.#hangUp();
    const room = this.#room;
    if (isSettled && ++this.#failed > maxRefusals) return call.leave("failed");
    this.#timer = setTimeout(() => {
      if (room !== null && this.#room === room) this.#enter(room);
    }, askAgainAfterMs);
  }

  #hangUp() {
    clearTimeout(this.#timer);
    const media = this.media.peek();
    const line = this.#line;
    this.#line = null;
    batch(() => {
      this.media.value = null;
      this.isJoined.value = false;
    });
    media?.leave();
    line?.close();
  }

  #sendTracks() {
    const media = this.media.value;
    const tracks = this.ownDevices.tracks.value?.now.value;
    const { microphone, camera, screen } = this.ownDevices.switchedOn.value;
    if (!media || !tracks) return;
    const trackIfOn = (isOn: boolean, track: MediaStreamTrack | null) =>
      isOn ? track : null;
    untracked(() => {
      void media.setTracks({
        microphone: trackIfOn(microphone, tracks.microphone),
        camera: trackIfOn(camera, tracks.camera),
        screen: trackIfOn(screen, tracks.screen),
      });
    });
  }

  /** Members whose microphone is on by presence. Others are not played, whatever their page sends. */
  #listAudibleMembers() {
    const audibleCallers = this.call.callers.value.filter(({ microphone }) =>
      microphone
    );
    return new Set(audibleCallers.map(({ member }) => member));
  }

  #levels(): Levels {
    const media = this.media.value;
    if (!media) return [];
    const audibleMembers = this.#listAudibleMembers();
    const { member } = this.call.session.seat;
    const audibleCallers = media.remoteCallers.value.filter((
      { member, connection },
    ) => audibleMembers.has(member) && connection === "connected");
    return [
      [
        member,
        this.ownDevices.switchedOn.value.microphone ? media.level.value : 0,
      ],
      ...audibleCallers.map(({ member, level }) =>
        [member, level.value] as const
      ),
    ];
  }

  #audibleVoices(): ReadonlyMap<string, MediaStream> {
    const audibleMembers = this.#listAudibleMembers();
    const remoteCallers = this.media.value?.remoteCallers.value ?? [];
    return new Map(
      remoteCallers.flatMap(({ peer, member, audio }) =>
        audio && audibleMembers.has(member) ? [[peer, audio] as const] : []
      ),
    );
  }

  /** True if the page was away for so long that it must come back muted (K-1). */
  get #wasAway(): boolean {
    return Date.now() - this.#inAt > callResumeMs;
  }

  #remember() {
    const room = this.call.room.peek();
    if (room === null) return;
    this.call.rememberForReload({
      at: Date.now(),
      room,
      ...this.ownDevices.stateForReload,
    });
  }
}
