/** What tests have a page run: Yjs, what keeps our documents on a device, and the stock package that could. */
export { IndexeddbPersistence } from "y-indexeddb";
export * as Y from "yjs";
export { keepDocument } from "../../../sync/client/cache.ts";

/** What a request to the device comes to. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
