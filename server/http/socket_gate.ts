import type { App } from "../../classroom/app.ts";
import type { ArrivingBytes } from "../../classroom/limits/arriving_bytes.ts";
import type { Identity } from "../../classroom/model/members.ts";
import {
  RateLimiter,
  tooOftenRefusal,
} from "../../classroom/limits/rate_limiter.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { cookieNames, readCookies } from "../../routes/(http)/_cookies.ts";
import { isSameOrigin } from "../../routes/(http)/_origin.ts";
import { problemResponse } from "../../routes/(http)/_problem.ts";
import { CookieHolder } from "./cookie_holder.ts";
import { isUpgradeRequest, upgradeSocket } from "./listener.ts";

/** SYNC-12: refused sockets that an address may have at once. A client that obeys a close code has none. */
const maxRefusedSockets = 200;

/** The placeholder answer for a request that became a socket. */
export const upgradedResponse = new Response(null, { status: 204 });

interface GateSocket {
  holder: string;
  arriving?: ArrivingBytes;
  onclosing: (code: number | undefined) => void;
  once(event: "close", listener: () => void): unknown;
}

interface Coming {
  readonly req: Request;
  readonly address: string;
  readonly make: () => GateSocket;
}

/** Close codes for abuse, after which an honest client does not return. */
const abuses = [4400, 4413, 4429];

/**
 * Admits every socket: a foreign Origin or invalid cookies are refused before the upgrade (ACCESS-4), and the number of
 * sockets and of tries without a cookie is bounded (SYNC-12).
 */
export class SocketGate {
  readonly #limiter = new RateLimiter(Date.now);
  readonly #open = new Set<WebSocket>();
  readonly #held = new Map<string, number>();
  #onAllClosed = () => {};

  constructor(readonly app: App) {}

  /**
   * Accepts a request for a socket. Refuses others, those of a foreign Origin, and all while the server stops.
   *
   * @param requestSocket a socket over requests; null if the request must be an upgrade
   */
  admit(
    req: Request,
    address: string,
    requestSocket: GateSocket | null = null,
  ): Coming | Response {
    if (!requestSocket && !isUpgradeRequest(req)) {
      return problemResponse(refusal("socket-only"), 426);
    }
    if (!isSameOrigin(req, this.app.settings)) {
      return problemResponse(refusal("foreign-origin"));
    }
    if (this.app.stopping) {
      return problemResponse(refusal("storage-unavailable"));
    }
    return { req, address, make: () => requestSocket ?? upgradeSocket(req) };
  }

  cookieHolderOf(req: Request, session: string, address: string): CookieHolder {
    const cookies = readCookies(req.headers.get("cookie"));
    const tokens = {
      teacher: cookies.get(cookieNames.teacher),
      member: cookies.get(cookieNames.member(session)),
    };
    return new CookieHolder(this.app, session, tokens, address);
  }

  /**
   * Upgrades or refuses. A person whose cookies are valid only for other sessions gets a socket that is closed with a
   * code. No await may follow before a handler is attached, or the socket's first events would be lost.
   */
  async open(
    { req, address, make }: Coming,
    who: Identity | null,
  ): Promise<WebSocket | Response> {
    const cookies = readCookies(req.headers.get("cookie"));
    if (!who && !await this.app.identities.hasValidCookie(cookies)) {
      return this.refuse(address);
    }
    if (who) {
      this.app.spending.noteAddress(who, address);
    }
    const { holder, max } = this.#boundOf(who, address);
    // A holder gets no more sockets after `max` closes for abuse. On a bad network, an honest client exceeds each limit
    // by one, which is fewer.
    const abuse = ["abuseOfHolder", holder, max] as const;
    const count = this.#held.get(holder) ?? 0;
    if (count >= max || this.#limiter.isUsedUp(abuse)) {
      return problemResponse(tooOftenRefusal(30_000));
    }
    const socket = make();
    socket.holder = holder;
    socket.arriving = this.app.arriving;
    socket.onclosing = (code) => {
      if (abuses.includes(code!)) this.#limiter.takeTry(abuse);
    };
    this.#held.set(holder, count + 1);
    this.#open.add(socket as unknown as WebSocket);
    socket.once("close", () => {
      const left = this.#held.get(holder)! - 1;
      if (left > 0) this.#held.set(holder, left);
      else this.#held.delete(holder);
      this.#open.delete(socket as unknown as WebSocket);
      if (this.#open.size === 0) this.#onAllClosed();
    });
    return socket as unknown as WebSocket;
  }

  /** Closes with a code, because only that stops a client that would come back. */
  closeRefused(socket: WebSocket, code: number, reason: string): void {
    this.app.meter?.recordClose(code, reason, "server");
    socket.close(code, reason);
  }

  refuse(address: string): Response {
    const wait = this.#limiter.takeTry(["upgradeOfAddress", address]);
    return problemResponse(
      wait > 0 ? tooOftenRefusal(wait) : refusal("not-signed-in"),
    );
  }

  get openCount(): number {
    return this.#open.size;
  }

  whenAllClosed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#open.size === 0) resolve();
      else this.#onAllClosed = resolve;
    });
  }

  /**
   * The holder of a socket, and how many the holder may have until they end: for a person, twice the usable number, so
   * that one too many gets a close code and honest clients can return before lost sockets time out.
   */
  #boundOf(
    who: Identity | null,
    address: string,
  ): { holder: string; max: number } {
    if (!who) return { holder: address, max: maxRefusedSockets };
    const { key, max } = this.app.authority.socketLimit(who);
    return { holder: `${who.session} ${key}`, max: 2 * max };
  }
}
