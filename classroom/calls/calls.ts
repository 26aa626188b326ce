/**
 * Calls, as staff decide on them and as somebody finds out how to be in one (K-1, K-2). Decisions are taken in the
 * session's queue (S5), never once the class is over; that a call starts or ends stands as a line in the main room (C-12).
 * Who is in a call is stored nowhere (K-4).
 */
import type * as Y from "yjs";
import type { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import { requireNotOver, requireTeacher } from "../model/acting.ts";
import { announce } from "../model/system_lines.ts";
import type { Who } from "../model/who.ts";
import { decideOnClass, readSession } from "../model/layout.ts";
import { type Allowance, Throttle, tooOften } from "../limits/throttle.ts";
import type { Parts } from "../parts.ts";
import { refusal } from "../model/refuse.ts";
import type { CallWay } from "../model/calls.ts";
import { documents as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import type { CallView } from "../model/views.ts";
import type { Settings } from "../settings.ts";
import { type NotIn, rightsInCall } from "./being_in.ts";
import {
  askToUnmute,
  type callRooms,
  callView,
  changeCall,
  type changeCallBody,
  endCall,
  letBack,
  muteAll,
  startCall,
  type startCallBody,
  takeOut,
} from "./calling.ts";
import { isAnyCallOn } from "../model/calls_layout.ts";
import { iceServers } from "./ice_servers.ts";

interface CallsParts extends Pick<Parts, "sync" | "clock"> {
  settings: Pick<Settings, "LIVEKIT_URL" | "TURN_URL" | "TURN_SECRET">;
}

/** How often somebody may ask how to be in a room's call: a page does each time it is moved, and where it tries again. */
const asking: Allowance = { free: 30, window: 60_000, pace: 2000 };

/** The calls of all sessions. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #asked = new Throttle();

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  /** Where there is a call, and what students may have on in it, for everybody in the class. */
  async view(who: Who): Promise<CallView> {
    return await readSession(this.#parts.sync, who.session, callView);
  }

  /** What carries the calls of every class here, also before there is one. */
  get kind(): CallWay["kind"] {
    return this.#parts.settings.LIVEKIT_URL === undefined ? "mesh" : "livekit";
  }

  /** Starts a call in the main room, or in all groups at once. */
  async start(
    who: Who,
    ask: z.output<typeof startCallBody>,
  ): Promise<CallView> {
    return await this.#decide(
      who,
      (session, now) => startCall(session, ask, now),
    );
  }

  /** Ends it there, or everywhere. */
  async end(
    who: Who,
    rooms?: z.output<typeof callRooms>,
  ): Promise<CallView> {
    return await this.#decide(who, (session) => endCall(session, rooms));
  }

  /** Changes what students may have on. */
  async change(
    who: Who,
    ask: z.output<typeof changeCallBody>,
  ): Promise<CallView> {
    return await this.#decide(who, (session) => changeCall(session, ask));
  }

  /** Mutes everybody in every call of the class. */
  async muteAll(who: Who): Promise<void> {
    await this.#decide(who, muteAll);
  }

  /** Asks a student to unmute. */
  async askToUnmute(who: Who, id: string): Promise<void> {
    await this.#decideOn(who, id, askToUnmute);
  }

  /** Takes a student out of the call. */
  async takeOut(who: Who, id: string): Promise<void> {
    await this.#decideOn(who, id, takeOut);
  }

  /** Lets a student join it again. */
  async letBack(who: Who, id: string): Promise<void> {
    await this.#decideOn(who, id, letBack);
  }

  /** How to be in a room's call, for who may be in it now; else refused with why not. */
  async way(who: Who, room: string): Promise<CallWay> {
    const { clock, settings, sync } = this.#parts;
    const key = `${who.session} ${who.member}`;
    const wait = this.#asked.take([[key, asking]], clock());
    if (wait > 0) throw tooOften(wait);
    const answer = await readSession(
      sync,
      who.session,
      (doc) => rightsInCall(doc, who, room),
    );
    if ("refused" in answer) throw refusal(whyNot[answer.refused]);
    const servers = iceServers(settings, who, clock());
    if (settings.LIVEKIT_URL === undefined) {
      return { kind: "mesh", iceServers: servers };
    }
    return {
      kind: "livekit",
      url: `/calls/${who.session}/${room}?as=${asOf(who)}`,
      iceServers: servers,
    };
  }

  /** Takes a decision on a member. */
  async #decideOn(
    who: Who,
    id: string,
    decide: (session: Y.Doc, id: string, now: number) => void,
  ): Promise<void> {
    requireTeacher(who);
    if (!isId(id)) throw new Refusal("not-found");
    await this.#decide(who, (session, now) => decide(session, id, now));
  }

  /** Takes a decision, and writes the line that follows of it. */
  async #decide(
    who: Who,
    decide: (session: Y.Doc, now: number) => void,
  ): Promise<CallView> {
    requireTeacher(who);
    const main = names.room(who.session, "main");
    return await decideOnClass(this.#parts.sync, who, ({ session }, tx) => {
      requireNotOver(session, tx.now);
      const wasOn = isAnyCallOn(session);
      decide(session, tx.now);
      if (isAnyCallOn(session) !== wasOn) {
        const event = wasOn ? "call-ended" : "call-started";
        announce(tx.doc(main), event, who.member, tx.now);
      }
      return callView(session);
    }, [main]);
  }
}

/** As whom they are in it: another cookie of their browser may say that they teach in it, too. */
const asOf = ({ role }: Who) => role === "student" ? "member" : "teacher";

const whyNot = {
  "not-on": "call-not-on",
  "not-yours": "not-in-call-room",
  "out": "out-of-call",
} as const satisfies Record<NotIn, string>;
