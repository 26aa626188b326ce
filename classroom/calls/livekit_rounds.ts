/**
 * Whom a LiveKit server has in calls where they may not be (K-2): looked at again and again, since Homeroom may have ended
 * without telling it, and may find it away when it does.
 */
import { isRefusal } from "../../sync/refusal.ts";
import { readSession } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import type { CallPresence } from "../model/calls.ts";
import { documents as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import { mayBeIn } from "./call_access.ts";
import type { LiveKit } from "./livekit.ts";

/** How often, in ms. */
const every = 60_000;

/** More tracks than these nobody has who is in a call by our page: it has three. LiveKit tells everybody of all of them. */
const mostTracks = 8;

interface RoundsParts extends Pick<AppServices, "sync" | "report"> {
  livekit: Pick<LiveKit, "rooms" | "present" | "remove">;
  /** Whether a page is in a document's peer room here. */
  isGathered(document: string, peer: string): boolean;
}

export class LiveKitRounds {
  readonly #parts: RoundsParts;
  /** Whom LiveKit had at the last round who are in no peer room. */
  #strays: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isStopped = false;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** Looks now, and from now on. */
  start(): void {
    const look = () => this.look();
    this.#timer = setInterval(look, every);
    void look();
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  /**
   * Puts whoever may not be in a call out of it, or has far too many tracks there; and who is in no peer room, nor was the
   * last time: pages need a while to come back after a restart. What goes wrong with one room or page keeps no other from
   * it. Never rejects.
   */
  async look(): Promise<void> {
    const { livekit, report } = this.#parts;
    const strays = new Set<string>();
    const failures: unknown[] = [];
    const tried = <T>(work: Promise<T>) =>
      work.catch((error) => void failures.push(error));
    for (const name of await tried(livekit.rooms()) ?? []) {
      const [session, room, ...more] = name.split(".");
      if (!isId(session) || !room || more.length > 0) continue;
      for (const page of await tried(livekit.present(name)) ?? []) {
        await tried(this.#lookAt({ name, session, room, ...page }, strays));
      }
    }
    this.#strays = strays;
    if (failures.length > 0 && !this.#isStopped) {
      report("whom LiveKit has was not looked at", failures[0]);
    }
  }

  async #lookAt(page: Page, strays: Set<string>): Promise<void> {
    const { name, peer, tracks } = page;
    const key = `${name} ${peer}`;
    const place = await this.#placeOf(page);
    if (place === "out" || place === "missing") strays.add(key);
    const isOut = place === "out" ||
      place === "missing" && this.#strays.has(key) ||
      place === "gathered" && tracks > mostTracks;
    if (isOut) await this.#parts.livekit.remove(name, peer);
  }

  /** What a page is to a room's call; `foreign`: the class is none of this Homeroom's, which may share LiveKit with others. */
  async #placeOf(
    { session: s, room, peer }: Page,
  ): Promise<"gathered" | "missing" | "out" | "foreign"> {
    const { isGathered, sync } = this.#parts;
    const [member] = peer.split(".");
    if (isGathered(names.room(s, room), peer)) return "gathered";
    try {
      const may = await readSession(
        sync,
        s,
        (session) => mayBeIn(session, member, room),
      );
      if (!may) return "out";
    } catch (error) {
      if (isRefusal(error) && error.kind === "not-found") return "foreign";
      throw error;
    }
    const elsewhere = sync.gatheredElsewhere(s);
    const shown = elsewhere?.get(member)?.call as CallPresence | undefined;
    return elsewhere === null || shown?.room === room ? "gathered" : "missing";
  }
}

/** A page that LiveKit has in a room. */
interface Page {
  /** The room's on the LiveKit server. */
  readonly name: string;
  readonly session: string;
  readonly room: string;
  readonly peer: string;
  readonly tracks: number;
}
