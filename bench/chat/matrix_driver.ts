/**
 * Members of a Matrix server (client-server API): each sends one message after the other, as stock clients do, and
 * listens by long poll with a filter that leaves out presence, receipts and typing.
 */
import { createHmac } from "node:crypto";
import type { BenchMember, Driver } from "../driver.ts";
import { messageId, messageText, readMessages } from "../frames.ts";
import { registrationSecret } from "./servers.ts";

const bytes = new TextEncoder();

const filter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { limit: 100, types: ["m.room.message"] },
    state: { lazy_load_members: true, types: ["m.room.create"] },
    ephemeral: { types: [] },
    account_data: { types: [] },
  },
});

export class MatrixDriver implements Driver {
  readonly #place: { url: string };
  #people = 0;

  constructor(url: string) {
    this.#place = { url };
  }

  setUrl(url: string): void {
    this.#place.url = url;
  }

  async prepare(rooms: number, members: number): Promise<BenchMember[][]> {
    const membersByRoom: BenchMember[][] = [];
    for (let n = 0; n < rooms; n++) {
      membersByRoom.push(await this.#room(members));
    }
    return membersByRoom;
  }

  async #room(members: number): Promise<MatrixMember[]> {
    const people: MatrixMember[] = [];
    for (let n = 0; n < members; n++) {
      people.push(new MatrixMember(this.#place, await this.#register()));
    }
    const { room_id: room } = await people[0].ask(
      "POST",
      "/createRoom",
      { preset: "public_chat" },
    );
    for (const [n, person] of people.entries()) {
      person.room = encodeURIComponent(room);
      if (n > 0) await person.ask("POST", `/join/${person.room}`, {});
    }
    return people;
  }

  /** The token of a new person. */
  async #register(): Promise<string> {
    const url = `${this.#place.url}/_synapse/admin/v1/register`;
    const { nonce } = await (await fetch(url)).json();
    const username = `student${this.#people++}`, password = "for the bench";
    const mac = createHmac("sha1", registrationSecret)
      .update([nonce, username, password, "notadmin"].join("\0")).digest("hex");
    const body = { nonce, username, password, mac, admin: false };
    const answer = await fetch(url, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return (await answer.json()).access_token;
  }
}

class MatrixMember implements BenchMember {
  onSeen: BenchMember["onSeen"] = () => {};
  onClose = () => {};
  received = 0;
  room = "";
  #queue: Promise<unknown> = Promise.resolve();
  readonly #closed = new AbortController();

  constructor(readonly place: { url: string }, readonly token: string) {}

  async open(): Promise<void> {
    const since = await this.#listen(null);
    void this.#poll(since);
  }

  async #poll(since: string): Promise<void> {
    try {
      while (!this.#closed.signal.aborted) since = await this.#listen(since);
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      console.error(error);
      this.onClose();
    }
  }

  /** Waits for what came after `since`; resolves with where it ends. */
  async #listen(since: string | null): Promise<string> {
    const query = new URLSearchParams({ filter, timeout: "30000" });
    if (since === null) query.set("timeout", "0");
    else query.set("since", since);
    const body = await this.#request("GET", `/sync?${query}`);
    this.received += body.length;
    if (since !== null) this.onSeen(readMessages(bytes.encode(body)));
    return JSON.parse(body).next_batch;
  }

  say(message: number): void {
    const id = messageId(message);
    const content = {
      msgtype: "m.text",
      body: `${id} ${messageText(message)}`,
    };
    const path = `/rooms/${this.room}/send/m.room.message/${message}`;
    this.#queue = this.#queue.then(() => this.ask("PUT", path, content));
  }

  // deno-lint-ignore no-explicit-any -- the few fields that are read are checked by their use
  async ask(method: string, path: string, body: unknown): Promise<any> {
    return JSON.parse(await this.#request(method, path, body));
  }

  async #request(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<string> {
    const answer = await fetch(
      `${this.place.url}/_matrix/client/v3${path}`,
      {
        method,
        headers: { authorization: `Bearer ${this.token}` },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: this.#closed.signal,
      },
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  }

  close(): void {
    this.#closed.abort();
  }
}
