/** Every wire of this process: how many a person has, and that each says it is alive (S12, S14, S15). */
import { limits } from "../limits.ts";
import { TokenBucket } from "../token_bucket.ts";
import type { ConnectionAdmission } from "../connection_admission.ts";
import { type Holder, Wire, type WireClient } from "./wire.ts";
import type { EngineContext } from "../engine_context.ts";

/** What somebody has in a space. */
interface Person {
  wires: number;
  /** For channels, and for what belongs to none: neither more wires nor new ones renew it (M1). */
  readonly opens: TokenBucket;
  readonly strays: TokenBucket;
}

export class Wires<Who> {
  readonly #wires = new Set<Wire<Who>>();
  /** By space and key, until they have no wire and all of their budget. */
  readonly #people = new Map<string, Person>();
  /** The youngest one that has had a document, by space, person and page. */
  readonly #pages = new Map<string, Wire<Who>>();
  #added = 0;

  constructor(
    readonly engine: EngineContext<Who>,
    readonly registrar: ConnectionAdmission<Who>,
  ) {}

  /** Takes over a socket that is opening or open. */
  add(
    socket: WebSocket,
    space: string,
    who: Who,
    holder: Holder<Who>,
    client: WireClient,
  ): void {
    const sockets = this.engine.authority.sockets(who);
    const number = this.#added++;
    const options = { socket, space, sockets, number, holder, client };
    new Wire(options, this.engine, this);
  }

  /** S14: lets those say that they are alive whose turn it is; without a turn, all. */
  renew(turn?: number): void {
    for (const wire of this.#wires) {
      const isDue = turn === undefined ||
        wire.turn === turn % limits.renewalTurns;
      if (isDue) wire.renew();
    }
    for (const [key, { wires, opens, strays }] of this.#people) {
      const isWhole = wires === 0 && opens.isFull && strays.isFull;
      if (isWhole) this.#people.delete(key);
    }
  }

  /** S15: closes all; those that are on their way close as they open, once the registrar is stopped. */
  stop(): void {
    for (const wire of [...this.#wires]) wire.close(1012, "restart");
  }

  /** Called by a wire. */
  opened(wire: Wire<Who>): void {
    this.#wires.add(wire);
    const { space, sockets } = wire.options;
    const isTooMuch = ++this.#person(space, sockets).wires > sockets.most;
    if (this.registrar.isStopped) wire.close(1012, "restart");
    else if (isTooMuch) wire.close(4429, "too-often");
  }

  /** Called by a wire. */
  ended(wire: Wire<Who>): void {
    const { space, sockets } = wire.options;
    if (this.#wires.delete(wire)) this.#person(space, sockets).wires--;
    const page = pageOf(wire);
    if (page && this.#pages.get(page) === wire) this.#pages.delete(page);
  }

  /** Called by a wire. */
  opening: Wire<Who>["events"]["opening"] = (channel, request) => {
    const { document, as, epoch } = request;
    const { holder } = channel.wire.options;
    this.registrar.add(
      channel,
      { document, epoch: epoch || null, who: null },
      () => holder.identify(as, document),
    );
  };

  /** Called by a wire. */
  mayOpen({ options: { space, sockets } }: Wire<Who>): boolean {
    return this.#person(space, sockets).opens.take(1);
  }

  /** Called by a wire. */
  mayStray({ options: { space, sockets } }: Wire<Who>, bytes: number): boolean {
    return this.#person(space, sockets).strays.take(bytes);
  }

  /**
   * A page has one wire: what it had before is half-open at the best, and would count for most of a minute. It is ended
   * as late as this so that whoever comes back is not shown as gone. Of an older one the openings may come later.
   */
  entering(wire: Wire<Who>): void {
    const page = pageOf(wire);
    if (!page) return;
    const other = this.#pages.get(page);
    if (other === wire) return;
    const isLate = other && other.options.number > wire.options.number;
    if (isLate) return wire.close(1012, "renewed");
    other?.close(1012, "renewed");
    this.#pages.set(page, wire);
  }

  #person(space: string, { key, most }: Wire<Who>["options"]["sockets"]) {
    const { channelsBurst, channelsPerSecond, unreadPerMinute } = limits;
    const { clock } = this.engine;
    return this.#people.getOrInsertComputed(`${space} ${key}`, () => ({
      wires: 0,
      opens: new TokenBucket(channelsPerSecond, channelsBurst * most, clock),
      strays: new TokenBucket(unreadPerMinute / 60, unreadPerMinute, clock),
    }));
  }
}

/** Which page it is, and of whom: nobody ends the wire of another person, whatever they call their page. */
function pageOf<Who>({ options }: Wire<Who>): string | null {
  const { client: { page }, space, sockets } = options;
  return page && JSON.stringify([space, sockets.key, page]);
}
