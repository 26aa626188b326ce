/**
 * The calls that a LiveKit server carries. A page is in one only while it is in the peer room of the room's document: that
 * is asked when its socket opens, and once it is out its socket is closed and LiveKit puts it out (A1, K-2). What is left
 * of a right goes to LiveKit after each commit that may have changed it.
 */
import type { PeerState } from "../../sync/signals.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { Who } from "../model/who.ts";
import { readSession } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { type CallState, isCallOn, isSameCallState } from "../model/calls.ts";
import { documents as names } from "../model/documents.ts";
import type { Settings } from "../settings.ts";
import { rightsInCall } from "./call_access.ts";
import { situationIn } from "../model/calls_layout.ts";
import type { LiveKit } from "./livekit.ts";
import { LiveKitRounds } from "./livekit_rounds.ts";

/** How long it is waited before LiveKit is asked again to put somebody out, in ms; past the last it is left to the rounds. */
const pauses = [500, 1000, 2000, 5000, 10_000, 20_000];

/** How long until it is told again what somebody may have on, in ms. */
const tellAgainAfterMs = 2_000;

/** How long until whoever was not there yet is looked for again, in ms. */
const soon = 500;

/** A page and the room in whose call it is. */
export interface PageInCall {
  readonly who: Who;
  readonly room: string;
  /** `<member>.<page>`. */
  readonly peer: string;
}

/** A page that has, or had, a socket in a call. */
interface Admitted extends PageInCall {
  /** As LiveKit knows them. */
  rights: CallState;
  /** Closes the socket that it has now; null: it has none. */
  close: (() => void) | null;
}

/** What its socket goes on with. */
interface Admission {
  /** Opens the room for this page alone, soon. */
  readonly token: string;
  /** LiveKit has let it in: it is told what has changed since the token was made. */
  joined(): void;
  /** The socket is over: the page may come back. */
  left(): void;
}

/** Those of the LiveKit server that the settings name, whose client is loaded only then; null: they name none. */
export async function liveKitCalls(
  { LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET }: Pick<
    Settings,
    "LIVEKIT_URL" | "LIVEKIT_API_KEY" | "LIVEKIT_API_SECRET"
  >,
  parts: LiveKitParts,
): Promise<LiveKitCalls | null> {
  if (!LIVEKIT_URL || !LIVEKIT_API_KEY || !LIVEKIT_API_SECRET) return null;
  const { LiveKit } = await import("./livekit.ts");
  return new LiveKitCalls(
    new LiveKit(LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET),
    parts,
  );
}

type LiveKitParts = Pick<AppServices, "sync" | "report">;

export class LiveKitCalls {
  /** Who is in peer rooms here, by `documents.room(…)` and page. */
  readonly #gathered = new Set<string>();
  readonly #admitted = new Map<string, Admitted>();
  /** The sessions whose rights are being looked at, and whether they are to be once more. */
  readonly #looks = new Map<string, boolean>();
  readonly #ended = new AbortController();
  /** This may have ended without telling LiveKit. */
  readonly rounds: LiveKitRounds;

  constructor(
    readonly livekit: LiveKit,
    readonly parts: LiveKitParts,
  ) {
    this.rounds = new LiveKitRounds({
      ...parts,
      livekit,
      isGathered: (document, peer) => this.#gathered.has(keyOf(document, peer)),
    });
  }

  /** Told by the sync layer, at once: a page is in a document's peer room, or is out of it (null). */
  gathered(
    document: string,
    peer: string,
    state: PeerState | null,
  ): void {
    if (this.#ended.signal.aborted) return;
    const key = keyOf(document, peer);
    if (state !== null) {
      this.#gathered.add(key);
      const admitted = this.#admitted.get(key);
      if (admitted) void this.#look(admitted.who.session);
      return;
    }
    this.#gathered.delete(key);
    const admitted = this.#admitted.get(key);
    if (admitted) void this.#putOut(key, admitted);
  }

  /**
   * Whether a page may be in a room's call now; else refused: with `conflict` where it may be soon, once it is in the
   * peer room, as after a restart.
   */
  async check({ who, room, peer }: PageInCall): Promise<CallState> {
    const document = names.room(who.session, room);
    const answer = await readSession(
      this.parts.sync,
      who.session,
      (session) => rightsInCall(session, who, room),
    );
    if ("refused" in answer) throw new Refusal("not-in-room");
    const isIn = peer.startsWith(`${who.member}.`) &&
      this.#gathered.has(keyOf(document, peer));
    if (!isIn) throw new Refusal("conflict");
    return answer.rights;
  }

  /** Lets a page's socket in, or refuses it. It has one: an older one is closed. `close` is called once it may not stay. */
  async admit(asking: PageInCall, close: () => void): Promise<Admission> {
    const { who, room, peer } = asking;
    const rights = await this.check(asking);
    const key = keyOf(names.room(who.session, room), peer);
    this.#admitted.get(key)?.close?.();
    const admitted: Admitted = { ...asking, rights, close };
    this.#admitted.set(key, admitted);
    const token = await this.livekit.token(
      roomOf(who.session, room),
      peer,
      rights,
    );
    return {
      token,
      joined: () => void this.#look(who.session),
      left: () => void (admitted.close = null),
    };
  }

  /** Asks LiveKit for nothing more: what it carries goes on. */
  stop(): void {
    this.rounds.stop();
    this.#ended.abort();
  }

  /** Looks at what those of a session may have on; once at a time, and once more where it may have changed meanwhile. */
  async #look(s: string): Promise<void> {
    if (this.#looks.has(s)) return void this.#looks.set(s, true);
    let isTold = false;
    do {
      this.#looks.set(s, false);
      try {
        const isWhole = await this.#adjust(s);
        if (isWhole) continue;
        await this.#wait(soon);
        this.#looks.set(s, !this.#ended.signal.aborted);
      } catch (error) {
        if (!isTold) {
          this.parts.report("what is allowed in a call is not told", error);
        }
        isTold = true;
        await this.#wait(tellAgainAfterMs);
        this.#looks.set(s, !this.#ended.signal.aborted);
      }
    } while (this.#looks.get(s));
    this.#looks.delete(s);
  }

  /** False: somebody is on the way into LiveKit's room, and has to be told once they are there. */
  async #adjust(s: string): Promise<boolean> {
    let isWhole = true;
    const all = [...this.#admitted].filter(([, { who }]) => who.session === s);
    const changed = await readSession(
      this.parts.sync,
      s,
      (session) =>
        all.flatMap(([key, admitted]) => {
          const answer = rightsInCall(session, admitted.who, admitted.room);
          const rights = "refused" in answer ? null : answer.rights;
          const isAsBefore = rights !== null &&
            isSameCallState(rights, admitted.rights);
          return isAsBefore ? [] : [{ key, admitted, rights }];
        }),
    );
    for (const { key, admitted, rights } of changed) {
      if (this.#admitted.get(key) !== admitted) continue;
      if (rights === null) void this.#putOut(key, admitted);
      else {
        const isTold = await this.livekit.permit(
          roomOf(s, admitted.room),
          admitted.peer,
          rights,
        );
        if (isTold) admitted.rights = rights;
        // Without a socket they come with a token that is made anew.
        else if (admitted.close) isWhole = false;
      }
    }
    return isWhole;
  }

  /** Closes its socket, and has LiveKit put it out, however often that takes: its media would go on. */
  async #putOut(key: string, admitted: Admitted): Promise<void> {
    const { who: { session }, room, peer } = admitted;
    this.#admitted.delete(key);
    admitted.close?.();
    const name = roomOf(session, room);
    for (let tried = 0;; tried++) {
      try {
        if (await this.#isOver(session, room)) await this.livekit.end(name);
        else await this.livekit.remove(name, peer);
        return;
      } catch (error) {
        const pause = pauses[tried];
        if (pause === undefined) {
          this.parts.report("LiveKit has put nobody out", error);
          return;
        }
        await this.#wait(pause);
        // They may have come back meanwhile, by right.
        if (this.#ended.signal.aborted || this.#admitted.has(key)) return;
      }
    }
  }

  /** Whether no call is on in a room any more. */
  async #isOver(s: string, room: string): Promise<boolean> {
    return await readSession(
      this.parts.sync,
      s,
      (session) => !isCallOn(room, situationIn(session)),
    ).catch(() => false);
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#ended;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done);
    });
  }
}

/** What a room's call is named on the LiveKit server. */
const roomOf = (session: string, room: string) => `${session}.${room}`;

const keyOf = (document: string, peer: string) => `${document} ${peer}`;
