/**
 * The gate that every socket of Homeroom comes through, whatever it is for: a foreign Origin, or no good cookie, is refused
 * before the upgrade (A4); nobody has more sockets than they may, nor tries more often without a cookie than they may (S12).
 */
import type { App } from "../../classroom/app.ts";
import type { Who } from "../../classroom/identity.ts";
import {
  type Allowance,
  Throttle,
  tooOften,
} from "../../classroom/limits/throttle.ts";
import { refusal } from "../../classroom/refuse.ts";
import { cookieNames, readCookies } from "../../routes/(http)/_cookies.ts";
import { isSameOrigin } from "../../routes/(http)/_origin.ts";
import { problem } from "../../routes/(http)/_problem.ts";
import { limits } from "../../sync/limits.ts";
import { Refusal } from "../../sync/refusal.ts";
import { CookieHolder } from "./cookie_holder.ts";
import { HeldSockets } from "./held_sockets.ts";

/** S12: how many upgrades without a cookie an address may try. */
const refusedUpgrades: Allowance = { free: 200, window: 60_000, pace: 1000 };

/** S12: how many sockets that are turned away an address has at once: whoever takes a close for an answer has none. */
const turnedAway = 200;

/** Somebody's wish for a socket, from when it came. */
export interface Coming {
  readonly req: Request;
  readonly address: string;
  /** Aborted when its client has gone. */
  readonly signal: AbortSignal;
}

/** A socket that is opening, and the answer that opens it. */
export interface Opening {
  readonly socket: WebSocket;
  readonly response: Response;
}

/** Lets sockets in, and counts them. */
export class SocketGate {
  readonly #refused = new Throttle();
  readonly #open = new Set<WebSocket>();
  readonly #held = new HeldSockets();
  #onAllClosed = () => {};

  constructor(readonly app: App) {}

  /** Takes a request in, or says why it is none for a socket. Limits count by `address`. */
  meet(req: Request, address: string): Coming | Response {
    // It knows only of what comes after it was asked for.
    const { signal } = req;
    if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return problem(refusal("socket-only"), 426);
    }
    if (!isSameOrigin(req, this.app.settings)) {
      return problem(refusal("foreign-origin"));
    }
    if (this.app.stopping) return problem(new Refusal("storage-unavailable"));
    return { req, address, signal };
  }

  /** Whoever came with a request's cookies, for one session. */
  holder(req: Request, session: string, address: string): CookieHolder {
    const cookies = readCookies(req.headers.get("cookie"));
    const held = {
      teacher: cookies.get(cookieNames.teacher),
      member: cookies.get(cookieNames.member(session)),
    };
    return new CookieHolder(this.app, session, held, address);
  }

  /**
   * Upgrades, or says why not. Who is nobody in the session, and somebody elsewhere, is let in to be turned away there.
   * No await between it and what hears the socket: one that opens meanwhile would be heard by nobody.
   */
  async open(
    { req, address, signal }: Coming,
    who: Who | null,
  ): Promise<Opening | Response> {
    const cookies = readCookies(req.headers.get("cookie"));
    if (!who && !await this.app.identities.holdsAny(cookies)) {
      return this.refuse(address);
    }
    if (who) {
      await this.app.spending.noteAddress(who.session, who.member, address);
    }
    // Deno never lets go of a connection that it upgrades when its client has gone.
    if (signal.aborted) return new Response(null, { status: 499 });
    const { holder: of, most } = this.#boundOf(who, address);
    if (this.#held.of(of) >= most) {
      return problem(tooOften(30_000));
    }
    const { socket, response } = Deno.upgradeWebSocket(req, {
      idleTimeout: limits.halfOpen / 1000,
    });
    this.#keep(socket);
    this.#held.add(socket, of);
    return { socket, response };
  }

  /** Opens, and closes with a code that says why: only that stops a client that would come back. */
  turnAway(socket: WebSocket, code: number, reason: string): void {
    this.app.meter?.closed(code, reason, "server");
    socket.onopen = () => socket.close(code, reason);
    socket.onerror = () => {};
  }

  /** Refuses somebody without a good cookie. */
  refuse(address: string): Response {
    const wait = this.#refused.take([[address, refusedUpgrades]], Date.now());
    return problem(wait > 0 ? tooOften(wait) : new Refusal("not-signed-in"));
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
}
