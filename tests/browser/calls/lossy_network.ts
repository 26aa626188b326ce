/** A local network that loses packets: leads each end of a call to the others through its own sockets. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Random } from "../../random.ts";
import type { Person } from "../stage.ts";

const candidateOfIpv4 = /candidate:\S+ \d+ udp \d+ [\d.]+ /;

interface Way {
  readonly address: string;
  readonly port: number;
  readonly socket: Socket;
}

export class LossyNetwork {
  /**
   * Share of lost packets, chosen by chance: with a counter, ends that take turns would lose only one end's packets.
   */
  lostShare = 0;
  readonly #random = new Random(1);
  carried = 0;
  readonly #ways = new Map<string, Promise<Way>>();
  /** Persons by their `address port`, and those without a network. */
  readonly #owners = new Map<string, Person>();
  readonly #without = new Set<unknown>();
  /** Drops what arrives while the sockets close. */
  #isClosed = false;

  /** Replaces the addresses in a signaling message. */
  async replaceAddresses(text: string): Promise<string> {
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

  /**
   * Leads a person's calls through this network, from their next page on. Addresses that it cannot lead are withheld
   * from the page.
   */
  async routeCallsOf(person: Person) {
    const { page } = person;
    await page.exposeFunction("owns", (end: string) => {
      this.#owners.set(end, person);
    });
    await page.exposeFunction("led", (text: string) => {
      const lines = text.split("\r\n").filter((line) =>
        !line.includes("candidate:") || candidateOfIpv4.test(line)
      );
      return this.replaceAddresses(lines.join("\r\n"));
    });
    await page.addInitScript(() => {
      const { led, owns } = globalThis as unknown as {
        led(text: string): Promise<string>;
        owns(end: string): Promise<void>;
      };
      const { addIceCandidate, setRemoteDescription } =
        RTCPeerConnection.prototype;
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          this.addEventListener("icecandidate", ({ candidate }) => {
            if (candidate) {
              void owns(`${candidate.address} ${candidate.port}`);
            }
          });
        }
      };
      Object.assign(RTCPeerConnection.prototype, {
        async addIceCandidate(
          this: RTCPeerConnection,
          it: RTCIceCandidateInit | null,
        ) {
          const candidate = it?.candidate && await led(it.candidate);
          if (it?.candidate && !candidate) return;
          const { sdpMid, sdpMLineIndex, usernameFragment } = it ?? {};
          const its = { candidate, sdpMid, sdpMLineIndex, usernameFragment };
          await Reflect.apply(addIceCandidate, this, [it ? its : null]);
        },
        async setRemoteDescription(
          this: RTCPeerConnection,
          { type, sdp = "" }: RTCSessionDescriptionInit,
        ) {
          sdp = await led(sdp);
          await Reflect.apply(setRemoteDescription, this, [{ type, sdp }]);
        },
      });
    });
  }

  /** Drops a person's packets in both directions during the work. */
  async dropPacketsDuring(person: Person, work: () => Promise<void>) {
    this.#without.add(person);
    await work();
    this.#without.delete(person);
  }

  async close() {
    this.#isClosed = true;
    for (const way of this.#ways.values()) (await way).socket.close();
  }

  [Symbol.asyncDispose]() {
    return this.close();
  }

  /** The socket at which others reach an end. It forwards to the end from the sender's socket. */
  #way(address: string, port: number): Promise<Way> {
    const key = `${address} ${port}`;
    let way = this.#ways.get(key);
    if (!way) this.#ways.set(key, way = this.#open(address, port));
    return way;
  }

  async #open(address: string, port: number): Promise<Way> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.on("message", async (packet, from) => {
      this.carried++;
      const source = `${from.address} ${from.port}`;
      const ends = [source, `${address} ${port}`];
      const isLost = ends.some((end) =>
        this.#without.has(this.#owners.get(end))
      ) ||
        this.#random.chance(this.lostShare);
      if (this.#isClosed || isLost) return;
      const back = await this.#way(from.address, from.port);
      // It may be closed by now.
      if (!this.#isClosed) back.socket.send(packet, port, address);
    });
    return { address, port, socket };
  }
}
