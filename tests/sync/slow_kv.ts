/**
 * A Deno KV as it is over a network, by a seed: everything takes its time, lists are read in small pieces between
 * which others write, and the answer to a commit can get lost, whether or not it was made.
 */
import { setImmediate } from "node:timers";
import type { Random } from "../random.ts";

/** How bad it is: shares of commits from 0 to 1. */
export interface Trouble {
  /** Made, and the answer lost. */
  lost?: number;
  /** Not made, and the answer lost. */
  failed?: number;
}

/** Lets others go first, for some turns of the event loop. */
async function turns(random: Random): Promise<void> {
  for (let n = random.below(5); n > 0; n--) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Wraps a KV. Deno's own can only be opened, not extended, hence the proxy. `trouble` may be changed at any time;
 * `wait` is where everything takes its time.
 */
export function slowKv(
  kv: Deno.Kv,
  random: Random,
  trouble: Trouble = {},
  wait: (random: Random) => Promise<void> = turns,
): Deno.Kv {
  const commit = async (atomic: Deno.AtomicOperation) => {
    await wait(random);
    if (random.chance(trouble.failed ?? 0)) {
      throw new Error("the connection broke");
    }
    const result = await atomic.commit();
    await wait(random);
    if (random.chance(trouble.lost ?? 0)) {
      throw new Error("the answer was lost");
    }
    return result;
  };
  const atomic = () => {
    const real = kv.atomic();
    const proxy: Deno.AtomicOperation = new Proxy(real, {
      get(target, name) {
        if (name === "commit") return () => commit(target);
        return (...args: unknown[]) => {
          Reflect.apply(Reflect.get(target, name), target, args);
          return proxy;
        };
      },
    });
    return proxy;
  };
  async function* list(
    selector: Deno.KvListSelector,
    options: Deno.KvListOptions = {},
  ) {
    await wait(random);
    const batchSize = 1 + random.below(5);
    for await (const entry of kv.list(selector, { ...options, batchSize })) {
      yield entry;
      if (random.chance(0.3)) await wait(random);
    }
  }
  return new Proxy(kv, {
    get(target, name) {
      if (name === "atomic") return atomic;
      if (name === "list") return list;
      const method = Reflect.get(target, name).bind(target);
      if (name !== "get" && name !== "getMany") return method;
      return async (...args: unknown[]) => {
        await wait(random);
        const result = await method(...args);
        await wait(random);
        return result;
      };
    },
  });
}
