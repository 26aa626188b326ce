/**
 * Decides who may have a socket on `/sync/<document>`, or a wire for all of a class on `/sync/<session>`. Who came through
 * the gate has a socket that opens, and closes with the code that says why the document is not theirs, because only that
 * stops the stock client.
 */
import type { App } from "../../classroom/app.ts";
import type { WireClient } from "../../sync/wires/wire.ts";
import { type As, isAs, isName } from "./cookie_holder.ts";
import { RequestSockets } from "./request_sockets.ts";
import { SocketGate, upgraded } from "./socket_gate.ts";

/** Whether a request is for a socket's address. */
export function isSync(req: Request): boolean {
  return new URL(req.url).pathname.startsWith("/sync/");
}

/** Answers requests under `/sync/`. */
export class SocketEndpoint {
  readonly #requests: RequestSockets;

  constructor(readonly app: App, readonly gate = new SocketGate(app)) {
    this.#requests = new RequestSockets(app);
  }

  /** Upgrades, opens a socket made of requests or answers one of these; or says why not. Limits count by `address`. */
  async answer(req: Request, address: string): Promise<Response> {
    const { gate } = this;
    const asked = parse(new URL(req.url));
    const holder = gate.holder(req, asked.session, address);
    if (RequestSockets.isOfOne(req)) {
      return await this.#requests.answer(req, holder);
    }
    const made = asked.isWire ? RequestSockets.asked(req) : null;
    const coming = gate.meet(req, address, made);
    if (coming instanceof Response) return coming;
    const as = asked.as ?? await holder.asWhom(asked.document);
    const who = as === "malformed" ? null : await holder.who(as);
    const socket = await gate.open(coming, who);
    if (socket instanceof Response) return socket;
    // From here on it ends by itself, whatever becomes of this request.
    made?.heard();

    if (as === "malformed") gate.turnAway(socket, 4400, "malformed");
    else if (!asked.spoken) gate.turnAway(socket, 4409, "conflict");
    else if (!who) gate.turnAway(socket, 4404, "not-found");
    else if (asked.isWire) {
      this.app.sync.wire(socket, asked.session, who, holder, asked.client);
    } else {
      const { isValid } = holder.caller(who, as);
      this.app.sync.connect(socket, who, asked.document, asked.epoch, isValid);
    }
    return made ? await this.#requests.begin(made, holder) : upgraded;
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
  // Also of what is none: which version is spoken there goes by it.
  const isWire = !(document || pathname.slice("/sync/".length)).includes("/");
  if (!isName(document)) document = "-";
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
