/**
 * The store for the classroom: turns every failure into the refusal `storage-unavailable`. The sync engine uses the
 * store without this, as it looks up unknown outcomes and retries (SYNC-5).
 */
import { refusal } from "../model/refuse.ts";
import type { Refusal } from "../../sync/refusal.ts";
import { wrapObject } from "../../sync/kv/wrap_object.ts";
import { isWrongCall } from "../../sync/store.ts";
import { KvCircuitBreaker } from "./kv_circuit_breaker.ts";
import type { AtomicOperation, Kv, KvListIterator } from "../../sync/kv/kv.ts";

export type ReportFailure = (what: string, error: unknown) => void;

/**
 * Wraps a store with refusals, and reports failures. Reads end at the breaker's timeout; writes wait, as they may still
 * take effect.
 */
export function makeGuardedKv(
  kv: Kv,
  report: ReportFailure,
  breaker = new KvCircuitBreaker(Infinity),
): Kv {
  const guarded =
    (wait: <T>(answer: Promise<T>) => Promise<T>): Guard => async (work) => {
      // The call that hung was reported.
      if (!breaker.allowsCall()) throw unavailable();
      try {
        return await wait(work());
      } catch (error) {
        if (isWrongCall(error)) throw error;
        if (breaker.shouldReport(error)) report("the storage failed", error);
        throw unavailable();
      }
    };
  const reads = guarded((answer) => breaker.withTimeout(answer));
  const writes = guarded((answer) => breaker.trackAnswer(answer));
  return wrapObject(kv, {
    get: (...key) => reads(() => kv.get(...key)),
    getMany: (...keys) => reads(() => kv.getMany(...keys)),
    set: (...entry) => writes(() => kv.set(...entry)),
    delete: (...key) => writes(() => kv.delete(...key)),
    list: (...range) => listing(kv.list(...range), reads),
    atomic: () => atomic(kv.atomic(), writes),
  });
}

function unavailable(): Refusal {
  return refusal("storage-unavailable");
}

/** Whether the store answers within this many ms. */
export async function isKvAnswering(
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
  const guarded: KvListIterator<T> = wrapObject(list, {
    next: () => guard(() => list.next()),
    [Symbol.asyncIterator]: () => guarded,
  });
  return guarded;
}

function atomic(
  operation: AtomicOperation,
  guard: Guard,
): AtomicOperation {
  const chained = <A extends unknown[]>(step: (...args: A) => unknown) =>
  (
    ...args: A
  ) => {
    step.apply(operation, args);
    return guarded;
  };
  const guarded: AtomicOperation = wrapObject(operation, {
    check: chained(operation.check),
    set: chained(operation.set),
    delete: chained(operation.delete),
    commit: () => guard(() => operation.commit()),
  });
  return guarded;
}
