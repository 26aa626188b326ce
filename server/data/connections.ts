/**
 * A KV over a network, asked over several connections. Deno asks over one of HTTP/2 a handle, and `denokv` leaves
 * Nagle's algorithm on: of two answers at once the second waits until the first is acknowledged, which takes 40 ms. So
 * there are several handles, and what is asked goes to one of which nothing is asked just then.
 */

/** How many connections there are for questions, and how many for what is watched. */
const asking = 12, watching = 4;

/** Opens it so many times, or not at all; what is closed is all of it. */
export async function openOverSeveral(
  open: () => Promise<Deno.Kv>,
): Promise<Deno.Kv> {
  const opened = await Promise.allSettled(
    Array.from({ length: asking + watching }, () => open()),
  );
  const all = opened.flatMap((it) => it.status === "fulfilled" ? it.value : []);
  const failed = opened.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") {
    for (const kv of all) kv.close();
    throw failed.reason;
  }
  const connections = new Connections(all.slice(0, asking));
  const watches = all.slice(asking);
  let turn = 0;
  const own: Partial<Record<string | symbol, unknown>> = {
    get: connections.asks("get"),
    getMany: connections.asks("getMany"),
    set: connections.asks("set"),
    delete: connections.asks("delete"),
    list: connections.begins("list", "next"),
    atomic: connections.begins("atomic", "commit"),
    watch: (...given: Parameters<Deno.Kv["watch"]>) =>
      watches[turn++ % watching].watch(...given),
  };
  own.close = own[Symbol.dispose] = () => all.forEach((kv) => kv.close());
  return new Proxy(all[0], {
    get(target, name) {
      if (name in own) return own[name];
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Handles, and how much each is asked just then. */
class Connections {
  readonly #underway: number[];
  #turn = 0;

  constructor(readonly handles: readonly Deno.Kv[]) {
    this.#underway = handles.map(() => 0);
  }

  /** A method that asks once. */
  asks(name: "get" | "getMany" | "set" | "delete") {
    return (...given: unknown[]) => {
      const at = this.#idlest();
      const method = this.handles[at][name] as (...given: unknown[]) => unknown;
      return this.#counted(at, () => method.apply(this.handles[at], given));
    };
  }

  /** A method that makes what asks later. */
  begins(name: "list" | "atomic", asks: "next" | "commit") {
    return (...given: unknown[]) => {
      const at = this.#idlest();
      const method = this.handles[at][name] as (...given: unknown[]) => object;
      const made = method.apply(this.handles[at], given) as Record<
        string,
        () => unknown
      >;
      const ask = made[asks];
      made[asks] = () => this.#counted(at, () => ask.call(made));
      return made;
    };
  }

  async #counted(at: number, ask: () => unknown): Promise<unknown> {
    this.#underway[at]++;
    try {
      return await ask();
    } finally {
      this.#underway[at]--;
    }
  }

  /** By turns, so that what is begun together and asks later is apart, too. */
  #idlest(): number {
    const count = this.handles.length, first = this.#turn++;
    let idlest = first % count;
    for (let n = 1; n < count; n++) {
      const at = (first + n) % count;
      if (this.#underway[at] < this.#underway[idlest]) idlest = at;
    }
    return idlest;
  }
}
