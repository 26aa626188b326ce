/**
 * Decides who may have a socket on `/sync/<document>`, or a wire for all of a class on `/sync/<session>`. A foreign
 * Origin, or no good cookie, is refused before the upgrade (A4). With a good cookie the socket opens, and closes with the
 * code that says why the document is not theirs, because only that stops the stock client.
 */
import type { App } from "../../classroom/app.ts";
import { type Allowance, Throttle } from "../../classroom/limits/throttle.ts";
import { cookieNames, readCookies } from "../../routes/(http)/_cookies.ts";
import { isSameOrigin } from "../../routes/(http)/_origin.ts";
import { problem } from "../../routes/(http)/_problem.ts";
import { limits } from "../../sync/limits.ts";
import { Refusal } from "../../sync/refusal.ts";
import type { WireClient } from "../../sync/wires/wire.ts";
import type { Who } from "../../classroom/identity.ts";
import { refusal } from "../../classroom/refuse.ts";
import { type As, CookieHolder, isAs, isName } from "./cookie_holder.ts";
import { HeldSockets } from "./held_sockets.ts";

/** S12: how many upgrades without a cookie an address may try. */
const refusedUpgrades: Allowance = { free: 200, window: 60_000, pace: 1000 };

/** S12: how many sockets that are turned away an address has at once: whoever takes a close for an answer has none. */
const turnedAway = 200;

/** Whether a request is for a socket's address. */
export function isSync(req: Request): boolean {
  return new URL(req.url).pathname.startsWith("/sync/");
}

/** Answers requests under `/sync/`. */
export class SocketEndpoint {
  readonly #refused = new Throttle();
  readonly #open = new Set<WebSocket>();
  readonly #held = new HeldSockets();
  #onAllClosed = () => {};

  constructor(readonly app: App) {}

  /** Upgrades, or says why not. Limits count by `address`. */
  async answer(req: Request, address: string): Promise<Response> {
    const { identities, settings, stopping } = this.app;
    // It knows only of what comes after it was asked for.
    const { signal } = req;
    if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return problem(refusal("socket-only"), 426);
    }
    if (!isSameOrigin(req, settings)) {
      return problem(refusal("foreign-origin"));
    }
    if (stopping) return problem(new Refusal("storage-unavailable"));

    const asked = parse(new URL(req.url));
    const cookies = readCookies(req.headers.get("cookie"));
    const held = {
      teacher: cookies.get(cookieNames.teacher),
      member: cookies.get(cookieNames.member(asked.session)),
    };
    const holder = new CookieHolder(this.app, asked.session, held, address);
    const as = asked.as ?? await holder.asWhom(asked.document);
    const who = as === "malformed" ? null : await holder.who(as);
    if (!who && !await identities.holdsAny(cookies)) {
      return this.#refuse(address);
    }
    // No await after the upgrade: a socket that opens meanwhile would be heard by nobody.
    if (who) {
      await this.app.spending.noteAddress(who.session, who.member, address);
    }
    // Deno never lets go of a connection that it upgrades when its client has gone.
    if (signal.aborted) return new Response(null, { status: 499 });
    const { holder: of, most } = this.#boundOf(who, address);
    if (this.#held.of(of) >= most) {
      return problem(new Refusal("too-often", { more: { retryAfter: 30 } }));
    }

    const { socket, response } = Deno.upgradeWebSocket(req, {
      idleTimeout: limits.halfOpen / 1000,
    });
    this.#keep(socket);
    this.#held.add(socket, of);
    if (as === "malformed") this.#turnAway(socket, 4400, "malformed");
    else if (!asked.spoken) this.#turnAway(socket, 4409, "conflict");
    else if (!who) this.#turnAway(socket, 4404, "not-found");
    else if (asked.isWire) {
      this.app.sync.wire(socket, asked.session, who, holder, asked.client);
    } else {
      const { isValid } = holder.caller(who, as);
      this.app.sync.connect(socket, who, asked.document, asked.epoch, isValid);
    }
    return response;
  }

  /** Resolves when no socket is open any more. */
  allClosed(): Promise<void> {
    return new Promise((done) => {
      if (this.#open.size === 0) done();
      else this.#onAllClosed = done;
    });
  }

  /** Counts it from when it is open: it never closes if its client broke the upgrade off. */
  #keep(socket: WebSocket): void {
    socket.addEventListener("open", () => this.#open.add(socket), {
      once: true,
    });
    socket.addEventListener("close", () => {
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#onAllClosed();
    });
  }

  /**
   * As whose a socket counts, and how many they may have that are not over: twice as many as they may use, so that one
   * too many is told so, and honest clients come back before all that they have lost is given up.
   */
  #boundOf(
    who: Who | null,
    address: string,
  ): { holder: string; most: number } {
    if (!who) return { holder: address, most: turnedAway };
    const { key, most } = this.app.authority.sockets(who);
    return { holder: `${who.session} ${key}`, most: 2 * most };
  }

  #turnAway(socket: WebSocket, code: number, reason: string): void {
    this.app.meter?.closed(code, reason, "server");
    socket.onopen = () => socket.close(code, reason);
    socket.onerror = () => {};
  }

  #refuse(address: string): Response {
    const wait = this.#refused.take([[address, refusedUpgrades]], Date.now());
    if (wait === 0) return problem(new Refusal("not-signed-in"));
    const retryAfter = Math.ceil(wait / 1000);
    return problem(new Refusal("too-often", { more: { retryAfter } }));
  }
}

interface Asked {
  /** All documents of a session over one socket. */
  isWire: boolean;
  /** What the client of that says of itself. */
  client: WireClient;
  document: string;
  session: string;
  as: As | "malformed";
  /** Whether this version of the protocol is ours. */
  spoken: boolean;
  epoch: string | null;
}

/** A malformed document becomes `-`, which nothing is named, so that it closes as what was never there. */
function parse({ pathname, searchParams }: URL): Asked {
  let document = "";
  try {
    document = decodeURIComponent(pathname.slice("/sync/".length));
  } catch {
    // Stays empty.
  }
  if (!isName(document)) document = "-";
  const isWire = !document.includes("/");
  const as = searchParams.get("as") ?? undefined;
  const v = searchParams.get("v");
  const page = searchParams.get("page");
  const isMalformed = as !== undefined && !isAs(as) ||
    page !== null && !/^\w{1,40}$/.test(page);
  return {
    isWire,
    client: { packs: searchParams.get("pack") === "1", page },
    document,
    session: document.split("/", 1)[0],
    as: isMalformed ? "malformed" : as,
    spoken: v === null || v === (isWire ? "2" : "1"),
    epoch: searchParams.get("e"),
  };
}
