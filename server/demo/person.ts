/** A person of the demonstration as a program: requests with cookies, and documents over the stock client. */
import { WebsocketProvider } from "y-websocket";
import { newId } from "../../classroom/model/ids.ts";
import { documents } from "../../classroom/model/documents.ts";
import type { Member } from "../../classroom/model/members.ts";
import { makeDoc } from "../../sync/y_doc.ts";

/** Somebody with cookies of their own at a server. */
export class Person {
  readonly #cookies = new Map<string, string>();
  readonly #providers = new Map<string, WebsocketProvider>();
  session = "";
  member = "";

  constructor(readonly server: string, readonly name: string) {}

  /** The value of a `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join("=")).join("; ");
  }

  /**
   * Asks the API and gives the JSON of its answer; throws where it refuses.
   *
   * @example
   * const { session } = await teacher.ask("POST", "/api/sessions", { name: "Biology" });
   */
  // deno-lint-ignore no-explicit-any -- each caller knows the answer of its request, as docs/protocol.md has it
  async ask(method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(this.server + path, {
      method,
      headers: { cookie: this.cookie, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      this.#cookies.set(name, value);
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text && JSON.parse(text);
  }

  /** Takes a seat in a class, and opens its document and the person's own. */
  sit(session: string, member: string, as: "teacher" | "member"): void {
    Object.assign(this, { session, member });
    const headers = { cookie: this.cookie };
    class Socket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        // Deno's sockets take headers; the types are the browser's.
        super(url, { headers, protocols } as unknown as string[]);
      }
    }
    const own = documents.member(session, member);
    for (const document of [documents.session(session), own]) {
      const address = this.server.replace("http", "ws") + "/sync";
      this.#providers.set(
        document,
        new WebsocketProvider(address, document, makeDoc(), {
          params: { v: "1", as },
          WebSocketPolyfill: Socket as typeof WebSocket,
          disableBc: true,
        }),
      );
    }
  }

  get #class(): WebsocketProvider {
    return this.#providers.get(documents.session(this.session))!;
  }
  get #own(): WebsocketProvider {
    return this.#providers.get(documents.member(this.session, this.member))!;
  }

  /** Whether the person is in the class and online. */
  get isOnline(): boolean {
    return this.#own.wsconnected && this.#class.wsconnected;
  }

  /** The room that the person can talk in: their group while groups are open, else the main room. */
  get room(): string {
    const { doc } = this.#class;
    const group = doc.getMap<Member>("members").get(this.member)?.room;
    const isOpen = doc.getMap("breakouts").get("open") === true;
    return isOpen && group ? group : "main";
  }

  /** Puts a command into the outbox, also while offline. Returns its id. */
  command(fields: { kind: string; [field: string]: unknown }): string {
    const id = newId();
    this.#own.doc.getArray("outbox").push([{ id, ...fields }]);
    return id;
  }

  /** Marks a room as read up to this message. */
  markRead(room: string, message: string): void {
    this.#own.doc.getMap<string>("read").set(room, message);
  }

  /** Shows the class that the person is typing in a room, or with null that they are not. */
  showTyping(room: string | null): void {
    this.#class.awareness.setLocalState(room === null ? {} : { typing: room });
  }

  /** Loses the network, until {@link goOnline}. */
  goOffline(): void {
    for (const provider of this.#providers.values()) provider.disconnect();
  }

  /** Has the network again; what was written meanwhile is sent. */
  goOnline(): void {
    for (const provider of this.#providers.values()) provider.connect();
  }
}
