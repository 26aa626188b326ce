/** The way onto a wire (`/sync/<session>?v=2`): before the upgrade, then by channel. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  controlNumber,
  makeOpenFrame,
  readServerControl,
  type ServerControl,
  splitFrame,
} from "../../../sync/wire_format.ts";
import { testClass as test } from "../../class.ts";
import { type Place, upgrade, Visitor } from "../../people.ts";

class Wire {
  readonly #socket: WebSocket;
  readonly news: ServerControl[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly opened: Promise<unknown>;
  readonly #waiting: (() => void)[] = [];
  #count = 0;

  constructor(place: Place, visitor: Visitor, path: string) {
    const options = { headers: visitor.headers() };
    const url = `${place.wsUrl}/sync/${path}`;
    this.#socket = new WebSocket(url, options as unknown as string[]);
    this.#socket.binaryType = "arraybuffer";
    this.opened = new Promise((resolve) => this.#socket.onopen = resolve);
    this.closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.onmessage = ({ data }) => {
      const { number, body } = splitFrame(new Uint8Array(data));
      if (number === controlNumber) this.news.push(readServerControl(body));
      for (const look of this.#waiting.splice(0)) look();
    };
  }

  async open(document: string, as = ""): Promise<string> {
    const channel = ++this.#count;
    const stateVector = Y.encodeStateVector(new Y.Doc());
    const asked = { channel, document, as, epoch: "", stateVector };
    this.#socket.send(makeOpenFrame(asked));
    return await this.said(channel, ["opened", "closed"]);
  }

  async said(channel: number, kinds: string[]): Promise<string> {
    for (;;) {
      for (const news of this.news) {
        if (!("channel" in news) || news.channel !== channel) continue;
        if (!kinds.includes(news.kind)) continue;
        return news.kind === "closed"
          ? `${news.code} ${news.reason}`
          : news.kind;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close() {
    this.#socket.close();
  }
}

test("a wire without a cookie, with a foreign origin or malformed is refused (ACCESS-4)", async ({ server, session, teacher, keep }) => {
  const path = `/sync/${session.id}?v=2`;
  const nobody = new Visitor(server);
  assert.equal(await upgrade(server, path), 401);
  assert.equal(await upgrade(server, path, nobody.headers()), 401);
  for (const origin of ["https://elsewhere.example", "null"]) {
    const headers = { ...teacher.headers(), origin };
    assert.equal(await upgrade(server, path, headers), 403);
  }
  const whole = documentNames.session(session.id);
  for (const not of [`${session.id}?v=1`, `${whole}?v=2`, `${whole}?v=3`]) {
    const { code } = await keep(new Wire(server, teacher, not)).closed;
    assert.equal(code, 4409, not);
  }
  const wire = keep(new Wire(server, teacher, session.id));
  await wire.opened;
  assert.equal(await wire.open(whole), "opened");
});

test("a cookie for another class opens a wire that closes with 4404 (ACCESS-5)", async ({ server, session, enter, keep }) => {
  const amy = await enter("Amy"), ben = await enter("Ben");
  const elsewhere = new Wire(server, amy.visitor, `${newId()}?v=2`);
  assert.equal((await keep(elsewhere).closed).code, 4404);
  const wire = keep(new Wire(server, amy.visitor, `${session.id}?v=2`));
  await wire.opened;
  const found = await Promise.all([
    wire.open(documentNames.session(session.id)),
    wire.open(documentNames.member(session.id, amy.member)),
    wire.open(documentNames.member(session.id, ben.member)),
    wire.open(documentNames.staff(session.id)),
    wire.open(documentNames.session(newId())),
    wire.open(documentNames.room(session.id, "main"), "teacher"),
    wire.open(documentNames.room(session.id, "main"), "everybody"),
    wire.open(documentNames.room(session.id, "main"), "member"),
  ]);
  assert.deepEqual(found, [
    "opened",
    "opened",
    "4404 not-found",
    "4404 not-found",
    "4404 not-found",
    "4404 not-found",
    "4400 malformed",
    "opened",
  ]);
});

test("a removal ends a wire's channels, and a sign-out those that it ends (ACCESS-1)", async ({ server, session, teacher, teaching, enter, keep }) => {
  const amy = await enter("Amy");
  const room = documentNames.room(session.id, "main");
  const hers = keep(new Wire(server, amy.visitor, `${session.id}?v=2`));
  const theirs = keep(new Wire(server, teacher, `${session.id}?v=2`));
  await Promise.all([hers.opened, theirs.opened]);
  assert.equal(await hers.open(room), "opened");
  assert.equal(await theirs.open(room), "opened");
  assert.equal(
    await theirs.open(documentNames.member(session.id, teaching.member)),
    "opened",
  );
  const removed = `/api/sessions/${session.id}/members/${amy.member}`;
  await teacher.get(204, "DELETE", removed, {});
  assert.equal(await hers.said(1, ["closed"]), "4403 removed");
  assert.equal(await hers.open(room), "4403 removed");
  await teacher.get(204, "POST", "/api/logout", {});
  for (const channel of [1, 2]) {
    assert.equal(await theirs.said(channel, ["closed"]), "4401 not-signed-in");
  }
  assert.equal(await theirs.open(room), "4401 not-signed-in");
});
