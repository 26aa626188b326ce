/**
 * Calls carried by a LiveKit server. A page is in a call only while it is in the room's peer room; otherwise its socket
 * is closed and LiveKit removes it (ACCESS-1, K-2). Changed rights go to LiveKit after each commit.
 */
import { limits } from "../../sync/limits.ts";
import type { PeerState } from "../../sync/signaling_messages.ts";
import { refusal } from "../model/refuse.ts";
import { nullIfNotFound } from "../../sync/refusal.ts";
import type { Identity } from "../model/members.ts";
import { readSessionDocument } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import {
  type CallMedia,
  type CallPresence,
  isCallOn,
  isSameCallMedia,
} from "../model/calls.ts";
import { documentNames as names } from "../model/documents.ts";
import type { Settings } from "../settings.ts";
import { callRightsOf, mayJoinCall } from "./call_access.ts";
import { callSituationOf } from "../model/calls_layout.ts";
import type { LiveKit, LiveKitEvent } from "./livekit.ts";
import { isId } from "../model/ids.ts";

/** Pauses between tries to remove a page (ms); after the last one, the sweeper removes it. */
const removalPausesMs = [500, 1000, 2000, 5000, 10_000, 20_000];

const retryDelayMs = 2_000;

/** Pause before rights are sent again to a page that is not at LiveKit yet (ms). */
const permitRetryMs = 500;

export interface PageInCall {
  readonly who: Identity;
  readonly room: string;
  readonly peer: string;
}

interface Admitted extends PageInCall {
  /** The rights that LiveKit last got for the page; null: unknown. */
  rights: CallMedia | null;
  close: (() => void) | null;
}

interface Admission {
  readonly token: string;
  /** Called once LiveKit has let the page in. Sends rights that have changed since the token was made. */
  joined(): void;
  left(): void;
}

/** Loads LiveKit's client only if the settings name a server; otherwise null. */
export async function loadLiveKitCalls(
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
  readonly #pagesInRooms = new Set<string>();
  readonly #admitted = new Map<string, Admitted>();
  readonly #adjusting = new RepeatableWork();
  readonly #ended = new AbortController();
  /** Removes pages that should not be at LiveKit, such as an earlier process's. */
  readonly sweeper: LiveKitSweeper;

  constructor(
    readonly livekit: LiveKit,
    readonly parts: LiveKitParts,
  ) {
    this.sweeper = new LiveKitSweeper({
      ...parts,
      livekit,
      isGathered: (document, peer) =>
        this.#pagesInRooms.has(pageKey(document, peer)),
      wait: (ms) => this.#wait(ms),
    });
  }

  /** Called by `sync/` with a page's state in a document's peer room; null: it has left. */
  notePeerState(
    document: string,
    peer: string,
    state: PeerState | null,
  ): void {
    if (this.#ended.signal.aborted) return;
    const key = pageKey(document, peer);
    if (state !== null) {
      this.#pagesInRooms.add(key);
      const admitted = this.#admitted.get(key);
      if (admitted) void this.#adjustAll(admitted.who.session);
      return;
    }
    this.#pagesInRooms.delete(key);
    const admitted = this.#admitted.get(key);
    if (admitted) void this.#removePage(key, admitted);
  }

  /**
   * The rights of a page. Refuses with `not-in-room` if it may not join, and with `conflict` if it is not in the peer
   * room yet, as after a restart.
   */
  async checkPage({ who, room, peer }: PageInCall): Promise<CallMedia> {
    const document = names.room(who.session, room);
    const answer = await readSessionDocument(
      this.parts.sync,
      who.session,
      (session) => callRightsOf(session, who, room),
    );
    if ("refused" in answer) throw refusal("not-in-room");
    const isIn = peer.startsWith(`${who.member}.`) &&
      this.#pagesInRooms.has(pageKey(document, peer));
    if (!isIn) throw refusal("conflict");
    return answer.rights;
  }

  /** Lets a page into a call, and closes its older socket. `close` is called when the page may no longer stay. */
  async admit(asking: PageInCall, close: () => void): Promise<Admission> {
    const { who, room, peer } = asking;
    const rights = await this.checkPage(asking);
    const key = pageKey(names.room(who.session, room), peer);
    this.#admitted.get(key)?.close?.();
    const admitted: Admitted = { ...asking, rights, close };
    this.#admitted.set(key, admitted);
    const token = await this.livekit.createToken(
      roomOf(who.session, room),
      peer,
      rights,
    );
    return {
      token,
      joined: () => void this.#adjustAll(who.session),
      left: () => void (admitted.close = null),
    };
  }

  /** Handles a webhook. A page that has joined gets its rights again, as its token may be older. */
  handleEvent({ kind, room: name, peer }: LiveKitEvent): void {
    if (this.#ended.signal.aborted) return;
    if (kind !== "participant_joined" && kind !== "track_published") return;
    const address = readName(name);
    if (!address) return;
    const key = pageKey(names.room(address.session, address.room), peer);
    const admitted = this.#admitted.get(key);
    if (admitted && kind === "participant_joined") {
      admitted.rights = null;
      void this.#adjustAll(address.session);
    }
    void this.sweeper.sweepPage({ name, ...address }, peer);
  }

  stop(): void {
    this.sweeper.stop();
    this.#ended.abort();
  }

  async #adjustAll(s: string): Promise<void> {
    let isReported = false;
    await this.#adjusting.run(s, async () => {
      try {
        if (await this.#adjust(s)) return false;
        await this.#wait(permitRetryMs);
      } catch (error) {
        if (!isReported) {
          this.parts.report("LiveKit did not take a call's permissions", error);
        }
        isReported = true;
        await this.#wait(retryDelayMs);
      }
      return !this.#ended.signal.aborted;
    });
  }

  /**
   * Sends changed rights of a session's pages. Returns false if they must be sent again, as a page is not in LiveKit's
   * room yet.
   */
  async #adjust(s: string): Promise<boolean> {
    let isWhole = true;
    const sessionPages = [...this.#admitted].filter(([, { who }]) =>
      who.session === s
    );
    const changed = await readSessionDocument(
      this.parts.sync,
      s,
      (session) =>
        sessionPages.flatMap(([key, admitted]) => {
          const answer = callRightsOf(session, admitted.who, admitted.room);
          const rights = "refused" in answer ? null : answer.rights;
          const isAsBefore = rights !== null &&
            isSameCallMedia(rights, admitted.rights);
          return isAsBefore ? [] : [{ key, admitted, rights }];
        }),
    );
    for (const { key, admitted, rights } of changed) {
      if (this.#admitted.get(key) !== admitted) continue;
      if (rights === null) void this.#removePage(key, admitted);
      else {
        // Set before the request, during which a webhook may reset it.
        admitted.rights = rights;
        let isTold = false;
        try {
          const name = roomOf(s, admitted.room);
          isTold = await this.livekit.updateRights(name, admitted.peer, rights);
        } finally {
          if (!isTold) admitted.rights = null;
        }
        // A page without a socket gets its rights with a new token.
        if (!isTold && admitted.close) isWhole = false;
      }
    }
    return isWhole;
  }

  /** Closes the page's socket and removes the page from LiveKit, with retries. */
  async #removePage(key: string, admitted: Admitted): Promise<void> {
    const { who: { session }, room, peer } = admitted;
    this.#admitted.delete(key);
    admitted.close?.();
    const name = roomOf(session, room);
    for (let tried = 0;; tried++) {
      try {
        if (await this.#isOver(session, room)) await this.livekit.endRoom(name);
        else await this.livekit.removePage(name, peer);
        return;
      } catch (error) {
        const pause = removalPausesMs[tried];
        if (pause === undefined) {
          this.parts.report("LiveKit has put nobody out", error);
          return;
        }
        await this.#wait(pause);
        if (this.#ended.signal.aborted || this.#admitted.has(key)) return;
      }
    }
  }

  async #isOver(s: string, room: string): Promise<boolean> {
    return await readSessionDocument(
      this.parts.sync,
      s,
      (session) => !isCallOn(room, callSituationOf(session)),
    ).catch(() => false);
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#ended;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
    });
  }
}

const roomOf = (session: string, room: string) => `${session}.${room}`;

interface RoomAt {
  readonly session: string;
  readonly room: string;
}

/** Returns null for a room of another program. */
function readName(name: string): RoomAt | null {
  const [session, room, ...furtherParts] = name.split(".");
  return isId(session) && room && furtherParts.length === 0
    ? { session, room }
    : null;
}

const pageKey = (document: string, peer: string) => `${document} ${peer}`;

class RepeatableWork {
  /** Keys of running work; true: repeat it. */
  readonly #running = new Map<string, boolean>();

  async run(key: string, work: () => Promise<boolean>): Promise<void> {
    if (this.#running.has(key)) return void this.#running.set(key, true);
    do {
      this.#running.set(key, false);
      if (await work()) this.#running.set(key, true);
    } while (this.#running.get(key));
    this.#running.delete(key);
  }
}

const sweepIntervalMs = 60_000;

/** Maximum of tracks per page, which needs three. LiveKit announces each track to the whole room. */
const maxTracks = 8;

interface SweeperParts extends Pick<AppServices, "sync" | "report"> {
  livekit: Pick<LiveKit, "listRooms" | "listPages" | "removePage">;
  isGathered(document: string, peer: string): boolean;
  /** Resolves early on {@link LiveKitCalls.stop}. */
  wait(ms: number): Promise<void>;
}

export class LiveKitSweeper {
  readonly #parts: SweeperParts;
  /** Keys of pages in no peer room that are checked again after a while. */
  readonly #missing = new Set<string>();
  readonly #sweeping = new RepeatableWork();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isStopped = false;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    const sweep = () => this.sweepAll();
    this.#timer = setInterval(sweep, sweepIntervalMs);
    void sweep();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  /**
   * Removes pages that may not be in a call or have too many tracks, and, after a while, pages in no peer room. A
   * failure with one room or page does not affect others. Never rejects.
   */
  async sweepAll(): Promise<void> {
    const { livekit } = this.#parts;
    const failures: unknown[] = [];
    const tried = <T>(work: Promise<T>) =>
      work.catch((error) => void failures.push(error));
    for (const name of await tried(livekit.listRooms()) ?? []) {
      const address = readName(name);
      if (!address) continue;
      for (const page of await tried(livekit.listPages(name)) ?? []) {
        await tried(this.#checkPage({ name, ...address, ...page }));
      }
    }
    if (failures.length > 0) this.#reportFailure(failures[0]);
  }

  /** Checks one page between rounds. Never rejects. */
  async sweepPage(
    address: RoomAt & { readonly name: string },
    peer: string,
  ): Promise<void> {
    await this.#sweeping.run(pageKey(address.name, peer), async () => {
      try {
        const pages = await this.#parts.livekit.listPages(address.name);
        const page = pages.find((it) => it.peer === peer);
        if (page) await this.#checkPage({ ...address, ...page });
      } catch (error) {
        this.#reportFailure(error);
      }
      return false;
    });
  }

  async #checkPage(page: Page): Promise<void> {
    const place = await this.#placeOf(page);
    if (place === "missing") return void this.#recheckLater(page);
    const isOut = place === "out" ||
      place === "gathered" && page.tracks > maxTracks;
    if (isOut) await this.#remove(page);
  }

  /** Checks a page again after a while, as after a restart pages need time to enter their peer room. */
  async #recheckLater(page: Page): Promise<void> {
    const key = pageKey(page.name, page.peer);
    if (this.#missing.has(key)) return;
    this.#missing.add(key);
    try {
      await this.#parts.wait(limits.peerRoomGrace);
      if (this.#isStopped) return;
      const place = await this.#placeOf(page);
      if (place === "missing" || place === "out") await this.#remove(page);
    } catch (error) {
      this.#reportFailure(error);
    } finally {
      this.#missing.delete(key);
    }
  }

  #remove({ name, peer }: Page): Promise<void> {
    return this.#parts.livekit.removePage(name, peer);
  }

  #reportFailure(error: unknown): void {
    if (this.#isStopped) return;
    this.#parts.report("LiveKit's rooms could not be checked", error);
  }

  /**
   * Where a page is. `missing`: in no peer room; `out`: it may not be in the call; `foreign`: its class is on another
   * Homeroom with the same LiveKit server.
   */
  async #placeOf(
    { session: s, room, peer }: Page,
  ): Promise<"gathered" | "missing" | "out" | "foreign"> {
    const { isGathered, sync } = this.#parts;
    const [member] = peer.split(".");
    if (isGathered(names.room(s, room), peer)) return "gathered";
    const may = await nullIfNotFound(() =>
      readSessionDocument(
        sync,
        s,
        (session) => mayJoinCall(session, member, room),
      )
    );
    if (may === null) return "foreign";
    if (!may) return "out";
    const elsewhere = sync.peerRoomsElsewhere(s);
    const presence = elsewhere?.get(member)?.call as CallPresence | undefined;
    return elsewhere === null || presence?.room === room
      ? "gathered"
      : "missing";
  }
}

interface Page extends RoomAt {
  readonly name: string;
  readonly peer: string;
  readonly tracks: number;
}
