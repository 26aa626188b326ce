/** Where files have no place that lasts: none is taken, and none is there. */
import { DataStore } from "@tus/server";
import { refusal } from "../model/refuse.ts";
import type { BlobStore } from "./blob_store.ts";

/** Keeps nothing. */
export class NoBlobStore implements BlobStore {
  readonly dataStore = new DataStore();

  constructor() {
    // So that an upload is refused by us, with the reason, and not by the protocol.
    this.dataStore.extensions = ["creation", "creation-with-upload"];
  }

  read(id: string): Promise<ReadableStream> {
    return Promise.reject(new Deno.errors.NotFound(id));
  }

  write(): Promise<void> {
    return Promise.reject(refusal("no-place-for-files"));
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }
}
