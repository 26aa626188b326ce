/**
 * A TURN server for tests, over UDP and TCP: it gives a relay address to a client that signs with a password of
 * its secret.
 */
import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import {
  attribute,
  attributes,
  messageHead,
} from "../../../server/operator/turn_client.ts";

const realm = "school.example";
const success = 0x103, failure = 0x113;

export interface TurnServer extends AsyncDisposable {
  /** The value for `TURN_URL`: by UDP and by TCP. */
  readonly urls: string;
}

export async function startTurnServer(secret: string): Promise<TurnServer> {
  const udp = createSocket("udp4");
  udp.on("message", (message, from) => {
    udp.send(answer(message, secret), from.port, from.address);
  });
  udp.bind(0, "127.0.0.1");
  const tcp = createServer((socket) => {
    socket.on("data", (bytes) => {
      const whole = answer(Buffer.from(bytes), secret);
      // In two pieces, as a stream may bring it.
      socket.write(whole.subarray(0, 9));
      setTimeout(() => socket.write(whole.subarray(9)));
    });
  });
  tcp.listen(0, "127.0.0.1");
  await Promise.all([once(udp, "listening"), once(tcp, "listening")]);
  const ports = [udp.address().port, (tcp.address() as { port: number }).port];
  return {
    urls: `turn:127.0.0.1:${ports[0]},turn:127.0.0.1:${ports[1]}?transport=tcp`,
    async [Symbol.asyncDispose]() {
      udp.close();
      tcp.close();
      await once(tcp, "close");
    },
  };
}

function answer(request: Buffer, secret: string): Buffer {
  const id = request.subarray(8, 20);
  const isRight = isSigned(request, secret);
  const body = isRight ? Buffer.alloc(0) : Buffer.concat([
    attribute(attributes.error, Buffer.from([0, 0, 4, 1])),
    attribute(attributes.realm, Buffer.from(realm)),
    attribute(attributes.nonce, Buffer.from("once")),
  ]);
  const kind = isRight ? success : failure;
  return Buffer.concat([messageHead(kind, body.length, id), body]);
}

/** Whether the last attribute is the sum that the password of `secret` makes. */
function isSigned(request: Buffer, secret: string): boolean {
  const signed = request.subarray(0, -24), last = request.subarray(-24);
  if (last.readUInt16BE(0) !== attributes.integrity) return false;
  const at = request.indexOf(
    Buffer.from([0, attributes.username]),
    20,
  );
  const length = request.readUInt16BE(at + 2);
  const username = request.subarray(at + 4, at + 4 + length).toString();
  const password = createHmac("sha1", secret).update(username).digest("base64");
  const key = createHash("md5").update(`${username}:${realm}:${password}`)
    .digest();
  const sum = createHmac("sha1", key).update(signed).digest();
  return sum.equals(last.subarray(4));
}
