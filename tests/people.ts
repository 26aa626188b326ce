/** Teachers and students as programs. They use the public interface alone: fetch and the stock `WebsocketProvider`. */
import assert from "node:assert/strict";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Receipt } from "../classroom/model/refusals.ts";
import { documentNames } from "../classroom/model/documents.ts";
import { newId } from "../classroom/model/ids.ts";
import type { Member } from "../classroom/model/members.ts";
import type { Message } from "../classroom/model/messages.ts";
import type { SessionInfo } from "../classroom/model/session.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { compareWithDescription } from "./described_answers.ts";
import { DocumentSocket } from "./document_socket.ts";
import "./exit_listeners.ts";

/** A server's address, which may change at a restart. */
export interface ServerAddress {
  readonly url: string;
  readonly wsUrl: string;
}

/** `body` is parsed JSON, other text, or undefined if empty. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- the tests look into it as deep as they like
  readonly body: any;
}

/** Longest wait for any condition. Only a failing test reaches it. */
const patience = 60_000;

export class Visitor {
  readonly cookies = new Map<string, string>();

  /** @param address the `X-Forwarded-For` header, for a server that trusts one proxy */
  constructor(readonly place: ServerAddress, readonly address?: string) {}

  /** Calls the API; returns the answer with any status. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    extra: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(this.place.url + path, {
      method,
      redirect: "manual",
      headers: {
        ...this.headers(),
        ...method === "GET" ? {} : { "content-type": "application/json" },
        ...extra,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    this.#take(response.headers);
    const text = await response.text();
    await compareWithDescription(method, path, {
      status: response.status,
      headers: response.headers,
      text,
    });
    const json = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: json ? JSON.parse(text) : text || undefined,
    };
  }

  /** Calls the API; fails unless it answers with this status. */
  async askExpecting(
    status: number,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ApiAnswer> {
    const answer = await this.ask(method, path, body);
    assert.equal(
      answer.status,
      status,
      `${method} ${path} answered ${JSON.stringify(answer.body)}`,
    );
    return answer;
  }

  headers(): Record<string, string> {
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    return {
      ...cookie ? { cookie } : {},
      ...this.address ? { "x-forwarded-for": this.address } : {},
    };
  }

  #take(headers: Headers) {
    for (const line of headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at), value = pair.slice(at + 1);
      const gone = value === "" || /;\s*max-age=0\b/i.test(line);
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** A document kept open by a stock client. */
export class OpenDocument {
  readonly doc = new Y.Doc();
  /** Close codes in order; `permanent` is the one after which the client gave up. */
  readonly closes: { code: number; reason: string }[] = [];
  permanent: { code: number; reason: string } | null = null;
  readonly provider: WebsocketProvider;
  readonly #listeners = new Set<() => void>();

  constructor(visitor: Visitor, document: string, as?: "teacher" | "member") {
    class Socket extends DocumentSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        // Deno's WebSocket takes headers, but its types are the browser's.
        const options = { headers: visitor.headers(), protocols };
        super(url, options as unknown as string[]);
      }
    }
    this.provider = new WebsocketProvider(
      visitor.place.wsUrl + "/sync",
      document,
      this.doc,
      {
        params: { v: "1", ...as ? { as } : {} },
        WebSocketPolyfill: Socket as typeof WebSocket,
        disableBc: true,
        maxBackoffTime: 400,
      },
    );
    const changed = () => this.#listeners.forEach((listener) => listener());
    this.doc.on("update", changed);
    this.provider.awareness.on("update", changed);
    this.provider.on("sync", changed);
    this.provider.on("connection-close", (event) => {
      if (event) this.closes.push({ code: event.code, reason: event.reason });
      // A restart may change the address.
      this.provider.serverUrl = visitor.place.wsUrl + "/sync";
      changed();
    });
    this.provider.on("closed", (event) => {
      this.permanent = event;
      changed();
    });
  }

  /** Checks the condition at each change of this document until it holds. */
  waitUntil(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        reject(new Error(`waited in vain until ${what}`));
      }, patience);
      this.#listeners.add(look);
      look();
    });
  }

  waitUntilSynced(): Promise<void> {
    return this.waitUntil(
      () => this.provider.synced,
      "the document had synced",
    );
  }

  close() {
    this.provider.destroy();
    this.doc.destroy();
  }
}

export class Seat {
  readonly session: string;
  readonly member: string;
  readonly #as: "teacher" | "member";
  readonly #open = new Map<string, OpenDocument>();

  constructor(
    readonly visitor: Visitor,
    at: { session: string; member: string; as: "teacher" | "member" },
  ) {
    this.session = at.session;
    this.member = at.member;
    this.#as = at.as;
  }

  open(document: string): OpenDocument {
    let open = this.#open.get(document);
    if (!open) {
      open = new OpenDocument(this.visitor, document, this.#as);
      this.#open.set(document, open);
    }
    return open;
  }

  get sessionDocument(): OpenDocument {
    return this.open(documentNames.session(this.session));
  }
  get room(): OpenDocument {
    return this.open(documentNames.room(this.session, "main"));
  }
  get own(): OpenDocument {
    return this.open(documentNames.member(this.session, this.member));
  }

  /** Opens the three documents of a class page, and waits for them. */
  async openPage(): Promise<this> {
    const all = [this.sessionDocument, this.room, this.own];
    await Promise.all(all.map((one) => one.waitUntilSynced()));
    // The server pushes members unasked, so `synced` may be true earlier.
    await this.sessionDocument.waitUntil(
      () => this.readMembers().has(this.member),
      "the session had its members",
    );
    return this;
  }

  /** Queues a message; returns its id. */
  queueMessage(text: string, room = "main"): string {
    return this.queueCommand({ kind: "say", room, text });
  }

  queueCommand(fields: Record<string, unknown>, id: string = newId()): string {
    this.own.doc.getArray("outbox").push([{ id, ...fields }]);
    return id;
  }

  castVote(poll: string, answer: unknown): Promise<ApiAnswer> {
    const path = `/api/sessions/${this.session}/resources/${poll}/vote`;
    return this.visitor.ask("POST", path, { answer });
  }

  readOutbox(): { id: string }[] {
    return this.own.doc.getArray<{ id: string }>("outbox").toArray();
  }

  /** Messages of the room without system messages. */
  readMessages(): Message[] {
    return this.room.doc.getArray<Message>("messages").toArray()
      .filter(({ kind }) => kind !== "system");
  }

  /** Lines of the chat, such as `Amy: hello`. */
  visibleLines(): string[] {
    return this.readMessages().map((message) =>
      `${this.readMembers().get(message.from)?.name}: ${
        message.kind === "text" ? message.text : message.kind
      }`
    );
  }

  readInfo(): SessionInfo {
    return this.sessionDocument.doc.getMap("info").toJSON() as SessionInfo;
  }

  readMembers(): Map<string, Member> {
    const all = this.sessionDocument.doc.getMap<Member>("members");
    return new Map(all.entries());
  }

  findReceipt(id: string): Receipt | undefined {
    return this.own.doc.getMap<Receipt>("receipts").get(id);
  }

  onlineMembers(): string[] {
    const { awareness } = this.sessionDocument.provider;
    return [...awareness.getStates().values()]
      .map((state) => state.member).filter((id) => typeof id === "string");
  }

  async sayAndSee(text: string): Promise<string> {
    const id = this.queueMessage(text);
    await this.waitForMessage(id);
    return id;
  }

  waitForMessage(id: string): Promise<void> {
    return this.room.waitUntil(
      () => this.readMessages().some((message) => message.id === id),
      `message ${id} was in the room`,
    );
  }

  async waitForRefusal(id: string): Promise<Receipt> {
    await this.own.waitUntil(
      () =>
        this.findReceipt(id) !== undefined && this.readOutbox().length === 0,
      `command ${id} was refused`,
    );
    return this.findReceipt(id)!;
  }

  /** Closes all documents, like leaving the page. Opening one later starts from an empty copy. */
  close() {
    for (const open of this.#open.values()) open.close();
    this.#open.clear();
  }
}

export async function signUp(
  place: ServerAddress,
  name = "Ms Lin",
  address?: string,
): Promise<Visitor> {
  const visitor = new Visitor(place, address);
  const email = `${newId()}@school.example`.toLowerCase();
  await visitor.askExpecting(201, "POST", "/api/teachers", {
    email,
    name,
    password: "correct horse",
  });
  return visitor;
}

export async function createSession(
  teacher: Visitor,
  ask: Record<string, unknown> = {},
): Promise<SessionView> {
  const body = { name: "Biology Period 3", ...ask };
  const answer = await teacher.askExpecting(201, "POST", "/api/sessions", body);
  return answer.body.session;
}

/** Adds names to the class list. Students with a listed name always get in (J-9). */
export async function addExpectedNames(
  teacher: Visitor,
  { id }: SessionView,
  names: readonly string[],
): Promise<void> {
  await teacher.askExpecting(200, "PUT", `/api/sessions/${id}/class-list`, {
    names: names.map((name) => ({ name })),
  });
}

export function makeTeacherSeat(teacher: Visitor, session: SessionView): Seat {
  const { id, member } = session;
  return new Seat(teacher, { session: id, member, as: "teacher" });
}

/**
 * A student joins, with a new visitor by default. Fails on refusal.
 *
 * @example
 * const amy = await joinClass(server, session.code, "Amy");
 * await amy.openPage();
 */
export async function joinClass(
  place: ServerAddress,
  code: string,
  name: string,
  visitor: Visitor = new Visitor(place),
): Promise<Seat> {
  const answer = await visitor.ask("POST", "/api/join", { code, name });
  assert.ok(
    answer.status === 200 || answer.status === 201,
    `joining answered ${answer.status} ${JSON.stringify(answer.body)}`,
  );
  return seatOf(visitor, answer);
}

/** The seat in a response to joining or waiting. */
function seatOf(visitor: Visitor, { body }: ApiAnswer): Seat {
  const at = { session: body.session.id, member: body.member.id };
  return new Seat(visitor, { ...at, as: "member" });
}

/**
 * Repeats `ask` until the answer is good; fails after `within` ms.
 * @param what says in the failure what did not happen
 *
 * @example
 * await eventually(() => page.title(), (title) => title === "Biology", "the title changed");
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  what: string,
  within = patience,
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() >= end) {
      const last = JSON.stringify(answer)?.slice(0, 300);
      throw new Error(`waited in vain until ${what}; the last answer: ${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The HTTP status of a WebSocket upgrade; 101 if accepted. */
export async function upgradeStatus(
  place: ServerAddress,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const { hostname, port } = new URL(place.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(4096);
  const read = await connection.read(buffer) ?? 0;
  const answer = new TextDecoder().decode(buffer.subarray(0, read));
  return Number(answer.match(/^HTTP\/1\.1 (\d+)/)?.[1]);
}
