import type { Kv } from "../../../sync/kv/kv.ts";

/** The same KV, whose operations fail while `down` is true for them. */
export function makeFailingKv(
  kv: Kv,
  down: (access: "read" | "write") => boolean,
): Kv {
  const unless =
    (access: "read" | "write") => <T>(work: () => Promise<T>): Promise<T> =>
      down(access) ? Promise.reject(new TypeError("disk I/O error")) : work();
  const reads = unless("read"), writes = unless("write");
  const methods: Partial<Kv> = {
    get: (...key) => reads(() => kv.get(...key)),
    getMany: (...keys) => reads(() => kv.getMany(...keys)),
    set: (...entry) => writes(() => kv.set(...entry)),
    delete: (...key) => writes(() => kv.delete(...key)),
    close: () => {},
    list<T>(...range: Parameters<Kv["list"]>) {
      const list = kv.list<T>(...range);
      const next = list.next.bind(list);
      return Object.assign(list, { next: () => reads(next) });
    },
    atomic() {
      const operation = kv.atomic();
      const commit = operation.commit.bind(operation);
      return Object.assign(operation, { commit: () => writes(commit) });
    },
  };
  return Object.assign(Object.create(kv), methods);
}
