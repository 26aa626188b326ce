/**
 * A Deno KV as it is over a network, by a seed: everything takes its time, lists are read in small pieces between
 * which others write, the answer to a commit can get lost, whether or not it was made, and another instance can be
 * first.
 */
import { setImmediate } from "node:timers";
import { KvStore } from "../../../sync/kv/kv_store.ts";
import type { Random } from "../../random.ts";

/** How bad it is: shares of commits from 0 to 1. */
export interface Trouble {
  /** Made, and the answer lost. */
  lost?: number;
  /** Not made, and the answer lost. */
  failed?: number;
  /** Made, the answer lost, and asked again before anybody hears of it: so Deno does with a KV over the network. */
  again?: number;
  /** Not made, for another instance has just written what it was checked against. */
  conflict?: number;
}

/** The document of a space that {@link Trouble.conflict} writes to. */
export const rivals = (space: string) => `${space}/rivals`;

/**
 * What another instance may do just before a commit that is checked against this key: to a head a commit of its own,
 * to a floor what each sweep does. Other keys are nobody else's.
 */
async function beFirst(kv: Deno.Kv, key: Deno.KvKey): Promise<void> {
  const [kind, space, what] = key;
  if (kind !== "space" || typeof space !== "string") return;
  if (what === "head") {
    const other = new KvStore(kv);
    const loaded = await other.load(space, []);
    const update = [rivals(space), new Uint8Array([0, 0])] as const;
    const entry = { id: crypto.randomUUID(), updates: [update] };
    // One that nobody has made yet is nobody else's to make.
    if (loaded) await other.commit(space, loaded.head, entry, {});
  }
  if (what === "floor") {
    const floor = await kv.get(key);
    if (floor.value === null) return;
    await kv.atomic().check(floor).set(key, floor.value).commit();
  }
}

/** Lets others go first, for some turns of the event loop. */
async function turns(random: Random): Promise<void> {
  for (let n = random.below(5); n > 0; n--) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What is done in the place of a commit, which `make` makes; `checked` are the keys of its checks. */
type Commit = (
  make: () => ReturnType<Deno.AtomicOperation["commit"]>,
  checked: readonly Deno.KvKey[],
) => ReturnType<Deno.AtomicOperation["commit"]>;

export function proxyAtomic(kv: Deno.Kv, commit: Commit): Deno.Kv {
  const atomic = () => {
    const real = kv.atomic();
    const checked: Deno.KvKey[] = [];
    const proxy: Deno.AtomicOperation = new Proxy(real, {
      get(target, name) {
        if (name === "commit") {
          return () => commit(() => target.commit(), checked);
        }
        return (...args: unknown[]) => {
          if (name === "check") {
            checked.push(...(args as Deno.AtomicCheck[]).map((it) => it.key));
          }
          Reflect.apply(Reflect.get(target, name), target, args);
          return proxy;
        };
      },
    });
    return proxy;
  };
  return new Proxy(kv, {
    get(target, name) {
      return name === "atomic"
        ? atomic
        : Reflect.get(target, name).bind(target);
    },
  });
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
  const commit: Commit = async (make, checked) => {
    await wait(random);
    for (const key of checked) {
      const { conflict } = trouble;
      if (conflict && random.chance(conflict)) await beFirst(kv, key);
    }
    if (random.chance(trouble.failed ?? 0)) {
      throw new Error("the connection broke");
    }
    if (random.chance(trouble.again ?? 0)) await make();
    const result = await make();
    await wait(random);
    if (random.chance(trouble.lost ?? 0)) {
      throw new Error("the answer was lost");
    }
    return result;
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
  const proxied = proxyAtomic(kv, commit);
  return new Proxy(kv, {
    get(target, name) {
      if (name === "atomic") return proxied.atomic;
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
