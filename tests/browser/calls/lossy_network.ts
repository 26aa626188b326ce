/** A network between the ends of a call on this machine, that loses packets: each end is led to the others through it. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** A way to an end. */
interface Way {
  readonly address: string;
  readonly port: number;
  readonly socket: Socket;
}

/** The network. */
export class LossyNetwork {
  /** One of so many packets is lost; null: none. */
  losesOneOf: number | null = null;
  /** So many packets have come. */
  carried = 0;
  readonly #ways = new Map<string, Promise<Way>>();

  /** A message of signalling, with the ways through this network in place of the real ones. */
  async led(text: string): Promise<string> {
    const candidate = /(candidate:\S+ \d+ udp \d+ )(\S+) (\d+)/g;
    const ways = new Map<string, number>();
    for (const [, , address, port] of text.matchAll(candidate)) {
      const { socket } = await this.#way(address, Number(port));
      ways.set(`${address} ${port}`, socket.address().port);
    }
    return text.replace(
      candidate,
      (_, start, address, port) =>
        `${start}127.0.0.1 ${ways.get(`${address} ${port}`)}`,
    );
  }

  async close() {
    for (const way of this.#ways.values()) (await way).socket.close();
  }

  /** Where this end is found by the others. What comes there goes on to it from where the one who sent it is found. */
  #way(address: string, port: number): Promise<Way> {
    const key = `${address} ${port}`;
    let way = this.#ways.get(key);
    if (!way) this.#ways.set(key, way = this.#open(address, port));
    return way;
  }

  async #open(address: string, port: number): Promise<Way> {
    const socket = createSocket("udp4");
    socket.bind(0, "0.0.0.0");
    await once(socket, "listening");
    socket.on("message", async (packet, from) => {
      this.carried++;
      const isLost = this.losesOneOf && this.carried % this.losesOneOf === 0;
      const back = this.#ways.get(`${from.address} ${from.port}`);
      if (!isLost && back) (await back).socket.send(packet, port, address);
    });
    return { address, port, socket };
  }
}
