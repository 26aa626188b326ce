/** Every wire of this process: how many a person has, and that each says it is alive (S12, S14, S15). */
import { limits } from "../limits.ts";
import type { Registrar } from "../registrar.ts";
import { type Holder, Wire } from "./wire.ts";
import type { World } from "../world.ts";

/** The wires. */
export class Wires<Who> {
  readonly #wires = new Set<Wire<Who>>();
  /** How many each person has, by space and key. */
  readonly #counts = new Map<string, number>();
  /** In which turn of a renewal the next one is. */
  #turn = 0;
  #isStopped = false;

  constructor(
    readonly world: World<Who>,
    readonly registrar: Registrar<Who>,
  ) {}

  /** Takes over a socket that is opening or open. */
  add(
    socket: WebSocket,
    space: string,
    who: Who,
    holder: Holder<Who>,
    packs: boolean,
  ): void {
    const sockets = this.world.authority.sockets(who);
    const turn = this.#turn++ % limits.renewalTurns;
    const options = { socket, space, sockets, holder, turn, packs };
    new Wire(options, this.world, this);
  }

  /** S14: lets those say that they are alive whose turn it is; without a turn, all. */
  renew(turn?: number): void {
    for (const wire of this.#wires) {
      const isDue = turn === undefined ||
        wire.options.turn === turn % limits.renewalTurns;
      if (isDue) wire.renew();
    }
  }

  /** S15: closes all, and those that are on their way. */
  stop(): void {
    this.#isStopped = true;
    for (const wire of [...this.#wires]) wire.close(1012, "restart");
  }

  /** Called by a wire. */
  opened(wire: Wire<Who>): void {
    this.#wires.add(wire);
    const isTooMuch = this.#count(wire, 1) > wire.options.sockets.most;
    if (this.#isStopped) wire.close(1012, "restart");
    else if (isTooMuch) wire.close(4429, "too-often");
  }

  /** Called by a wire. */
  ended(wire: Wire<Who>): void {
    if (this.#wires.delete(wire)) this.#count(wire, -1);
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

  #count(wire: Wire<Who>, by: number): number {
    const { space, sockets } = wire.options;
    const key = `${space} ${sockets.key}`;
    const count = (this.#counts.get(key) ?? 0) + by;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
    return count;
  }
}
