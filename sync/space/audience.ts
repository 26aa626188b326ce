/**
 * Who is connected to a space, and what they are told: committed updates of what they may have, who else is
 * online, and signs of life (S1, S14, A1).
 */
import type { Presence as Shown } from "../authority.ts";
import type { Connection } from "../connection.ts";
import type { Peers } from "../kv/kv_peers.ts";
import { limits } from "../limits.ts";
import { type OwnState, Presence } from "../presence.ts";
import * as protocol from "../protocol.ts";
import { isRefusal } from "../refusal.ts";
import type { Space } from "./space.ts";

/** The connections of one space. */
export class Audience<Who> {
  readonly presence: Presence;
  #connections = new Set<Connection<Who>>();
  #registered = 0;
  /** How many connections each person has open. */
  #sockets = new Map<string, number>();
  #elsewhere: ReturnType<Peers["subscribe"]> | undefined;
  #published: Promise<void> | undefined;

  /** @param turn in which of a renewal's turns the space is */
  constructor(readonly space: Space<Who>, readonly turn: number) {
    const { name, world: { authority, clock, passed, peers, report } } = space;
    const root = authority.root(name);
    this.presence = new Presence(
      (frame) => {
        if (space.has(root)) this.#send(space.replica(root).connections, frame);
      },
      clock,
      (people) => {
        this.#published = peers?.publish(name, people)
          .catch((error) => report("presence is not told", error));
      },
      (passage) => passed?.(name, passage),
    );
    this.#elsewhere = peers?.subscribe(
      name,
      (people) => this.presence.hear(people),
    );
  }

  /** How many connections there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many updates wait for a budget. */
  get waiting(): number {
    let waiting = 0;
    for (const connection of this.#connections) waiting += connection.waiting;
    return waiting;
  }

  /** Counts a connection in, and shows it who is online; false where it is one too many, and closed. */
  enter(connection: Connection<Who>): boolean {
    const { authority } = this.space.world;
    const { key, most } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 0) + 1;
    this.#sockets.set(key, count);
    this.#connections.add(connection);
    connection.turn = this.turn + this.#registered++;
    this.space.replica(connection.document).connections.add(connection);
    if (count > most) {
      connection.close(4429, "too-often");
      return false;
    }
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.enter(shown, connection);
    this.showPresence(connection);
    return true;
  }

  /** Counts a connection out. */
  leave(connection: Connection<Who>): void {
    if (!this.#connections.delete(connection)) return;
    const { space } = this;
    const { authority, clock } = space.world;
    const { key } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 1) - 1;
    if (count === 0) this.#sockets.delete(key);
    else this.#sockets.set(key, count);
    const { document } = connection;
    if (space.has(document)) {
      const replica = space.replica(document);
      replica.connections.delete(connection);
      replica.usedAt = clock();
    }
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.leave(shown, connection);
    space.usedAt = clock();
  }

  /** Sends who is online to a connection on the root document, and a sign of life to any other. */
  showPresence(connection: Connection<Who>): void {
    connection.send(
      this.#isRoot(connection)
        ? this.presence.frame()
        : protocol.awarenessFrame([]),
    );
  }

  /** Takes what a client says of itself; what the server said itself is an echo. */
  say(connection: Connection<Who>, client: number, own: OwnState): void {
    if (!this.#isRoot(connection) || this.presence.isAuthored(client)) return;
    const { authority, clock } = this.space.world;
    const shown: Shown | null = authority.presence(connection.who);
    if (shown === null) return;
    const { typing, ...rest } = own;
    const isShown = typing === undefined ||
      authority.showsTyping?.(this.space, connection.who, typing, clock()) !==
        false;
    this.presence.say(shown, connection, isShown ? own : rest);
  }

  /** S14: says something to those whose turn it is; without a turn, to everyone. */
  renew(turn?: number): void {
    const { report, peers } = this.space.world;
    const isDue = (of: number) =>
      turn === undefined || (of - turn) % limits.renewalTurns === 0;
    if (isDue(this.turn)) {
      this.#elsewhere?.refresh().catch((error) =>
        report("presence is not heard", error)
      );
      if (this.#connections.size > 0) this.presence.renew();
    }
    const life = protocol.awarenessFrame([]);
    for (const connection of this.#connections) {
      if (!isDue(connection.turn)) continue;
      // Only here are they asked of what other instances have made void.
      if (peers) {
        connection.verify().catch((error) => {
          // A refusal was reported where it was made; the next renewal asks again.
          if (isRefusal(error)) return;
          report("a connection could not be verified", error);
        });
      }
      if (!this.#isRoot(connection)) connection.send(life);
    }
  }

  /** Sends committed updates to those who may have them now (A1). */
  forward(updates: readonly (readonly [string, Uint8Array])[]): void {
    const { space } = this;
    const root = space.world.authority.root(space.name);
    if (updates.some(([name]) => name === root)) this.#checkAccess();
    for (const [name, update] of updates) {
      if (!space.has(name)) continue;
      const { connections } = space.replica(name);
      if (connections.size === 0) continue;
      this.#send(connections, protocol.updateFrame(update));
    }
  }

  /** Closes the connections that match. */
  close(matches: (who: Who) => boolean, code: number, reason: string): void {
    for (const connection of [...this.#connections]) {
      if (matches(connection.who)) connection.close(code, reason);
    }
  }

  /**
   * Asks anew for whom the connections that match stand, and closes those that stand for nobody (A1), or of whom
   * nobody can tell: they come back, and are asked again.
   */
  verify(matches: (who: Who) => boolean): void {
    for (const connection of [...this.#connections]) {
      if (!matches(connection.who)) continue;
      connection.verify().catch((error) => {
        this.space.world.report("a connection could not be verified", error);
        connection.close(1013, "storage-unavailable");
      });
    }
  }

  /** Closes all, and hears and says no more; other instances are told when {@link told} resolves. */
  end(code: number, reason: string): void {
    this.close(() => true, code, reason);
    this.#elsewhere?.end();
    this.presence.stop();
  }

  /** Resolves when other instances have been told what there was to tell. */
  async told(): Promise<void> {
    await this.#published;
  }

  #isRoot({ document }: Connection<Who>): boolean {
    return document === this.space.world.authority.root(this.space.name);
  }

  /** Whoever falls behind is cut off meanwhile, hence the copy. */
  #send(
    connections: Iterable<Connection<Who>>,
    frame: Uint8Array<ArrayBuffer>,
  ): void {
    let deliveries = 0;
    for (const connection of [...connections]) {
      if (!connection.live) continue;
      connection.send(frame);
      deliveries++;
    }
    this.space.world.meter?.sent(frame.length, deliveries);
  }

  #checkAccess(): void {
    const { space } = this;
    for (const connection of [...this.#connections]) {
      const access = space.world.authority.access(
        space,
        connection.who,
        connection.document,
      );
      if (typeof access === "object") {
        connection.close(access.code, access.reason);
      } else connection.access = access;
    }
  }
}
