/** A program in a room's call: enters the peer room, and opens a socket to LiveKit through Homeroom. */
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { makeSignaling } from "../../../sync/client/signaling.ts";
import type {
  ClientSignalingMessage,
  ServerSignalingMessage,
} from "../../../sync/signaling_messages.ts";
import type { OpenDocument, Seat } from "../../people.ts";

export const allTracksOff = { microphone: false, camera: false, screen: false };

export class CallerPage {
  readonly page = newId();
  readonly news: ServerSignalingMessage[] = [];
  readonly #document: OpenDocument;
  readonly #signaling;
  readonly #looks = new Set<() => void>();

  constructor(readonly seat: Seat, readonly room = "main") {
    this.#document = seat.open(documentNames.room(seat.session, room));
    this.#signaling = makeSignaling(this.#document.provider);
    this.#signaling.onMessage = (news) => {
      this.news.push(news);
      for (const look of [...this.#looks]) look();
    };
  }

  get peer(): string {
    return `${this.seat.member}.${this.page}`;
  }

  async enter(): Promise<ServerSignalingMessage> {
    await this.#document.waitUntilSynced();
    this.news.length = 0;
    this.#signaling.send({
      kind: "enter",
      page: this.page,
      n: 1,
      state: allTracksOff,
    });
    return await this.waitForSignal("entered", "refused");
  }

  sendSignal(said: ClientSignalingMessage): void {
    this.#signaling.send(said);
  }

  lastPeerIds(): string[] {
    const last = this.news.findLast((it) => "peers" in it);
    return last?.peers.map(({ peer }) => peer).sort() ?? [];
  }

  receivedTells(): [from: string, body: unknown][] {
    return this.news.flatMap((it) =>
      it.kind === "told" ? [[it.from, it.body]] : []
    );
  }

  leave(): void {
    this.#signaling.send({ kind: "leave" });
  }

  waitForSignal(
    ...kinds: ServerSignalingMessage["kind"][]
  ): Promise<ServerSignalingMessage> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const news = this.news.find(({ kind }) => kinds.includes(kind));
        if (!news) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve(news);
      };
      const timer = setTimeout(
        () => reject(new Error(`waited in vain for ${kinds}`)),
        60_000,
      );
      this.#looks.add(look);
      look();
    });
  }

  get path(): string {
    return `/calls/${this.seat.session}/${this.room}/${this.page}`;
  }

  openCallSocket(query = "auto_subscribe=0&sdk=js&protocol=16"): CallSocket {
    const { place } = this.seat.visitor;
    return new CallSocket(
      `${place.wsUrl}${this.path}/rtc?access_token=none&${query}`,
      this.seat.visitor.headers(),
    );
  }
}

/** The page's end of the socket to LiveKit. */
export class CallSocket {
  readonly socket: WebSocket;
  readonly heard: Uint8Array[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly opened: Promise<boolean>;
  readonly #looks = new Set<() => void>();

  constructor(url: string, headers: Record<string, string>) {
    // An option of Deno's, which the browser's types lack.
    const socket = new WebSocket(url, { headers } as unknown as string[]);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      this.heard.push(new Uint8Array(data));
      for (const look of [...this.#looks]) look();
    };
    socket.onerror = (event) => event.preventDefault();
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => resolve({ code, reason });
    });
    this.opened = Promise.race([
      new Promise<boolean>((resolve) => socket.onopen = () => resolve(true)),
      this.closed.then(() => false),
    ]);
  }

  waitForFrames(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => this.heard.length >= count && resolve();
      this.#looks.add(look);
      look();
    });
  }
}
