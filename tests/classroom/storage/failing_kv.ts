import type { Kv } from "../../../sync/kv/kv.ts";

/** The same KV, whose operations fail while `down` is true. */
export function makeFailingKv(kv: Kv, down: () => boolean): Kv {
  const unless = <T>(work: () => Promise<T>): Promise<T> =>
    down() ? Promise.reject(new TypeError("disk I/O error")) : work();
  const methods: Partial<Kv> = {
    get: (...key) => unless(() => kv.get(...key)),
    getMany: (...keys) => unless(() => kv.getMany(...keys)),
    set: (...entry) => unless(() => kv.set(...entry)),
    delete: (...key) => unless(() => kv.delete(...key)),
    close: () => {},
    list<T>(...range: Parameters<Kv["list"]>) {
      const list = kv.list<T>(...range);
      const next = list.next.bind(list);
      return Object.assign(list, { next: () => unless(next) });
    },
    atomic() {
      const operation = kv.atomic();
      const commit = operation.commit.bind(operation);
      return Object.assign(operation, { commit: () => unless(commit) });
    },
  };
  return Object.assign(Object.create(kv), methods);
}
