/**
 * A small world for tests of the sync layer: one space, a room that all may read, members who may
 * `say`, real sockets and the stock client.
 */
import * as Y from "yjs";
import { WebsocketProvider } from "y-websocket";
import type { Authority, Command } from "../../sync/authority.ts";
import { Refusal } from "../../sync/refusal.ts";
import { SyncEngine } from "../../sync/sync_engine.ts";
import { makeCookieHolder } from "./connect.ts";
import {
  DocumentSocket,
  usesWires,
  waitUntilChannelOpened,
} from "../document_socket.ts";
import "../exit_listeners.ts";

export interface TestMember {
  member: string;
}

export interface TestMessage {
  id: string;
  from: string;
  text: string;
}

export const testSpace = "s";

export const messagesOf = (doc: Y.Doc) => doc.getArray<TestMessage>("messages");

/** An authority with one rule: `say` appends to the room, unless its sender is muted in the root. */
export const sayAuthority: Authority<TestMember> = {
  rootDocument: (space) => `${space}/session`,
  access(documents, who, document) {
    const facts = documents.doc(`${testSpace}/session`).getMap("members");
    if (facts.get(who.member) === undefined) {
      return { code: 4404, reason: "not-found" };
    }
    if (facts.get(who.member) === "removed") {
      return { code: 4403, reason: "removed" };
    }
    if (document === `${testSpace}/member/${who.member}`) return "own";
    if (
      document === `${testSpace}/session` ||
      document === `${testSpace}/room/main`
    ) {
      return "read";
    }
    return { code: 4404, reason: "not-found" };
  },
  presence: (who) => ({ key: who.member, state: { member: who.member } }),
  showsTyping(_documents, _who, where) {
    if (where === "crash") throw new Error("a bug");
    return true;
  },
  socketLimit: (who) => ({ key: who.member, max: 8 }),
  neededDocuments: (_document, command) =>
    command.kind === "say" ? [`${testSpace}/room/main`] : [],
  decide(tx, document, command: Command) {
    const member = document.split("/")[2];
    if (command.kind === "crash") throw new Error("a bug");
    if (command.kind !== "say") throw new Refusal("malformed");
    if (tx.doc(`${testSpace}/session`).getMap("members").get(member) !== "in") {
      throw new Refusal("not-allowed");
    }
    const messages = messagesOf(tx.doc(`${testSpace}/room/main`));
    if (messages.toArray().some(({ id }) => id === command.id)) return;
    messages.push([{
      id: command.id,
      from: member,
      text: String(command.text),
    }]);
  },
};

/** A running engine behind a real port, with one space in it. */
export async function startTestServer(
  options:
    & Omit<ConstructorParameters<typeof SyncEngine<TestMember>>[0], "authority">
    & {
      members?: string[];
      /** Another engine made the space already. */
      existing?: boolean;
      /** Whether a member's cookie is still valid. */
      isValid?: (who: TestMember) => boolean;
      /** Replaced parts of the authority. */
      rules?: Partial<Authority<TestMember>>;
    },
  port = 0,
) {
  const { members = ["amy", "ben"], existing, isValid, rules, ...world } =
    options;
  const engine = new SyncEngine<TestMember>({
    ...world,
    authority: { ...sayAuthority, ...rules },
  });
  if (!existing) {
    await engine.create(testSpace, {
      [`${testSpace}/session`]: (doc) => {
        for (const member of members) doc.getMap("members").set(member, "in");
      },
      [`${testSpace}/room/main`]: () => {},
    });
  }
  const server = Deno.serve({ port, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const url = new URL(request.url);
    const document = decodeURI(url.pathname.slice("/sync/".length));
    const who = { member: url.searchParams.get("member")! };
    const valid = () => Promise.resolve(isValid?.(who) ?? true);
    if (document.includes("/")) {
      engine.connect(socket, who, document, url.searchParams.get("e"), valid);
    } else {
      engine.connectWire(
        socket,
        document,
        who,
        makeCookieHolder(who, valid),
      );
    }
    return response;
  });
  const base = `ws://127.0.0.1:${(server.addr as Deno.NetAddr).port}/sync`;
  const open: WebsocketProvider[] = [];
  return {
    engine,
    base,
    open(member: string, name: string, doc = new Y.Doc()) {
      const provider = new WebsocketProvider(
        base,
        `${testSpace}/${name}`,
        doc,
        {
          params: { v: "1", member },
          WebSocketPolyfill: DocumentSocket,
          disableBc: true,
        },
      );
      open.push(provider);
      return { doc, provider };
    },
    async socket(member: string, name: string) {
      const socket = new DocumentSocket(
        `${base}/${testSpace}/${name}?member=${member}`,
      );
      socket.binaryType = "arraybuffer";
      const closed = new Promise<CloseEvent>((resolve) =>
        socket.onclose = resolve
      );
      await new Promise((resolve) => socket.onopen = resolve);
      if (usesWires) await waitUntilChannelOpened(socket);
      return { socket, closed };
    },
    async stop() {
      for (const provider of open) {
        provider.destroy();
        provider.awareness.destroy();
      }
      await engine.stop();
      await server.shutdown();
    },
  };
}

let counter = 0;

export function sayUpdate(
  text: string,
): { id: string; kind: "say"; room: string; text: string } {
  const id = String(++counter).replaceAll("0", "z").padStart(16, "x");
  return { id, kind: "say", room: "main", text };
}

export function pushCommands(doc: Y.Doc, ...commands: unknown[]): void {
  doc.getArray("outbox").push(commands);
}

/** Resolves once the condition holds, checked at every change of the document. */
export function waitUntil(
  doc: Y.Doc,
  holds: () => boolean,
  what = "it",
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      doc.off("update", look);
      reject(new Error(`waited a minute in vain until ${what}`));
    }, 60_000);
    const look = () => {
      if (!holds()) return;
      clearTimeout(timer);
      doc.off("update", look);
      resolve();
    };
    doc.on("update", look);
    look();
  });
}

export function waitUntilSynced(provider: WebsocketProvider): Promise<void> {
  if (provider.synced) return Promise.resolve();
  return new Promise((resolve) =>
    provider.on("sync", function done(isSynced: boolean) {
      if (isSynced) resolve();
    })
  );
}
