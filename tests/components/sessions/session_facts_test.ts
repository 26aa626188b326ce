/** A page's facts change only with its class. */
import assert from "node:assert/strict";
import { effect, signal } from "@preact/signals";
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
} from "y-protocols/awareness";
import * as Y from "yjs";
import { SessionFacts } from "../../../components/client/class_session.ts";
import type { OpenDocument } from "../../../sync/client/open.ts";

function setUp() {
  const doc = new Y.Doc(), server = new Awareness(new Y.Doc());
  const awareness = new Awareness(doc);
  const document: OpenDocument = {
    doc,
    awareness,
    status: signal({ state: "online" }),
    synced: signal(true),
    signalling: { openCount: signal(0), onSignal: null, send() {} },
    whenLoaded: Promise.resolve(),
    isSaved: signal(true),
    flush: () => Promise.resolve(true),
    close() {},
    forget: () => Promise.resolve(),
  };
  const facts = new SessionFacts(document, "amy");
  /** The server reports presence, by a clock that differs from the device's (ms). */
  const tell = (ahead: number, state: object = {}) => {
    server.setLocalState({ member: "ben", ...state });
    const meta = server.meta.get(server.clientID)!;
    meta.clock = Date.now() + ahead;
    const update = encodeAwarenessUpdate(server, [server.clientID]);
    applyAwarenessUpdate(awareness, update, "remote");
  };
  return {
    facts,
    tell,
    close() {
      for (const one of [awareness, server]) one.destroy();
    },
  };
}

Deno.test("the server's clock is one's own again and again, whatever the way of a message takes (SYNC-14)", () => {
  const { now } = Date;
  const standsStill = now();
  Date.now = () => standsStill;
  const { facts, tell, close } = setUp();
  let changes = -1;
  const stop = effect(() => {
    void facts.clockOffset.value;
    changes++;
  });
  tell(60_000);
  assert.equal(changes, 1);
  for (const late of [60_010, 60_060, 60_120, 60_170]) tell(late);
  assert.equal(changes, 1, "some milliseconds are no other clock");
  tell(90_000);
  assert.equal(changes, 2, "another clock is");
  assert.equal(facts.clockOffset.value, 90_000);
  stop();
  close();
  Date.now = now;
});
