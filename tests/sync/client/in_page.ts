/** Code that tests run in a page: Yjs, our device cache and the stock one. */
export { IndexeddbPersistence } from "y-indexeddb";
export * as Y from "yjs";
export { openCache } from "../../../sync/client/cache.ts";

export function requestResult<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
