/** What tests have a page run: Yjs, what keeps our documents on a device, and the stock package that could. */
export { IndexeddbPersistence } from "y-indexeddb";
export * as Y from "yjs";
export { keep } from "../../../sync/client/cache.ts";
