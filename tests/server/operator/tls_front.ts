import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** A proxy as it should be: over TLS if it has a certificate, with the visitor's address and upgrades. */
export class TlsFront {
  readonly #server: Server;

  static async open(
    to: string,
    certificate: { cert: string; key: string } | null,
  ): Promise<TlsFront> {
    const front = new TlsFront(to, certificate);
    front.#server.listen(0, "127.0.0.1");
    await once(front.#server, "listening");
    return front;
  }

  private constructor(
    to: string,
    certificate: { cert: string; key: string } | null,
  ) {
    const { hostname, port } = new URL(to);
    const pass = ({ method, url, headers, socket }: IncomingMessage) =>
      request({
        hostname,
        port,
        method,
        path: url,
        headers: {
          ...headers,
          "x-forwarded-for": [
            headers["x-forwarded-for"],
            socket.remoteAddress,
          ].filter(Boolean).join(", "),
        },
      });
    this.#server = certificate ? createTlsServer(certificate) : createServer();
    this.#server.on("request", (incoming, response) => {
      const asked = pass(incoming);
      asked.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(asked);
    });
    this.#server.on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
      const asked = pass(incoming);
      // A stranger's upgrade is refused, so it gets a plain answer.
      asked.on("response", ({ statusCode }) => {
        socket.end(`HTTP/1.1 ${statusCode} x\r\ncontent-length: 0\r\n\r\n`);
      });
      asked.end();
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
