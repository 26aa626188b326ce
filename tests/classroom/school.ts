import assert from "node:assert/strict";
import type * as Y from "yjs";
import { type App, makeApp } from "../../classroom/app.ts";
import type { AppHooks } from "../../classroom/core_services.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import type { Identity } from "../../classroom/model/members.ts";
import type { RequestSource } from "../../classroom/people/session_tokens.ts";
import type { JoinResult } from "../../classroom/people/join_result.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { messages } from "../../classroom/model/roots.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { readSettings } from "../../classroom/settings.ts";
import { KvWatch } from "../../sync/kv/kv_watch.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { DocumentSocket } from "../document_socket.ts";
import { makeCookieHolder } from "../sync/connect.ts";

export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(readonly school: School, readonly address = "192.0.2.1") {}

  get from(): RequestSource {
    return {
      address: this.address,
      member: (session) => this.cookies.get(`member_${session}`),
      waiting: (session) => this.cookies.get(`waiting_${session}`),
      browser: this.cookies.get("browser"),
    };
  }

  async join(code: string, name: string): Promise<JoinResult> {
    return this.storeCookies(
      await this.school.app.roster.join({ code, name }, this.from),
    );
  }

  storeCookies(entry: JoinResult): JoinResult {
    for (const { kind, token } of entry.cookies) {
      const name = kind === "browser" ? kind : `${kind}_${entry.session.id}`;
      if (token === null) this.cookies.delete(name);
      else this.cookies.set(name, token);
    }
    return entry;
  }

  async identityIn(session: string): Promise<Identity | null> {
    const member = this.cookies.get(`member_${session}`);
    return await this.school.app.identities.identify(session, { member });
  }
}

export interface Socket {
  readonly closed: Promise<{ code: number; reason: string }>;
  /** True once the server has registered it; false: it was closed. */
  readonly registered: Promise<boolean>;
  close(): void;
}

/** An app on an empty store, with a manual clock and a real port for sockets. */
export class School {
  readonly #sockets: Socket[] = [];
  /** Whether the cookie of each socket is still valid. */
  readonly #holders: (() => Promise<boolean>)[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(
    readonly app: App,
    readonly teacher: Teacher,
    readonly time: { now: number },
  ) {
    this.#server = Deno.serve({ port: 0, onListen() {} }, (req) => {
      const { pathname, searchParams } = new URL(req.url);
      const { socket, response } = Deno.upgradeWebSocket(req);
      const who = JSON.parse(searchParams.get("who") ?? "null");
      const isValid = this.#holders[Number(searchParams.get("holder"))];
      const [, document] = pathname.split("/sync/");
      if (document.includes("/")) {
        app.sync.connect(socket, who, document, null, isValid);
      } else {
        app.sync.connectWire(
          socket,
          document,
          who,
          makeCookieHolder(who, isValid),
        );
      }
      return response;
    });
  }

  /** Opens a school in memory, in a file or on an open store; `shared`: other instances use it, too. */
  static async open(
    path: string | Deno.Kv = ":memory:",
    now = Date.now(),
    told: AppHooks = {},
    settings: Record<string, string> = {},
    shared = false,
  ): Promise<School> {
    const time = { now };
    const store = typeof path === "string" ? await Deno.openKv(path) : path;
    const clock = () => time.now;
    const app = await makeApp(
      readSettings({ PASSWORD_COST: "10", ...settings }),
      store,
      clock,
      shared ? new KvWatch(store, () => {}) : undefined,
      told,
    );
    const teacher = {
      id: newId(),
      name: "Ms Lin",
      email: "lin@example.org",
      plan: true,
    };
    await app.kv.set(["account", teacher.id], { id: teacher.id, createdAt: 0 });
    return new School(app, teacher, time);
  }

  newBrowser(address?: string): Browser {
    return new Browser(this, address);
  }

  async createSession(ask: Record<string, unknown> = {}): Promise<SessionView> {
    const whole = createSessionBody.parse({ name: "Biology", ...ask });
    return await this.app.sessions.create(this.teacher, whole);
  }

  async ownerIdentity(session: string): Promise<Identity> {
    const who = await this.app.identities.findOwner(session, this.teacher.id);
    if (!who) throw new Error("the session is somebody else's");
    return who;
  }

  /** Opens a document over a socket; resolves once it is registered or closed. */
  async connect(
    who: Identity,
    document: string,
    browser?: Browser,
  ): Promise<Socket> {
    const { port } = this.#server.addr;
    const token = browser?.from.member(who.session);
    this.#holders.push(async () => {
      if (!browser) return true;
      const now = await this.app.identities.findMember(who.session, token);
      return now?.member === who.member;
    });
    const query = new URLSearchParams({
      who: JSON.stringify(who),
      holder: String(this.#holders.length - 1),
    });
    const socket = new DocumentSocket(
      `ws://127.0.0.1:${port}/sync/${document}?${query}`,
    );
    const closed = new Promise<CloseEvent>((resolve) =>
      socket.addEventListener("close", resolve)
    );
    const said = new Promise<boolean>((resolve) =>
      socket.addEventListener("message", () => resolve(true), { once: true })
    );
    const registered = Promise.race([said, closed.then(() => false)]);
    const open = { closed, registered, close: () => socket.close() };
    this.#sockets.push(open);
    await registered;
    return open;
  }

  async connectMember(who: Identity, browser?: Browser): Promise<Socket> {
    return await this.connect(who, names.session(who.session), browser);
  }

  /** Closes a socket, and resolves when the server has noticed. */
  async disconnectMember(who: Identity, socket: Socket): Promise<void> {
    socket.close();
    const root = names.session(who.session);
    const isOnline = () =>
      this.app.sync.read(
        who.session,
        [root],
        ({ online }) => online.has(who.member),
      );
    while (await isOnline()) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Decides a member's command as their outbox would; returns the refusal's name, or null. */
  async runCommand(
    who: Identity,
    command: Record<string, unknown>,
  ): Promise<string | null> {
    const { authority } = this.app;
    const session = names.session(who.session);
    const own = names.member(who.session, who.member);
    const document = authority.resolveName(who, own);
    const whole = { id: newId(), ...command } as { id: string; kind: string };
    const needs = await this.app.sync.read(
      who.session,
      [session],
      (documents) => authority.neededDocuments(document, whole, documents),
    );
    try {
      await this.app.sync.decide(
        who.session,
        [session, ...needs],
        (tx) => authority.decide(tx, document, whole),
      );
      return null;
    } catch (thrown) {
      if (isRefusal(thrown)) return thrown.kind;
      throw thrown;
    }
  }

  /** Votes on an anonymous poll; returns the refusal's name, or null. */
  async castVote(
    who: Identity,
    poll: string,
    answer: string | number | string[],
  ): Promise<string | null> {
    try {
      await this.app.votes.count(who, poll, { answer });
      return null;
    } catch (thrown) {
      if (isRefusal(thrown)) return thrown.kind;
      throw thrown;
    }
  }

  /** The messages of a room, without system lines. */
  async readMessages(session: string, room = "main"): Promise<Message[]> {
    const name = names.room(session, room);
    return await this.app.sync.read(
      session,
      [name],
      ({ doc }) =>
        messages(doc(name)).toArray().filter(({ kind }) => kind !== "system"),
    );
  }

  async changeDirectly(
    session: string,
    change: (doc: Y.Doc) => void,
  ): Promise<void> {
    const name = names.session(session);
    await this.app.sync.decide(session, [name], (tx) => change(tx.doc(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    await Promise.all(this.#sockets.map(({ closed }) => closed));
    await this.app.close();
    await this.#server.shutdown();
  }
}

/** The name of a refusal; fails where nothing is refused. */
export async function refusalNameOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
  throw new Error("it was not refused");
}

export async function assertRefused(
  work: Promise<unknown>,
  name: string,
  why?: string,
): Promise<void> {
  const refused = await refusalNameOf(work);
  assert.equal(refused, name, why ?? `${refused} instead of ${name}`);
}

/** A folder that is deleted at the end of its scope; `kv`: a path for a store. */
export async function makeTempFolder() {
  const path = await Deno.makeTempDir();
  return {
    path,
    kv: `${path}/kv`,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
