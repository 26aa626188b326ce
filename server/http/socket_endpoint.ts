import type { App } from "../../classroom/app.ts";
import type { WireParameters } from "../../sync/wires/wire.ts";
import { isDocumentName, isRole, type RequestedRole } from "./cookie_holder.ts";
import { RequestSockets } from "./request_sockets.ts";
import { SocketGate, upgradedResponse } from "./socket_gate.ts";

export function isSyncRequest(req: Request): boolean {
  return new URL(req.url).pathname.startsWith("/sync/");
}

/**
 * Opens sockets on `/sync/<document>` and wires on `/sync/<session>`. Past the gate, a refusal is a close code on an
 * open socket, which stops the stock client.
 */
export class SocketEndpoint {
  readonly #requests: RequestSockets;

  constructor(readonly app: App, readonly gate = new SocketGate(app)) {
    this.#requests = new RequestSockets(app);
  }

  /** Upgrades, opens a socket over requests, answers one of its requests, or refuses. Refusals count by `address`. */
  async answer(req: Request, address: string): Promise<Response> {
    const { gate } = this;
    const target = parse(new URL(req.url));
    const holder = gate.cookieHolderOf(req, target.session, address);
    if (RequestSockets.isSocketRequest(req)) {
      return await this.#requests.answer(req, holder);
    }
    const requestSocket = target.isWire
      ? RequestSockets.requestedSocket(req)
      : null;
    const coming = gate.admit(req, address, requestSocket);
    if (coming instanceof Response) return coming;
    const role = target.role ?? await holder.roleForDocument(target.document);
    const who = role === "malformed" ? null : await holder.identifyRole(role);
    const socket = await gate.open(coming, who);
    if (socket instanceof Response) return socket;
    // From now on the socket's timeout ends it, even if this request fails.
    requestSocket?.noteRequest();

    if (role === "malformed") gate.closeRefused(socket, 4400, "malformed");
    else if (!target.hasKnownVersion) {
      gate.closeRefused(socket, 4409, "conflict");
    } else if (!who) gate.closeRefused(socket, 4404, "not-found");
    else if (target.isWire) {
      this.app.sync.connectWire(
        socket,
        target.session,
        who,
        holder,
        target.client,
      );
    } else {
      const { isValid } = holder.makeCaller(who, role);
      this.app.sync.connect(
        socket,
        who,
        target.document,
        target.epoch,
        isValid,
      );
    }
    return requestSocket
      ? await this.#requests.begin(requestSocket, holder)
      : upgradedResponse;
  }
}

interface Asked {
  isWire: boolean;
  client: WireParameters;
  document: string;
  session: string;
  role: RequestedRole | "malformed";
  hasKnownVersion: boolean;
  epoch: string | null;
}

/** A malformed document name becomes `-`, which never exists, so the socket closes with 4404. */
function parse({ pathname, searchParams }: URL): Asked {
  let document = "";
  try {
    document = decodeURIComponent(pathname.slice("/sync/".length));
  } catch {
    // The name stays empty, which makes it malformed.
  }
  // Decided for a malformed name too: wires speak version 2 (`v`), other sockets 1.
  const isWire = !(document || pathname.slice("/sync/".length)).includes("/");
  if (!isDocumentName(document)) document = "-";
  const role = searchParams.get("as") ?? undefined;
  const v = searchParams.get("v");
  const page = searchParams.get("page");
  const isMalformed = role !== undefined && !isRole(role) ||
    page !== null && !/^\w{1,40}$/.test(page);
  return {
    isWire,
    client: {
      canUnpack: searchParams.get("pack") === "1",
      keepsStates: searchParams.get("keep") === "1",
      page,
    },
    document,
    session: document.split("/", 1)[0],
    role: isMalformed ? "malformed" : role,
    hasKnownVersion: v === null || v === (isWire ? "2" : "1"),
    epoch: searchParams.get("e"),
  };
}
