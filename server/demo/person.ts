import { WebsocketProvider } from "y-websocket";
import { newId } from "../../classroom/model/ids.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { breakoutSetting } from "../../classroom/model/breakouts_layout.ts";
import { members, readMarkers } from "../../classroom/model/roots.ts";
import { outboxOf } from "../../sync/outbox.ts";

export class DemoPerson {
  readonly #cookies = new Map<string, string>();
  readonly #providers = new Map<string, WebsocketProvider>();
  session = "";
  member = "";

  constructor(readonly server: string, readonly name: string) {}

  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join("=")).join("; ");
  }

  /**
   * Sends a request and returns the JSON of its answer; throws if it is refused.
   *
   * @example
   * const { session } = await teacher.request("POST", "/api/sessions", { name: "Biology" });
   */
  // deno-lint-ignore no-explicit-any -- each caller knows the answer of its request, as docs/protocol.md has it
  async request(method: string, path: string, body?: unknown): Promise<any> {
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

  connect(session: string, member: string, role: "teacher" | "member"): void {
    Object.assign(this, { session, member });
    const headers = { cookie: this.cookie };
    class Socket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        // Deno's sockets take headers, which the browser's types lack.
        super(url, { headers, protocols } as unknown as string[]);
      }
    }
    const ownDocument = documentNames.member(session, member);
    for (const document of [documentNames.session(session), ownDocument]) {
      const address = this.server.replace("http", "ws") + "/sync";
      this.#providers.set(
        document,
        new WebsocketProvider(address, document, makeDoc(), {
          params: { v: "1", as: role },
          WebSocketPolyfill: Socket as typeof WebSocket,
          disableBc: true,
        }),
      );
    }
  }

  get #class(): WebsocketProvider {
    return this.#providers.get(documentNames.session(this.session))!;
  }
  get #own(): WebsocketProvider {
    return this.#providers.get(
      documentNames.member(this.session, this.member),
    )!;
  }

  get isOnline(): boolean {
    return this.#own.wsconnected && this.#class.wsconnected;
  }

  /** The room in which the person can talk: their group while groups are open, else the main room. */
  get room(): string {
    const { doc } = this.#class;
    const group = members(doc).get(this.member)?.room;
    const isOpen = breakoutSetting(doc, "open") === true;
    return isOpen && group ? group : "main";
  }

  command(fields: { kind: string; [field: string]: unknown }): string {
    const id = newId();
    outboxOf(this.#own.doc).push([{ id, ...fields }]);
    return id;
  }

  markRead(room: string, message: string): void {
    readMarkers(this.#own.doc).set(room, message);
  }

  /** Shows the class that the person is typing in a room; null: that they are not. */
  showTyping(room: string | null): void {
    this.#class.awareness.setLocalState(room === null ? {} : { typing: room });
  }

  goOffline(): void {
    for (const provider of this.#providers.values()) provider.disconnect();
  }

  goOnline(): void {
    for (const provider of this.#providers.values()) provider.connect();
  }
}
