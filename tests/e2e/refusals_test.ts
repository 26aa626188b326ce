/** What a client may not do, tried with clients that do it: S12, S13, A1, A4, A5, C1, C3. */
import assert from "node:assert/strict";
import * as encoding from "lib0/encoding";
import { newId } from "../../classroom/model/ids.ts";
import { testClass } from "../class.ts";
import {
  createSession,
  join,
  OpenDocument,
  signUp,
  upgrade,
  Visitor,
} from "../people.ts";

testClass(
  "C-3: a message of 5,000 characters is refused, with its words kept",
  async ({ enter }) => {
    const amy = await enter("Amy"), ben = await enter("Ben");
    const text = "long ".repeat(1000);
    const receipt = await amy.refused(amy.say(text));
    assert.equal(receipt.refused, "too-long");
    assert.equal(receipt.command?.text, text);
    assert.equal(receipt.detail, "message-too-long");
    assert.deepEqual(receipt.values, {
      most: 4000,
      length: text.trim().length,
    });
    const empty = await amy.refused(amy.say(" \n "));
    assert.equal(empty.refused, "empty");
    const exact = await amy.sayAndSee("x".repeat(4000));
    await ben.sees(exact);
    assert.equal(ben.messages().length, 1);
  },
);

testClass(
  "A1: an update forged into the room's document is thrown away, and nobody notices",
  async ({ enter, keep }) => {
    const amy = await enter("Amy"), ben = await enter("Ben");
    await ben.sayAndSee("true");
    const forged = {
      id: newId(),
      from: ben.member,
      at: Date.now(),
      kind: "text",
      text: "forged",
    };
    await amy.room.until(() => amy.messages().length === 1, "Amy heard Ben");
    amy.room.doc.getArray("messages").push([forged]);
    amy.sessionDocument.doc.getMap("members").set(amy.member, {
      name: "Principal",
      role: "teacher",
    });
    // Both sockets are read in order: once this is there, the forgeries have been read.
    await ben.sees(amy.say("honest"));
    assert.deepEqual(ben.heard(), ["Ben: true", "Amy: honest"]);
    assert.equal(ben.members().get(amy.member)?.role, "student");
    assert.equal(
      amy.room.closes.length,
      0,
      "an honest stock client sends such",
    );
    const carl = await keep(await enter("Carl"));
    assert.deepEqual(carl.heard(), ["Ben: true", "Amy: honest"]);
  },
);

testClass(
  "C1: author, time and role of a message are the server's word",
  async ({ enter }) => {
    const amy = await enter("Amy"), ben = await enter("Ben");
    const id = amy.command({
      kind: "say",
      room: "main",
      text: "hi",
      from: ben.member,
      at: 1,
    });
    const seen = () => ben.messages().find((message) => message.id === id);
    await amy.own.until(() => amy.outbox().length === 0, "it was decided");
    if (amy.receipt(id)) {
      assert.equal(amy.receipt(id)?.refused, "malformed");
    } else {
      await ben.sees(id);
      assert.equal(seen()?.from, amy.member);
      assert.ok(seen()!.at > 1);
    }
    const taken = await ben.sayAndSee("mine");
    const stolen = amy.command({ kind: "say", room: "main", text: "x" }, taken);
    assert.equal((await amy.refused(stolen)).refused, "conflict");
    const into = amy.say("psst", newId());
    assert.equal((await amy.refused(into)).refused, "not-in-room");
    const unknown = amy.command({ kind: "become-teacher" });
    assert.equal((await amy.refused(unknown)).refused, "malformed");
  },
);

testClass(
  "S13: malformed bytes close that connection with 4400 and no other",
  async ({ enter, keep }) => {
    const amy = await enter("Amy"), ben = await enter("Ben");
    const bad: [string, (encoder: encoding.Encoder) => void][] = [
      ["an update that is none", (encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint(encoder, 2);
        encoding.writeVarUint8Array(encoder, new Uint8Array([1, 2, 3, 255]));
      }],
      ["no message at all", (encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint(encoder, 77);
      }],
    ];
    for (const [what, write] of bad) {
      const own = keep(
        new OpenDocument(amy.visitor, `${amy.session}/member/${amy.member}`),
      );
      await own.synced();
      const encoder = encoding.createEncoder();
      write(encoder);
      own.provider.ws!.send(encoding.toUint8Array(encoder));
      await own.until(() => own.permanent !== null, `${what} closed it`);
      assert.equal(own.permanent?.code, 4400, what);
    }
    const alien = keep(
      new OpenDocument(amy.visitor, `${amy.session}/member/${amy.member}`),
    );
    await alien.synced();
    alien.doc.getMap("receipts").set("x", { forged: true });
    await alien.until(
      () => alien.permanent !== null,
      "a foreign root closed it",
    );
    assert.equal(alien.permanent?.code, 4400);

    await amy.sayAndSee("still here");
    await ben.sayAndSee("me too");
    assert.deepEqual(
      [...amy.own.closes, ...amy.room.closes, ...ben.own.closes],
      [],
    );
  },
);

testClass(
  "A4: a foreign Origin is refused, for changes and for sockets",
  async ({ server, session, teacher, enter }) => {
    const amy = await enter("Amy");
    const path = `/sync/${session.id}/room/main?v=1`;
    const headers = amy.visitor.headers();
    for (const origin of ["https://evil.example", "null"]) {
      assert.equal(await upgrade(server, path, { ...headers, origin }), 403);
      const answer = await teacher.ask(
        "POST",
        `/api/sessions/${session.id}/end`,
        { now: true },
        { origin },
      );
      assert.equal(answer.status, 403, origin);
    }
    const origin = server.url;
    assert.equal(await upgrade(server, path, { ...headers, origin }), 101);
    assert.equal(await upgrade(server, path, headers), 101);
    assert.equal(await upgrade(server, path, { origin }), 401, "no cookie");
    assert.equal(
      await upgrade(server, path, {
        cookie: `member_${session.id}=${"x".repeat(43)}`,
      }),
      401,
      "a cookie that never was",
    );
    const plain = await fetch(server.url + "/api/join", {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ code: session.code, name: "X" }),
    });
    await plain.body?.cancel();
    assert.ok(plain.status >= 400, "a form of another site cannot send JSON");
  },
);

testClass(
  "A5: what is another's looks as if it were not there",
  async ({ server, session, teacher, enter, keep }) => {
    const amy = await enter("Amy"), ben = await enter("Ben");
    const otherTeacher = await signUp(server, "Mr Kay");
    const other = await createSession(otherTeacher);
    const eve = await keep(await join(server, other.code, "Eve")).enter();
    const paths = [
      `${session.id}/staff`,
      `${session.id}/member/${ben.member}`,
      `${session.id}/member/${newId()}`,
      `${session.id}/room/${newId()}`,
      `${session.id}/nonsense`,
    ];
    for (const document of paths) {
      const open = keep(new OpenDocument(amy.visitor, document));
      await open.until(() => open.permanent !== null, `${document} was closed`);
      assert.equal(open.permanent?.code, 4404, document);
      assert.equal(open.doc.share.size, 0);
    }
    for (const visitor of [otherTeacher, eve.visitor]) {
      for (const what of ["", "/members", "/history?format=json&part=chat"]) {
        const path = `/api/sessions/${session.id}${what}`;
        const answer = await visitor.ask("GET", path);
        const nowhere = await visitor.ask(
          "GET",
          `/api/sessions/${newId()}${what}`,
        );
        assert.equal(answer.status, nowhere.status, path);
        assert.ok([401, 404].includes(answer.status), path);
        assert.deepEqual(answer.body.type, nowhere.body.type);
      }
    }
    const open = keep(
      new OpenDocument(otherTeacher, `${session.id}/room/main`, "teacher"),
    );
    await open.until(() => open.permanent !== null, "it was closed");
    assert.equal(open.permanent?.code, 4404);
    await teacher.get(200, "GET", `/api/sessions/${session.id}/members`);
  },
);

testClass("Errors are problems in JSON, with a name and a sentence", async ({
  server,
  teacher,
}) => {
  for (
    const [visitor, method, path, body, status, type] of [
      [teacher, "POST", "/api/sessions", { name: "" }, 400, "empty"],
      [teacher, "POST", "/api/sessions", { name: 7 }, 400, "malformed"],
      [
        new Visitor(server),
        "GET",
        "/api/sessions",
        undefined,
        401,
        "not-signed-in",
      ],
      [
        new Visitor(server),
        "POST",
        "/api/join",
        { code: "000000", name: "A" },
        404,
        "no-such-code",
      ],
      [new Visitor(server), "POST", "/api/join", [], 400, "malformed"],
      [teacher, "GET", `/api/sessions/${newId()}`, undefined, 404, "not-found"],
      [teacher, "GET", "/api/sessions/nonsense", undefined, 404, "not-found"],
    ] as const
  ) {
    const answer = await visitor.ask(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.match(
      answer.headers.get("content-type") ?? "",
      /^application\/problem\+json/,
    );
    assert.ok(answer.body.type.endsWith(type), answer.body.type);
    assert.equal(answer.body.status, status);
    assert.ok(answer.body.title && answer.body.detail);
  }
});
