/** All wires of this process: limits per person, and signs of life (SYNC-12, SYNC-14, SYNC-15). */
import { limits } from "../limits.ts";
import { TokenBucket } from "../token_bucket.ts";
import type { ConnectionAdmission } from "../connection_admission.ts";
import { type CookieOwner, Wire, type WireParameters } from "./wire.ts";
import type { EngineContext } from "../engine_context.ts";

interface PersonWires {
  wires: number;
  /** Budgets for opening channels and for bytes outside of channels; more or new wires do not renew them. */
  readonly openings: TokenBucket;
  readonly strays: TokenBucket;
}

export class Wires<Who> {
  readonly #wires = new Set<Wire<Who>>();
  /** Entries by space and the person's key; an entry is removed once it has no wires and full budgets. */
  readonly #people = new Map<string, PersonWires>();
  /** The latest wire with a document, by space, person and page. */
  readonly #pages = new Map<string, Wire<Who>>();
  #addedCount = 0;

  constructor(
    readonly engine: EngineContext<Who>,
    readonly admission: ConnectionAdmission<Who>,
  ) {}

  add(
    socket: WebSocket,
    space: string,
    who: Who,
    holder: CookieOwner<Who>,
    client: WireParameters,
  ): void {
    const sockets = this.engine.authority.socketLimit(who);
    const number = this.#addedCount++;
    const options = { socket, space, sockets, number, holder, client };
    new Wire(options, this.engine, this);
  }

  /** SYNC-14: sends signs of life on the wires of this turn; without a turn, on all. */
  renew(turn?: number): void {
    for (const wire of this.#wires) {
      const isDue = turn === undefined ||
        wire.renewalTurn === turn % limits.renewalTurns;
      if (isDue) wire.sendAlive();
    }
    for (const [key, { wires, openings, strays }] of this.#people) {
      const isUnused = wires === 0 && openings.isFull && strays.isFull;
      if (isUnused) this.#people.delete(key);
    }
  }

  /** SYNC-15: closes all wires; one that opens later closes itself. */
  stop(): void {
    for (const wire of [...this.#wires]) wire.close(1012, "restart");
  }

  onOpened(wire: Wire<Who>): void {
    this.#wires.add(wire);
    const { space, sockets } = wire.options;
    const isTooMuch = ++this.#person(space, sockets).wires > sockets.max;
    if (this.admission.isStopped) wire.close(1012, "restart");
    else if (isTooMuch) wire.close(4429, "too-often");
  }

  onEnded(wire: Wire<Who>): void {
    const { space, sockets } = wire.options;
    if (this.#wires.delete(wire)) this.#person(space, sockets).wires--;
    const page = pageOf(wire);
    if (page && this.#pages.get(page) === wire) this.#pages.delete(page);
  }

  onOpening: Wire<Who>["events"]["onOpening"] = (channel, request) => {
    const { document, role, epoch } = request;
    const { holder } = channel.wire.options;
    this.admission.admit(
      channel,
      { document, epoch: epoch || null, who: null },
      () => holder.identify(role, document),
    );
  };

  takeOpening({ options: { space, sockets } }: Wire<Who>): boolean {
    return this.#person(space, sockets).openings.take(1);
  }

  takeStrayBytes(
    { options: { space, sockets } }: Wire<Who>,
    bytes: number,
  ): boolean {
    return this.#person(space, sockets).strays.take(bytes);
  }

  /**
   * Ends the page's earlier, half-open wire once the first document opens on this one, so that presence never shows the
   * person as gone. A late opening on an older wire closes that one.
   */
  onEntering(wire: Wire<Who>): void {
    const page = pageOf(wire);
    if (!page) return;
    const pageWire = this.#pages.get(page);
    if (pageWire === wire) return;
    const isLate = pageWire && pageWire.options.number > wire.options.number;
    if (isLate) return wire.close(1012, "renewed");
    pageWire?.close(1012, "renewed");
    this.#pages.set(page, wire);
  }

  #person(space: string, { key, max }: Wire<Who>["options"]["sockets"]) {
    const { channelsBurst, channelsPerSecond, unreadPerMinute } = limits;
    const { clock } = this.engine;
    return this.#people.getOrInsertComputed(`${space} ${key}`, () => ({
      wires: 0,
      openings: new TokenBucket(channelsPerSecond, channelsBurst * max, clock),
      strays: new TokenBucket(unreadPerMinute / 60, unreadPerMinute, clock),
    }));
  }
}

/** The page's identity includes the person, so nobody can end another person's wire. */
function pageOf<Who>({ options }: Wire<Who>): string | null {
  const { client: { page }, space, sockets } = options;
  return page && JSON.stringify([space, sockets.key, page]);
}
