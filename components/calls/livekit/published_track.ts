/**
 * One's own microphone, camera or screen, as LiveKit is to have it. LiveKit gets a copy of each track, which it may mute and
 * stop as it likes: the track itself stays whose it is.
 */
import { LivekitError, type Room, Track } from "livekit-client";

/** How long until what could not be sent is tried again, in ms. */
const again = 3_000;

/** One of them. */
export class PublishedTrack {
  #wanted: MediaStreamTrack | null = null;
  /** What LiveKit has, and of what it is the copy. */
  #copied: { copy: MediaStreamTrack; of: MediaStreamTrack } | null = null;
  /** One step after the other: what is wanted by then is done. */
  #steps: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly room: Room, readonly source: Track.Source) {}

  /** What sends it now; undefined: nothing does, or it is muted. */
  get sender(): RTCRtpSender | undefined {
    const publication = this.#publication;
    return publication?.isMuted ? undefined : publication?.track?.sender;
  }

  /** Sends this track from now on, or none. */
  set(track: MediaStreamTrack | null): Promise<void> {
    this.#wanted = track;
    // Nobody is heard for as long as it takes to tell LiveKit.
    if (track === null && this.#copied) this.#copied.copy.enabled = false;
    return this.send();
  }

  /** Sends what is wanted, where that could not be done before: one was not connected, or had no right to it. */
  send(): Promise<void> {
    return this.#steps = this.#steps.then(() => this.#step());
  }

  get #publication() {
    return this.room.localParticipant.getTrackPublication(this.source);
  }

  async #step(): Promise<void> {
    if (this.room.state !== "connected") return;
    try {
      if (this.#wanted) await this.#publish(this.#wanted);
      else await this.#withhold();
    } catch (error) {
      // LiveKit has lost the connection, or the right is still on its way: it is sent anew then, and after a while anyway.
      if (!(error instanceof LivekitError)) reportError(error);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.send(), again);
    }
  }

  async #publish(wanted: MediaStreamTrack): Promise<void> {
    const track = this.#publication?.track;
    if (track && this.#copied?.of === wanted) {
      this.#copied.copy.enabled = true;
      await track.unmute();
      return;
    }
    const copy = wanted.clone();
    const before = this.#copied;
    this.#copied = { copy, of: wanted };
    try {
      if (track) {
        await track.replaceTrack(copy, true);
        await track.unmute();
      } else {
        const { source } = this;
        await this.room.localParticipant.publishTrack(copy, { source });
      }
    } catch (error) {
      copy.stop();
      this.#copied = before;
      throw error;
    }
    before?.copy.stop();
  }

  /** A microphone stays where it is, silent, so that it is there again at once. */
  async #withhold(): Promise<void> {
    const track = this.#publication?.track;
    if (!track) return;
    if (this.source === Track.Source.Microphone) {
      await track.mute();
      return;
    }
    await this.room.localParticipant.unpublishTrack(track, true);
    this.#copied = null;
  }
}
