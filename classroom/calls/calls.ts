/**
 * Staff's decisions on calls, and how a page gets into a call (K-1, K-2). A system message in the main room notes when
 * the first call starts and the last ends (C-12). Nothing stores who is in a call (K-4).
 */
import { createHmac } from "node:crypto";
import type * as Y from "yjs";
import { z } from "zod";
import { areGroupsOpen } from "../groups/broadcast.ts";
import {
  requireConfirmed,
  requireNotOver,
  requireRunning,
  requireTeacherRole,
} from "../model/permissions.ts";
import { listActiveRooms } from "../model/breakouts_layout.ts";
import { resetAfterLastCall } from "../model/call_changes.ts";
import { membersOfPerson } from "../model/persons.ts";
import { addSystemLine } from "../model/room_messages.ts";
import { toIsoString } from "../../formats/times.ts";
import type { Identity } from "../model/members.ts";
import { decideOnClass, readSessionDocument } from "../model/layout.ts";
import { RateLimiter } from "../limits/rate_limiter.ts";
import type { AppServices } from "../app_services.ts";
import { refusal } from "../model/refuse.ts";
import { documentNames as names } from "../model/documents.ts";
import { isId } from "../model/ids.ts";
import {
  type CallTransport,
  callTransportSchema,
  type CallView,
  callViewSchema,
  type IceServer,
} from "../model/views.ts";
import { requireUnmergedMember } from "../people/member_changes.ts";
import type { Settings } from "../settings.ts";
import { type CallRefusal, callRightsOf } from "./call_access.ts";
import {
  callsState,
  isAnyCallOn,
  setCallsState,
} from "../model/calls_layout.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import { roomIdSchema } from "../model/field_schemas.ts";
import { callRemovals, singleMutes, unmuteRequests } from "../model/roots.ts";

const callRooms = z.enum(["main", "groups"]);

const startCallBody = z.strictObject({ rooms: callRooms });

const changeCallBody = z.strictObject({
  cameras: z.boolean(),
  screens: z.boolean(),
}).partial();

/** Refuses `groups` if no group is open. */
function startCall(
  session: Y.Doc,
  { rooms }: z.output<typeof startCallBody>,
  now: number,
): void {
  requireRunning(session, now);
  if (callsState(session)[rooms] !== undefined) return;
  const hasGroups = areGroupsOpen(session) &&
    listActiveRooms(session).length > 0;
  if (rooms === "groups" && !hasGroups) throw refusal("open-groups-for-call");
  setCallsState(session, { [rooms]: now });
}

function endCall(
  session: Y.Doc,
  rooms: z.output<typeof callRooms> | undefined,
): void {
  const roomKinds = rooms === undefined ? callRooms.options : [rooms];
  for (const kind of roomKinds) setCallsState(session, { [kind]: undefined });
  if (!isAnyCallOn(session)) resetAfterLastCall(session);
}

function changeCall(
  session: Y.Doc,
  ask: z.output<typeof changeCallBody>,
): void {
  for (const [key, value] of Object.entries(ask)) {
    setCallsState(session, { [key]: value || undefined });
  }
}

function muteAll(session: Y.Doc, now: number): void {
  if (!isAnyCallOn(session)) return;
  setCallsState(session, { mutedAt: now });
  unmuteRequests(session).clear();
  singleMutes(session).clear();
}

/** Mutes one student if there is a call. The student can unmute, as after **Mute all**. */
function muteOne(
  session: Y.Doc,
  id: string,
  now: number,
  teacherId: string,
): void {
  requireStudent(session, id);
  if (!isAnyCallOn(session)) return;
  singleMutes(session).set(id, { at: now, by: teacherId });
  unmuteRequests(session).delete(id);
}

function askToUnmute(session: Y.Doc, id: string, now: number): void {
  requireStudent(session, id);
  if (isAnyCallOn(session)) unmuteRequests(session).set(id, now);
}

function removeFromCall(session: Y.Doc, id: string, now: number): void {
  requireStudent(session, id);
  unmuteRequests(session).delete(id);
  if (!isAnyCallOn(session) || callRemovals(session).has(id)) return;
  callRemovals(session).set(id, now);
}

function readmitToCall(session: Y.Doc, id: string): void {
  requireStudent(session, id);
  for (const memberId of membersOfPerson(session, id)) {
    callRemovals(session).delete(memberId);
  }
}

function callView(session: Y.Doc): CallView {
  const { main, groups, cameras, screens } = callsState(session);
  const time = (timeMs: number | undefined) =>
    timeMs === undefined ? null : toIsoString(timeMs);
  return {
    main: time(main),
    groups: time(groups),
    cameras: cameras === true,
    screens: screens === true,
  };
}

function requireStudent(session: Y.Doc, id: string): void {
  if (requireUnmergedMember(session, id).role !== "student") {
    throw refusal("students-in-call-only");
  }
}

// TURN passwords in the form of coturn's `use-auth-secret`: an end time, and a name that identifies nobody (K-4) but
// stays the same for an hour, so that the TURN server can limit each person.

const hour = 60 * 60;

/** A password is valid for two to three hours. An open relay outlasts its password. */
const passwordHours = 2;

export function iceServers(
  { TURN_URL, TURN_SECRET }: Pick<Settings, "TURN_URL" | "TURN_SECRET">,
  { session, member }: Pick<Identity, "session" | "member">,
  now: number,
): IceServer[] {
  if (TURN_URL === undefined || TURN_SECRET === undefined) return [];
  const startHour = Math.floor(now / 1000 / hour);
  const nobody = createHmac("sha256", TURN_SECRET)
    .update(`name ${session} ${member} ${startHour}`).digest("hex").slice(
      0,
      16,
    );
  const username = `${(startHour + 1 + passwordHours) * hour}:${nobody}`;
  const credential = createHmac("sha1", TURN_SECRET).update(username)
    .digest("base64");
  const stun = stunOf(TURN_URL);
  return [
    ...stun.length > 0 ? [{ urls: stun }] : [],
    { urls: [...TURN_URL], username, credential },
  ];
}

/** STUN addresses of the TURN hosts, which also answer STUN. Without those of `turns:`, as STUN needs no TLS. */
function stunOf(turn: readonly string[]): string[] {
  const plain = turn.filter((it) => it.startsWith("turn:"));
  return [
    ...new Set(plain.map((it) => it.replace(/^turn:([^?]*).*$/, "stun:$1"))),
  ];
}

interface CallsParts extends Pick<AppServices, "sync" | "clock"> {
  settings: Pick<Settings, "LIVEKIT_URL" | "TURN_URL" | "TURN_SECRET">;
}

export class Calls {
  readonly #parts: CallsParts;
  readonly #limiter = new RateLimiter(() => this.#parts.clock());

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  async view(who: Identity): Promise<CallView> {
    return await readSessionDocument(this.#parts.sync, who.session, callView);
  }

  /** Whether calls run between pages (`mesh`) or over LiveKit. */
  get transportKind(): CallTransport["kind"] {
    return this.#parts.settings.LIVEKIT_URL === undefined ? "mesh" : "livekit";
  }

  async transport(who: Identity, room: string): Promise<CallTransport> {
    const { clock, settings, sync } = this.#parts;
    const seat = who.own ?? who.member;
    this.#limiter.requireTry(["callOfMember", `${who.session} ${seat}`]);
    const answer = await readSessionDocument(sync, who.session, (doc) => {
      requireConfirmed(doc, seat);
      return callRightsOf(doc, who, room);
    });
    if ("refused" in answer) throw refusal(refusalReasons[answer.refused]);
    const servers = iceServers(settings, who, clock());
    if (settings.LIVEKIT_URL === undefined) {
      return { kind: "mesh", iceServers: servers };
    }
    return {
      kind: "livekit",
      url: `/calls/${who.session}/${room}?as=${levelOf(who)}`,
      iceServers: servers,
    };
  }

  async decideOnMember(
    who: Identity,
    id: string,
    decide: (session: Y.Doc, id: string, now: number, by: string) => void,
  ): Promise<void> {
    if (!isId(id)) throw refusal("not-found");
    const teacherId = who.member;
    await this.decide(
      who,
      (session, now) => decide(session, id, now, teacherId),
    );
  }

  async decide(
    who: Identity,
    decide: (session: Y.Doc, now: number) => void,
  ): Promise<{ call: CallView }> {
    requireTeacherRole(who);
    const main = names.room(who.session, "main");
    return await decideOnClass(this.#parts.sync, who, ({ session }, tx) => {
      requireNotOver(session, tx.now);
      const wasOn = isAnyCallOn(session);
      decide(session, tx.now);
      if (isAnyCallOn(session) !== wasOn) {
        const event = wasOn ? "call-ended" : "call-started";
        addSystemLine(tx.doc(main), event, who.member, tx.now);
      }
      return { call: callView(session) };
    }, [main]);
  }
}

/** The cookie that the socket uses: a student's browser may also have a teacher's. */
const levelOf = ({ role }: Identity) =>
  role === "student" ? "member" : "teacher";

const refusalReasons = {
  "not-on": "call-not-on",
  "not-yours": "not-in-call-room",
  "out": "out-of-call",
} as const satisfies Record<CallRefusal, string>;

const act = defineActsFor<{ calls: Calls }>();

const callResult = z.object({ call: callViewSchema });

export const callActs = [
  act(
    "GET /call",
    "member",
    async ({ app: { calls }, who, query: { room } }) =>
      room === undefined
        ? { call: await calls.view(who), way: calls.transportKind }
        : await calls.transport(who, room),
    {
      query: z.object({ room: roomIdSchema.optional() }),
      result: z.union([
        callResult.extend({ way: z.enum(["mesh", "livekit"]) }),
        callTransportSchema,
      ]),
    },
  ),
  act(
    "POST /call",
    "teacher",
    ({ app, who, body }) =>
      app.calls.decide(who, (doc, now) => startCall(doc, body, now)),
    { body: startCallBody, result: callResult },
  ),
  act(
    "PATCH /call",
    "teacher",
    ({ app, who, body }) =>
      app.calls.decide(who, (doc) => changeCall(doc, body)),
    { body: changeCallBody, result: callResult },
  ),
  act(
    "DELETE /call",
    "teacher",
    ({ app, who, query }) =>
      app.calls.decide(who, (doc) => endCall(doc, query.rooms)),
    { query: z.object({ rooms: callRooms.optional() }), result: callResult },
  ),
  act("POST /call/mute", "teacher", async ({ app, who }) => {
    await app.calls.decide(who, muteAll);
  }, { body: emptyBody }),
  act(
    "DELETE /call/members/:m",
    "teacher",
    ({ app, who, params }) =>
      app.calls.decideOnMember(who, params.m, removeFromCall),
  ),
  act(
    "POST /call/members/:m/undo",
    "teacher",
    ({ app, who, params }) =>
      app.calls.decideOnMember(who, params.m, readmitToCall),
    { body: emptyBody },
  ),
  act(
    "POST /call/members/:m/mute",
    "teacher",
    ({ app, who, params }) => app.calls.decideOnMember(who, params.m, muteOne),
    { body: emptyBody },
  ),
  act(
    "POST /call/members/:m/unmute",
    "teacher",
    ({ app, who, params }) =>
      app.calls.decideOnMember(who, params.m, askToUnmute),
    { body: emptyBody },
  ),
] as const;
