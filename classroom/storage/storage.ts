/**
 * The KV as the classroom uses it: where it fails, that is the refusal `storage-unavailable`, said in this one
 * place. The sync engine has the bare one: it looks for what became of a commit, and tries again (S5).
 */
import { Refusal } from "../../sync/refusal.ts";
import { Patience } from "./kv_circuit_breaker.ts";

/** How such a failure is told to whoever runs the server. */
export type Report = (what: string, error: unknown) => void;

/** Deno KV's words for a call that no storage could carry out: a bug, which stays one. */
const asked = /too (large|many|long)|^expected /i;

/**
 * The same KV, whose failures are refusals; each is reported. `patience` is for one that keeps silent instead: reads
 * are waited for no longer, and what has changed something may be known only later, so that is waited for.
 */
export function refusing(
  kv: Deno.Kv,
  report: Report,
  patience = new Patience(Infinity),
): Deno.Kv {
  const guarded =
    (wait: <T>(answer: Promise<T>) => Promise<T>): Guard => async (work) => {
      // Whoever waited in vain has said so already.
      if (!patience.mayAsk()) throw unavailable();
      try {
        return await wait(work());
      } catch (error) {
        if (error instanceof Error && asked.test(error.message)) throw error;
        if (patience.isNews(error)) report("the storage failed", error);
        throw unavailable();
      }
    };
  const reads = guarded((answer) => patience.within(answer));
  const writes = guarded((answer) => patience.heard(answer));
  return through(kv, {
    get: (...key) => reads(() => kv.get(...key)),
    getMany: (...keys) => reads(() => kv.getMany(...keys)),
    set: (...entry) => writes(() => kv.set(...entry)),
    delete: (...key) => writes(() => kv.delete(...key)),
    list: (...range) => listing(kv.list(...range), reads),
    atomic: () => atomic(kv.atomic(), writes),
  });
}

function unavailable(): Refusal {
  return new Refusal(
    "storage-unavailable",
    "The storage does not answer now. Please try again.",
  );
}

/** Whether the KV answers within so many ms. */
export async function answers(kv: Deno.Kv, within: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) =>
    timer = setTimeout(() => resolve(false), within)
  );
  const answer = kv.get(["account", "none"]).then(() => true, () => false);
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

function listing<T>(
  list: Deno.KvListIterator<T>,
  guard: Guard,
): Deno.KvListIterator<T> {
  const guarded: Deno.KvListIterator<T> = through(list, {
    next: () => guard(() => list.next()),
    [Symbol.asyncIterator]: () => guarded,
  });
  return guarded;
}

function atomic(
  operation: Deno.AtomicOperation,
  guard: Guard,
): Deno.AtomicOperation {
  const on = <A extends unknown[]>(step: (...given: A) => unknown) =>
  (
    ...given: A
  ) => {
    step.apply(operation, given);
    return guarded;
  };
  const guarded: Deno.AtomicOperation = through(operation, {
    check: on(operation.check),
    set: on(operation.set),
    delete: on(operation.delete),
    commit: () => guard(() => operation.commit()),
  });
  return guarded;
}

/** An object with some of its methods in others' hands; the rest runs on the object itself. */
function through<T extends object>(object: T, instead: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      const own = Reflect.get(instead, name);
      if (own !== undefined) return own;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
