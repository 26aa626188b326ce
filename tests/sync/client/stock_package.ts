/** What a test has a page run beside ours: Yjs and the stock package that keeps its documents. */
export * as Y from "yjs";
export { IndexeddbPersistence } from "y-indexeddb";
