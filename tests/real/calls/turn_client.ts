/** A TURN client that also asks a server to let packets from other addresses through. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import {
  attribute,
  attributes,
  messageHead,
  TurnClient,
} from "../../../server/operator/turn_client.ts";

const createPermission = 8;

export class PermittingTurnClient extends TurnClient {
  /** Result: 0 or the server's error code. */
  async permit(address: string): Promise<number> {
    const id = randomBytes(12);
    const peer = attribute(attributes.peer, written(address, id));
    return (await this.ask(createPermission, [peer], true, id)).code;
  }
}

/** An address as XOR-PEER-ADDRESS for the request's id, with any port. */
function written(address: string, id: Buffer): Buffer {
  const mask = messageHead(0, 0, id).subarray(4);
  const { bytes, family } = address.includes(":")
    ? { bytes: ofIpv6(address), family: 2 }
    : { bytes: Buffer.from(address.split(".").map(Number)), family: 1 };
  const port = [0x9c, 0x40];
  return Buffer.from([
    ...[0, family],
    ...port.map((it, n) => it ^ mask[n]),
    ...bytes.map((it, n) => it ^ mask[n]),
  ]);
}

/** Takes addresses with one `::`. */
function ofIpv6(address: string): Buffer {
  const [before, after] = address.split("::").map((part) =>
    part === "" ? [] : part.split(":").map((it) => parseInt(it, 16))
  );
  const zeros = Array.from({ length: 8 - before.length - after.length });
  const words = [...before, ...zeros.map(() => 0), ...after];
  return Buffer.from(words.flatMap((it) => [it >> 8, it & 255]));
}
