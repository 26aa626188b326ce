/**
 * Members of an XMPP server: WebSocket (RFC 7395), SASL ANONYMOUS, one room (XEP-0045). They parse no XML beyond the
 * login.
 */
import type { BenchMember, Driver } from "../driver.ts";
import { FrameReader, messageId, messageText } from "../frames.ts";
import { Wire } from "../wire.ts";

const framing = "urn:ietf:params:xml:ns:xmpp-framing";
const text = new TextDecoder();

export class XmppDriver implements Driver {
  #url: string;
  #rooms = 0;

  /** @param path where the server takes WebSockets */
  constructor(url: string, readonly path: string) {
    this.#url = url;
  }

  setUrl(url: string): void {
    this.#url = url;
  }

  prepare(rooms: number, members: number): Promise<BenchMember[][]> {
    const membersByRoom = Array.from({ length: rooms }, () => {
      const room = `room${this.#rooms++}@conference.localhost`;
      const reader = new FrameReader();
      const url = () => this.#url.replace("http", "ws") + this.path;
      return Array.from(
        { length: members },
        (_, n) => new XmppMember(url, room, `student${n}`, reader),
      );
    });
    return Promise.resolve(membersByRoom);
  }
}

/** One step of the login: the server's words, and the client's answer, which the last step lacks. */
interface LoginStep {
  readonly expected: string;
  readonly answer: string | null;
}

const open = `<open xmlns="${framing}" to="localhost" version="1.0"/>`;

function loginSteps(room: string, nick: string): LoginStep[] {
  return [
    {
      expected: "features",
      answer:
        `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>`,
    },
    { expected: "<success", answer: open },
    {
      expected: "features",
      answer:
        `<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`,
    },
    {
      expected: "<jid>",
      answer: `<presence xmlns="jabber:client" to="${room}/${nick}">` +
        `<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>`,
    },
    // The subject comes last when a member enters a room.
    { expected: "<subject", answer: null },
  ];
}

class XmppMember implements BenchMember {
  onSeen: BenchMember["onSeen"] = () => {};
  onClose = () => {};
  #wire: Wire | undefined;

  constructor(
    readonly url: () => string,
    readonly room: string,
    readonly nick: string,
    readonly reader: FrameReader,
  ) {}

  get received(): number {
    return this.#wire?.received ?? 0;
  }

  async open(): Promise<void> {
    const steps = loginSteps(this.room, this.nick);
    const joined = Promise.withResolvers<void>();
    const take = (stanza: Uint8Array, wire: Wire) => {
      if (steps.length === 0) return this.onSeen(this.reader.read(stanza));
      const xml = text.decode(stanza);
      if (/<failure|type=['"]error['"]/.test(xml)) joined.reject(Error(xml));
      if (!xml.includes(steps[0].expected)) return;
      const { answer } = steps.shift()!;
      if (answer === null) joined.resolve();
      else wire.sendText(answer);
    };
    const wire = await Wire.open(this.url(), take, {
      "Sec-WebSocket-Protocol": "xmpp",
    });
    this.#wire = wire;
    wire.onClose = () => {
      joined.reject(new Error("the server closed the socket"));
      this.onClose();
    };
    wire.sendText(open);
    await joined.promise;
  }

  say(message: number): void {
    const [id, body] = [messageId(message), messageText(message)];
    this.#wire?.sendText(
      `<message xmlns="jabber:client" to="${this.room}" type="groupchat" id="${id}"><body>${body}</body></message>`,
    );
  }

  close(): void {
    this.#wire?.close();
  }
}
