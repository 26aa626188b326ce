/**
 * A Deno KV as over a network, by a seed: delays, lists read in pieces, lost replies to commits, and faster instances.
 */
import { setImmediate } from "node:timers";
import { KvStore } from "../../../sync/kv/kv_store.ts";
import type { Random } from "../../random.ts";

/** Shares of commits from 0 to 1. */
export interface CommitTrouble {
  /** Made, and the reply lost. */
  lost?: number;
  /** Share of commits that are not made and whose reply is lost. */
  failed?: number;
  /** Made, the reply lost, and repeated by Deno itself, as over a network. */
  again?: number;
  /** Share of commits that are not made, because another instance wrote the checked key. */
  conflict?: number;
}

export const rivalsKey = (space: string) => `${space}/rivals`;

/** Writes as another instance just before a commit that checks this key: a commit for a head, a sweep for a floor. */
async function beFirst(kv: Deno.Kv, key: Deno.KvKey): Promise<void> {
  const [kind, space, what] = key;
  if (kind !== "space" || typeof space !== "string") return;
  if (what === "head") {
    const other = new KvStore(kv);
    const loaded = await other.load(space, []);
    const update = [rivalsKey(space), new Uint8Array([0, 0])] as const;
    const entry = { id: crypto.randomUUID(), updates: [update] };
    if (loaded) await other.commit(space, loaded.head, entry, {});
  }
  if (what === "floor") {
    const floor = await kv.get(key);
    if (floor.value === null) return;
    await kv.atomic().check(floor).set(key, floor.value).commit();
  }
}

async function turns(random: Random): Promise<void> {
  for (let n = random.below(5); n > 0; n--) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A replacement of a commit, which `make` makes; `checked` are its checks' keys. */
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

/** Wraps a KV; a proxy, since Deno's can only be opened. `trouble` may change; `wait` delays everything. */
export function slowKv(
  kv: Deno.Kv,
  random: Random,
  trouble: CommitTrouble = {},
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
