/**
 * K-2, A1: nobody who is not in a room's call is told anything of it, or told of in it, whatever their program says and
 * whichever cookie it says it with. From browser to browser nothing is sent to whom nothing was said.
 */
import assert from "node:assert/strict";
import { documents } from "../../../classroom/model/documents.ts";
import { testClass } from "../../class.ts";
import {
  createSession,
  join,
  Seat,
  seatOf,
  signUp,
  Visitor,
} from "../../people.ts";
import { opened } from "../people/access_class.ts";
import { Caller, silent } from "./caller.ts";

testClass(
  "K-2, A1: forged signals, a void cookie, another group, another class, the door, a mere name, and an observer: none of them is in the call",
  async ({ server, session, teacher, teaching, enter, keep }) => {
    const path = `/api/sessions/${session.id}`;
    const post = async (at: string, body: unknown = {}) =>
      (await teacher.ask("POST", `${path}${at}`, body)).body;
    await teaching.enter();
    const [amy, ben, cleo, eva, finn] = await Promise.all(
      ["Amy", "Ben", "Cleo", "Eva", "Finn"].map(enter),
    );
    const gus = await join(server, session.code, "Gus");
    const { rooms: [red, blue] } = await post("/breakouts/rooms", {
      names: ["Red", "Blue"],
    });
    await post("/breakouts/moves", {
      moves: [amy, ben, cleo, eva, finn, gus].map(({ member }) => ({
        member,
        room: member === cleo.member ? blue.id : red.id,
      })),
    });
    await post("/breakouts/start");
    await post("/call", { rooms: "groups" });

    const [hers, his, theirs] = [amy, ben, eva].map((seat) =>
      new Caller(seat, red.id)
    );
    for (const caller of [hers, his, theirs]) {
      assert.equal((await caller.enter()).kind, "entered");
    }
    /** All that one can say to reach those who are in. */
    const says = (caller: Caller) => {
      const { page } = hers;
      const state = { ...silent, microphone: true };
      for (const to of [hers.peer, his.peer, `${caller.seat.member}.${page}`]) {
        caller.say({ kind: "tell", to, body: "forged" });
      }
      caller.say({ kind: "state", n: 2, state });
      caller.say({ kind: "enter", page, n: 3, state });
      for (const to of [hers.peer, his.peer]) {
        caller.say({ kind: "tell", to, body: "forged" });
      }
    };
    /** What is said to whoever may read the room, and not be in its call. */
    const refused = async (seat: Seat, reason: string) => {
      const caller = new Caller(seat, red.id);
      await seat.open(documents.room(seat.session, red.id)).synced();
      says(caller);
      for (let tried = 0; tried < 2; tried++) {
        const { n: _, ...answer } = await caller.enter() as { n?: number };
        assert.deepEqual(answer, { kind: "refused", reason });
        says(caller);
      }
      return caller;
    };
    /** That a room is not opened at all; nor is it said how to be in its call. */
    const shutOut = async (visitor: Visitor, as = "member") => {
      const document = documents.room(session.id, red.id);
      assert.match(await opened(visitor, document, as), /^4/);
      const { status } = await visitor.ask(
        "GET",
        `${path}/call?room=${red.id}&as=${as}`,
      );
      assert.ok([401, 403, 404].includes(status), `${status}`);
    };

    // Of another group, and of another class: each in a call of their own.
    const other = await signUp(server);
    const elsewhere = await createSession(other);
    await other.ask("POST", `/api/sessions/${elsewhere.id}/call`, {
      rooms: "main",
    });
    const dora = await keep(await join(server, elsewhere.code, "Dora")).enter();
    const strangers = [new Caller(cleo, blue.id), new Caller(dora)];
    for (const caller of strangers) {
      assert.equal((await caller.enter()).kind, "entered");
      says(caller);
      assert.equal((await caller.enter()).kind, "entered");
      await shutOut(caller.seat.visitor);
    }
    // Removed while she is in: she is told that she is out, and nothing since.
    his.say({ kind: "tell", to: theirs.peer, body: "before" });
    await theirs.hears("told");
    await teacher.get(204, "DELETE", `${path}/members/${eva.member}`);
    const cut = eva.open(documents.room(session.id, red.id));
    await cut.until(() => cut.permanent !== null, "her connection was closed");
    const removed = theirs.news.length;
    his.say({ kind: "tell", to: theirs.peer, body: "after" });
    says(theirs);
    await shutOut(eva.visitor);
    // Taken out of the call alone: he reads and writes on.
    await teacher.get(204, "DELETE", `${path}/call/members/${finn.member}`);
    const outsiders = [await refused(finn, "out")];
    // Somebody who says that she is Amy, while Amy is there; and that he is Gus, who is not.
    const door = new Visitor(server);
    const { code } = session;
    await door.get(202, "POST", "/api/join", { code, name: "Amy" });
    await shutOut(door);
    const mere = new Visitor(server);
    const answer = await mere.get(200, "POST", "/api/join", {
      code,
      name: "Gus",
    });
    outsiders.push(
      await refused(await keep(seatOf(mere, answer)).enter(), "not-yours"),
    );
    // An observer, who sees every room.
    const looker = await signUp(server, "Mr Ko");
    const { body: { teacher: { email } } } = await looker.get(
      200,
      "GET",
      "/api/me",
    );
    await teacher.get(204, "PUT", `${path}/invitations`, { email });
    const { body } = await looker.get(201, "POST", "/api/observe", { code });
    const observer = keep(
      new Seat(looker, {
        session: session.id,
        member: body.session.member,
        as: "teacher",
      }),
    );
    outsiders.push(await refused(await observer.enter(), "not-yours"));
    await shutOut(new Visitor(server));

    // All of it has been taken by now, and those who are in have heard of none of it.
    his.say({ kind: "tell", to: hers.peer, body: "real" });
    await hers.hears("told");
    assert.deepEqual(hers.told(), [[his.peer, "real"]]);
    hers.say({ kind: "tell", to: his.peer, body: "real too" });
    await his.hears("told");
    assert.deepEqual(his.told(), [[hers.peer, "real too"]]);
    for (const caller of [hers, his]) {
      assert.deepEqual(caller.peers(), [hers.peer, his.peer].sort());
      const all = caller.news.flatMap((it) => "peers" in it ? it.peers : []);
      const members = new Set(all.map(({ member }) => member));
      members.delete(eva.member);
      assert.deepEqual(members, new Set([amy.member, ben.member]));
    }
    for (const { news } of outsiders) {
      assert.deepEqual(
        new Set(news.map(({ kind }) => kind)),
        new Set(["refused"]),
      );
    }
    for (const caller of strangers) {
      assert.deepEqual(caller.told(), []);
      assert.deepEqual(caller.peers(), [caller.peer]);
    }
    assert.deepEqual(theirs.told(), [[his.peer, "before"]]);
    assert.equal(theirs.news.length, removed);
    // Nor does presence show any of them in a call.
    const { awareness } = amy.sessionDocument.provider;
    const inCall = [...awareness.getStates().values()]
      .filter(({ call }) => call).map(({ member }) => member);
    assert.deepEqual(
      new Set(inCall),
      new Set([amy.member, ben.member, cleo.member]),
    );
  },
);
