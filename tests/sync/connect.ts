/** Connects a socket without a network to an engine, by this run's protocol (`tests/document_socket.ts`). */
import { makeAwarenessFrame } from "../../sync/protocol.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import {
  controlNumber,
  makeOpenFrame,
  prefixNumber,
  readServerControl,
  splitFrame,
} from "../../sync/wire_format.ts";
import type { CookieOwner } from "../../sync/wires/wire.ts";
import { usesWires } from "../document_socket.ts";
import { FakeSocket } from "./fake_socket.ts";

/** As `Sync.connect`; over wires, as the one channel of a wire. */
export function connectSocket<Who>(
  engine: SyncEngine<Who>,
  socket: FakeSocket,
  who: Who,
  document: string,
  isValid: () => Promise<boolean> = () => Promise.resolve(true),
): void {
  if (!usesWires) {
    return engine.connect(socket.asWebSocket, who, document, null, isValid);
  }
  const wire = new FakeSocket((frame) => {
    const { number, body } = splitFrame(frame);
    if (number !== controlNumber) return socket.heard(body);
    const news = readServerControl(body);
    if (news.kind === "closed") socket.close(news.code, news.reason);
    if (news.kind === "alive") socket.heard(makeAwarenessFrame([]));
  }, (code, reason) => socket.close(code, reason));
  Object.defineProperties(wire, {
    bufferedAmount: { get: () => socket.bufferedAmount },
  });
  socket.onmessage = ({ data }) =>
    wire.say(
      data instanceof ArrayBuffer
        ? prefixNumber(1, new Uint8Array(data))
        : String(data),
    );
  socket.onclose = () => wire.drop();
  const [space] = document.split("/", 1);
  engine.connectWire(
    wire.asWebSocket,
    space,
    who,
    makeCookieHolder(who, isValid),
  );
  wire.say(makeOpenFrame({
    channel: 1,
    document,
    role: "",
    epoch: "",
    stateVector: new Uint8Array([0]),
  }));
}

export function makeCookieHolder<Who>(
  who: Who,
  isValid: () => Promise<boolean> = () => Promise.resolve(true),
): CookieOwner<Who> {
  return {
    async identify() {
      const stands = await isValid();
      return stands
        ? { who, isValid }
        : { code: 4401, reason: "not-signed-in" };
    },
  };
}
