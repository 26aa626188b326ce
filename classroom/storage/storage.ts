/**
 * The KV as the classroom uses it: every failure is the refusal `storage-unavailable`, made in this one place. The sync
 * engine has the bare KV: it looks for what became of a commit, and tries again (S5).
 */
import { Refusal } from "../../sync/refusal.ts";
import { KvCircuitBreaker } from "./kv_circuit_breaker.ts";
import type { AtomicOperation, Kv, KvListIterator } from "../../sync/kv/kv.ts";

/** Tells the operator of a failure. */
export type Report = (what: string, error: unknown) => void;

/** A KV's words for a call that no storage could carry out: a bug, which stays one. */
const impossible = /too ?(large|many|long)|^expected /i;

/**
 * The same KV, with refusals for failures; each failure is reported. A read is given up at the breaker's timeout; a write
 * is waited for, because it may still come about.
 */
export function refusing(
  kv: Kv,
  report: Report,
  breaker = new KvCircuitBreaker(Infinity),
): Kv {
  const guarded =
    (wait: <T>(answer: Promise<T>) => Promise<T>): Guard => async (work) => {
      // The call that waited in vain was reported.
      if (!breaker.allowsCall()) throw unavailable();
      try {
        return await wait(work());
      } catch (error) {
        if (error instanceof Error && impossible.test(error.message)) {
          throw error;
        }
        if (breaker.isNews(error)) report("the storage failed", error);
        throw unavailable();
      }
    };
  const reads = guarded((answer) => breaker.withTimeout(answer));
  const writes = guarded((answer) => breaker.watch(answer));
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
  return new Refusal("storage-unavailable");
}

/** Whether the KV answers within this many ms. */
export async function kvAnswers(
  kv: Kv,
  within: number,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) =>
    timer = setTimeout(() => resolve(false), within)
  );
  const answer = kv.get(["account", "none"]).then(() => true, () => false);
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

function listing<T>(
  list: KvListIterator<T>,
  guard: Guard,
): KvListIterator<T> {
  const guarded: KvListIterator<T> = through(list, {
    next: () => guard(() => list.next()),
    [Symbol.asyncIterator]: () => guarded,
  });
  return guarded;
}

function atomic(
  operation: AtomicOperation,
  guard: Guard,
): AtomicOperation {
  const on = <A extends unknown[]>(step: (...given: A) => unknown) =>
  (
    ...given: A
  ) => {
    step.apply(operation, given);
    return guarded;
  };
  const guarded: AtomicOperation = through(operation, {
    check: on(operation.check),
    set: on(operation.set),
    delete: on(operation.delete),
    commit: () => guard(() => operation.commit()),
  });
  return guarded;
}

/** An object with some of its methods replaced; the others run on the object itself. */
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
