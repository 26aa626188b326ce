/** A page's wire changes from requests to a WebSocket while people write. */
import assert from "node:assert/strict";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { openDocument } from "../../../sync/client/open.ts";
import { ClientRequestSocket } from "../../../sync/client/request_socket.ts";
import type { RequestMode } from "../../../sync/client/request_names.ts";
import {
  ReturningSocket,
  WebSocketTries,
} from "../../../sync/client/returning_socket.ts";
import { ClientWire } from "../../../sync/client/wire.ts";
import { testClass as test } from "../../class.ts";
import { eventually, type Visitor } from "../../people.ts";

/** A wire over requests, which tries a WebSocket after a delay (ms). */
function wireOf(
  visitor: Visitor,
  session: string,
  way: RequestMode,
  wait: number,
) {
  const carriers: (ClientRequestSocket | WebSocket)[] = [];
  class Requests extends ClientRequestSocket {
    constructor(url: string, way: RequestMode) {
      super(url, way, (address, how) => {
        const headers = { ...visitor.headers(), ...how?.headers };
        return fetch(address, { ...how, headers });
      });
      carriers.push(this);
    }
  }
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: visitor.headers() } as unknown as string[]);
      carriers.push(this);
    }
  }
  const tries = new class extends WebSocketTries {
    override get msUntilNext() {
      return wait;
    }
  }();
  const parts = { Socket, Requests, tries } as unknown as ConstructorParameters<
    typeof ReturningSocket
  >[2];
  class Returning extends ReturningSocket {
    constructor(url: string) {
      super(url, way, parts);
    }
  }
  const url = `${visitor.place.wsUrl}/sync/${session}?v=2&pack=1`;
  const wire = new ClientWire(url, Returning as unknown as typeof WebSocket);
  return { wire, carriers };
}

const until = (is: () => boolean, what: string) =>
  eventually(() => Promise.resolve(is()), (it) => it, what);

for (const way of ["stream", "poll"] as const) {
  test(`a wire that moves from requests (${way}) to a socket loses and duplicates nothing (O-8)`, async ({ session, teacher, enter }) => {
    const ben = await enter("Ben");
    for (const wait of [0, 150]) {
      const { wire, carriers } = wireOf(teacher, session.id, way, wait);
      const its = { as: "teacher", holder: newId(), epoch: "" } as const;
      const rest = { ...its, kept: false, wire };
      const [facts, room, own] = [
        openDocument({ ...rest, document: documentNames.session(session.id) }),
        openDocument({
          ...rest,
          document: documentNames.room(session.id, "main"),
        }),
        openDocument({
          ...rest,
          document: documentNames.member(session.id, session.member),
          own: true,
        }),
      ];
      const all = [facts, room, own];
      const isIn = () => all.every((it) => it.status.value.state === "online");
      await until(isIn, "the page was in the class");
      const isHere = () => ben.online().includes(session.member);
      await until(isHere, "Ben saw the teacher");
      const seen: boolean[] = [];
      for (const { status } of all) {
        status.subscribe(({ state }) => seen.push(state === "online"));
      }
      const { awareness } = ben.sessionDocument.provider;
      awareness.on("change", () => seen.push(isHere()));

      const texts = (doc = room.doc) =>
        doc.getArray<Message>("messages").toArray()
          .flatMap((it) => it.kind === "text" ? it.text : []);
      const before = texts();
      const said: string[] = [];
      const hasReturned = () =>
        carriers[1]?.readyState === WebSocket.OPEN &&
        carriers[0].readyState === WebSocket.CLOSED;
      for (let after = 0; after < 5; after += hasReturned() ? 1 : 0) {
        for (let n = 0; n < 5; n++) {
          const text = `${way} ${wait} ${said.length}`;
          said.push(text);
          own.doc.getArray("outbox").push([
            { id: newId(), kind: "say", room: "main", text },
          ]);
        }
        await until(() => texts().includes(said.at(-1)!), "it was said");
      }
      assert.deepEqual(texts(), [...before, ...said]);
      const hisTexts = () => texts(ben.room.doc);
      await until(() => hisTexts().includes(said.at(-1)!), "Ben had all");
      assert.deepEqual(hisTexts(), [...before, ...said]);
      assert.deepEqual(seen.filter((is) => !is), []);
      assert.equal(carriers.length, 2);
      for (const it of all) it.close();
      await until(() => !isHere(), "the teacher was gone");
    }
  });
}
