/**
 * Requests of staff about breakout rooms (B-1 to B-16, B-18). `breakouts.ts` runs their decisions; each rule has its
 * own file.
 */
import type * as Y from "yjs";
import { z } from "zod";
import { refusal } from "../model/refuse.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { Breakouts } from "./breakouts.ts";
import { listActiveRooms } from "../model/breakouts_layout.ts";
import { bringBackMessages } from "./brought_back_messages.ts";
import {
  areGroupsOpen,
  broadcastBody,
  broadcastToRooms,
  type BroadcastView,
  broadcastViewSchema,
  canReceive,
  maxMessageBytes,
  receivingGroups,
} from "./broadcast.ts";
import { newSeed } from "../model/seeded_random.ts";
import { cleanMessageText } from "../model/room_messages.ts";
import { lowerFlag, lowerFlagAsTeacher, raiseFlagAgain } from "./help_flags.ts";
import type { Identity } from "../model/members.ts";
import { type ClassDocuments, classDocumentsOf } from "../model/layout.ts";
import { findPerson, ownDocumentName } from "../model/persons.ts";
import {
  distributeBody,
  distributeStudents,
  makeQuickGroups,
  movesBody,
  moveStudents,
  quickGroupsBody,
  undoGroupMoves,
} from "./moves.ts";
import {
  breakoutsView,
  changeBreakouts,
  changeBreakoutsBody,
  closeRooms,
  extendBreakoutsBody,
  extendTimer,
  openRooms,
  startTimer,
  startTimerBody,
  stopBreakoutsBody,
  stopTimer,
} from "./breakout_opening.ts";
import {
  addRooms,
  addRoomsBody,
  changeRoom,
  changeRoomBody,
  deleteRoom,
  deleteRooms,
  roomViews,
} from "./rooms.ts";
import {
  findEarlierResults,
  idempotencyKeyOf,
  type IdempotentRequest,
  idempotentRequest,
  recordIdempotencyKey,
} from "../idempotency.ts";
import { bounds } from "../model/bounds.ts";
import { isId, newId } from "../model/ids.ts";
import type { Message } from "../model/messages.ts";
import {
  type BreakoutsView,
  breakoutsViewSchema,
  messageViewSchema,
  type MovedMember,
  movedMemberSchema,
  roomViewSchema,
} from "../model/views.ts";
import type { Tx } from "../../sync/authority.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import { toIsoString } from "../../formats/times.ts";
import { members } from "../model/roots.ts";
import { broadcasts, helpRequests } from "../model/staff_roots.ts";

const bytesPerId = 20;

type Services = { breakouts: Breakouts };
const act = defineActsFor<Services>();

const breakoutsResult = z.object({ breakouts: breakoutsViewSchema });
const roomsSchema = z.array(roomViewSchema);
const roomsResult = z.object({ rooms: roomsSchema });
const movedResult = z.object({ moved: z.array(movedMemberSchema) });

export const breakoutActs = [
  act("GET /breakouts", "observer", ({ app, who }) => app.breakouts.view(who), {
    result: breakoutsResult.extend({ rooms: roomsSchema }),
  }),
  act(
    "PATCH /breakouts",
    "teacher",
    ({ app, who, body }) =>
      decideChange(
        app,
        who,
        (docs, { now }) => changeBreakouts(docs, body, who.member, now),
      ),
    { body: changeBreakoutsBody, result: breakoutsResult },
  ),
  act(
    "POST /breakouts/start",
    "teacher",
    ({ app, who }) =>
      decideChange(app, who, (docs, { now }) => openRooms(docs, now)),
    { body: emptyBody, result: breakoutsResult },
  ),
  act(
    "POST /breakouts/stop",
    "teacher",
    ({ app, who, body }) =>
      decideChange(app, who, (docs, { now }) => closeRooms(docs, body, now)),
    { body: stopBreakoutsBody, result: breakoutsResult },
  ),
  act(
    "POST /breakouts/timer",
    "teacher",
    ({ app, who, body }) =>
      decideChange(
        app,
        who,
        ({ session }, { now }) => startTimer(session, body, now),
      ),
    { body: startTimerBody, result: breakoutsResult },
  ),
  act(
    "DELETE /breakouts/timer",
    "teacher",
    ({ app, who }) =>
      decideChange(app, who, ({ session }, { now }) => stopTimer(session, now)),
    { result: breakoutsResult },
  ),
  act(
    "POST /breakouts/extend",
    "teacher",
    ({ app, who, body }) =>
      decideChange(app, who, ({ session, staff }, { now }) => {
        const request = idempotentRequest("extend-rooms", body);
        if (findEarlierResults(staff, request, now)) return;
        extendTimer(session, body, now);
        recordIdempotencyKey(staff, request, [], now);
      }),
    { body: extendBreakoutsBody, result: breakoutsResult },
  ),
  act("GET /breakouts/rooms", "observer", async ({ app, who }) => {
    const { rooms } = await app.breakouts.view(who);
    return { rooms };
  }, { result: roomsResult }),
  act("POST /breakouts/rooms", "teacher", async ({ app, who, body }) => {
    const request = idempotentRequest("rooms", body);
    const rooms = await app.breakouts.decide(
      who,
      ({ session, staff }, { now }) => {
        const earlierIds = findEarlierResults(staff, request, now) ?? [];
        const existingRooms = roomViews(session).filter(({ id }) =>
          earlierIds.includes(id)
        );
        // If all of them were deleted since, makes new ones.
        if (existingRooms.length > 0) return existingRooms;
        const newRooms = addRooms(session, body, newId);
        recordIdempotencyKey(staff, request, newRooms.map(({ id }) => id), now);
        return newRooms;
      },
    );
    return { rooms };
  }, { body: addRoomsBody, status: 201, result: roomsResult }),
  act(
    "DELETE /breakouts/rooms",
    "teacher",
    ({ app, who }) => deleteSome(app.breakouts, who, () => true, deleteRooms),
  ),
  act(
    "PATCH /breakouts/rooms/:r",
    "teacher",
    async ({ app, who, params, body }) => ({
      room: await app.breakouts.decide(
        who,
        (docs) => changeRoom(docs, params.r, body, who.member),
      ),
    }),
    { body: changeRoomBody, result: z.object({ room: roomViewSchema }) },
  ),
  act(
    "DELETE /breakouts/rooms/:r",
    "teacher",
    ({ app, who, params: { r } }) =>
      deleteSome(
        app.breakouts,
        who,
        (it) => it === r,
        (docs, now) => deleteRoom(docs, r, now),
      ),
  ),
  act(
    "POST /breakouts/moves",
    "teacher",
    ({ app, who, body }) =>
      decideMoves(app, who, (docs, { now }) => moveStudents(docs, body, now)),
    { body: movesBody, result: movedResult },
  ),
  act("POST /breakouts/distribute", "teacher", ({ app, who, body }) => {
    const seed = newSeed();
    return decideMoves(
      app,
      who,
      (docs, { now, online }) =>
        distributeStudents(docs, body, online, seed, now),
    );
  }, { body: distributeBody, result: movedResult }),
  act("POST /breakouts/groups", "teacher", ({ app, who, body }) => {
    const seed = newSeed();
    return decideMoves(
      app,
      who,
      (docs, { now, online }) => makeQuickGroups(docs, body, online, seed, now),
    );
  }, { body: quickGroupsBody, status: 201, result: movedResult }),
  act(
    "POST /breakouts/undo",
    "teacher",
    ({ app, who }) =>
      decideMoves(app, who, (docs, { now }) => undoGroupMoves(docs, now)),
    { body: emptyBody, result: movedResult },
  ),
  act("POST /breakouts/broadcast", "teacher", async ({ app, who, body }) => ({
    broadcast: await broadcastToAll(app.breakouts, who, body),
  }), {
    body: broadcastBody,
    status: 201,
    result: z.object({ broadcast: broadcastViewSchema }),
  }),
  act("POST /breakouts/bring-back", "teacher", async ({ app, who }) => {
    const posted = await bringAllBack(app.breakouts, who);
    return {
      messages: posted.map(({ at, ...message }) => ({
        ...message,
        at: toIsoString(at),
      })),
    };
  }, {
    body: emptyBody,
    result: z.object({ messages: z.array(messageViewSchema) }),
  }),
  act(
    "DELETE /help/:m",
    "teacher",
    ({ app, who, params }) =>
      decideOnFlag(app.breakouts, who, params.m, lowerFlagAsTeacher),
  ),
  act(
    "POST /help/:m/undo",
    "teacher",
    ({ app, who, params }) =>
      decideOnFlag(app.breakouts, who, params.m, raiseFlagAgain),
    { body: emptyBody },
  ),
] as const;

async function decideChange(
  { breakouts }: Services,
  who: Identity,
  change: (docs: ClassDocuments, tx: Tx) => void,
): Promise<{ breakouts: BreakoutsView }> {
  return {
    breakouts: await breakouts.decide(who, (docs, tx) => {
      change(docs, tx);
      return breakoutsView(docs.session);
    }),
  };
}

async function decideMoves(
  { breakouts }: Services,
  who: Identity,
  move: (docs: ClassDocuments, tx: Tx) => MovedMember[],
): Promise<{ moved: MovedMember[] }> {
  return { moved: await breakouts.decide(who, move) };
}

async function deleteSome(
  breakouts: Breakouts,
  who: Identity,
  isDeleted: (room: string) => boolean,
  act: (docs: ClassDocuments, now: number) => void,
): Promise<void> {
  const { session: s } = who;
  const findAskingMembers = ({ session, staff }: ClassDocuments) =>
    helpRequests(staff).toArray().filter(({ group, member }) => {
      const room = members(session).get(findPerson(session, member))?.room;
      return group && room && isDeleted(room);
    }).map(({ member }) => member);
  await breakouts.decide(
    who,
    (docs, tx) => {
      const askingMembers = findAskingMembers(docs);
      act(docs, tx.now);
      for (const member of askingMembers) {
        const ownDocument = tx.doc(ownDocumentName(docs.session, s, member));
        lowerFlag({ ...docs, ownDocument }, member);
      }
    },
    (docs) =>
      findAskingMembers(docs).map((member) =>
        ownDocumentName(docs.session, s, member)
      ),
  );
}

/** Broadcasts to all rooms or some; a repeated request reaches each room only once (SYNC-3). */
async function broadcastToAll(
  breakouts: Breakouts,
  who: Identity,
  ask: z.output<typeof broadcastBody>,
): Promise<BroadcastView> {
  requireTeacherRole(who);
  const text = cleanMessageText(ask.text, bounds.broadcast);
  // A repeated request has the same key, and so is the same broadcast.
  const broadcast = idempotencyKeyOf(ask) ?? newId();
  const words = { from: who.member, text, broadcast };
  const view = { id: broadcast, text };
  const request = idempotentRequest("broadcast", ask);
  if (!ask.rooms) {
    const rooms = await breakouts.decide(
      who,
      ({ session, staff }, tx) => {
        if (!areGroupsOpen(session)) return null;
        const earlierRooms = findEarlierResults(staff, request, tx.now);
        if (earlierRooms) return [...earlierRooms];
        const rooms = receivingGroups(session, undefined);
        broadcasts(staff).push([{ ...words, at: tx.now }]);
        tx.reserveBytes(maxMessageBytes(text) + bytesPerId * rooms.length);
        recordIdempotencyKey(staff, request, rooms, tx.now);
        return rooms;
      },
    );
    if (rooms) return { ...view, rooms };
  }
  return {
    ...view,
    rooms: await broadcastInSteps(breakouts, who, ask.rooms, words, request),
  };
}

/** Broadcasts to existing rooms, in several commits if needed; returns the rooms. */
async function broadcastInSteps(
  breakouts: Breakouts,
  who: Identity,
  requestedRooms: readonly string[] | undefined,
  words: { from: string; text: string; broadcast: string },
  request: IdempotentRequest,
): Promise<string[]> {
  let rooms: string[] = [];
  let left: string[] | undefined;
  do {
    const pendingRooms = left;
    const audience = (session: Y.Doc) =>
      pendingRooms?.filter((room) => canReceive(session, room)) ??
        receivingGroups(session, requestedRooms);
    const [reachedRooms, remainingRooms] = await breakouts.decideInRooms(
      who,
      audience,
      (audience, doc, tx) => {
        const { staff } = classDocumentsOf(tx, who.session);
        const earlierRooms = findEarlierResults(staff, request, tx.now) ?? [];
        tx.reserveBytes(bytesPerId * (earlierRooms.length + audience.length));
        const missing = audience.filter((room) => !earlierRooms.includes(room));
        const unreachedRooms = broadcastToRooms(missing, doc, words, tx);
        const newlyReached = missing.slice(
          0,
          missing.length - unreachedRooms.length,
        );
        for (const room of newlyReached) {
          tx.afterCommit(() =>
            breakouts.parts.onRoomChanged(who.session, room)
          );
        }
        recordIdempotencyKey(
          staff,
          request,
          [...earlierRooms, ...newlyReached],
          tx.now,
        );
        return [
          audience.filter((room) => !unreachedRooms.includes(room)),
          unreachedRooms,
        ];
      },
    );
    rooms = [...rooms, ...reachedRooms];
    left = remainingRooms;
  } while (left.length > 0);
  return rooms;
}

async function bringAllBack(
  breakouts: Breakouts,
  who: Identity,
): Promise<Message[]> {
  const postedMessages: Message[] = [];
  while (true) {
    const batch = await breakouts.decideInRooms(
      who,
      (session) => ["main", ...listActiveRooms(session).map(({ id }) => id)],
      ([main, ...rooms], doc, tx) => {
        const posted: Message[] = [];
        for (const room of rooms) {
          const documents = { room: doc(room), main: doc(main) };
          const roomBatch = bringBackMessages(documents, room, who.member, tx);
          posted.push(...roomBatch.posted);
          if (!roomBatch.isComplete) return { posted, isComplete: false };
        }
        return { posted, isComplete: true };
      },
    );
    postedMessages.push(...batch.posted);
    if (batch.isComplete) return postedMessages;
  }
}

async function decideOnFlag(
  breakouts: Breakouts,
  who: Identity,
  id: string,
  act: (
    docs: ClassDocuments & { ownDocument: Y.Doc },
    flag: { id: string; teacherId: string; now: number },
  ) => void,
): Promise<void> {
  if (!isId(id)) throw refusal("not-found");
  const { session: s } = who;
  await breakouts.decide(who, (docs, tx) => {
    if (!members(docs.session).has(id)) throw refusal("not-found");
    const flag = { id, teacherId: who.member, now: tx.now };
    act(
      { ...docs, ownDocument: tx.doc(ownDocumentName(docs.session, s, id)) },
      flag,
    );
  }, ({ session }) => [ownDocumentName(session, s, id)]);
}
