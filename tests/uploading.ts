import { Buffer } from "node:buffer";
import { Upload, type UploadOptions } from "tus-js-client";
import type { Seat, Visitor } from "./people.ts";

export interface UploadFileOptions {
  name?: string;
  type?: string;
  bytes: Uint8Array;
}

/** Incompressible bytes, the same for each seed. */
export function randomBytesOf(
  length: number,
  seed = 1,
): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0 || 1;
  for (let n = 0; n < words.length; n++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[n] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** Uploads with the stock client; returns the file's id. `through` replaces the server's address. */
export async function uploadFile(
  seat: Seat,
  { name = "notes.bin", type = "application/octet-stream", bytes }:
    UploadFileOptions,
  options: Partial<UploadOptions> = {},
  through: { url: string } = seat.visitor.place,
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const upload = new Upload(Buffer.from(bytes), {
      endpoint: `${through.url}/api/files`,
      headers: seat.visitor.headers(),
      metadata: { session: seat.session, name, type },
      chunkSize: 5 * 1024 * 1024,
      retryDelays: null,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
      onError: reject,
      ...options,
    });
    upload.start();
  });
}

/** Begins an upload by hand; `metadata` extends and overrides the defaults. */
export async function beginUpload(
  visitor: Visitor,
  session: string,
  size: number,
  metadata: Record<string, string> = {},
  extra: Record<string, string> = {},
  query = "",
): Promise<Response> {
  const all = { session, name: "notes.txt", type: "text/plain", ...metadata };
  const response = await fetch(`${visitor.place.url}/api/files${query}`, {
    method: "POST",
    headers: {
      ...visitor.headers(),
      "tus-resumable": "1.0.0",
      "upload-length": String(size),
      "upload-metadata": Object.entries(all).map(([key, value]) =>
        `${key} ${Buffer.from(value).toString("base64")}`
      ).join(","),
      ...extra,
    },
  });
  return response;
}

export async function sendTusRequest(
  visitor: Visitor,
  method: string,
  id: string,
  headers: Record<string, string> = {},
  body?: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return await fetch(`${visitor.place.url}/api/files/${id}`, {
    method,
    headers: {
      ...visitor.headers(),
      "tus-resumable": "1.0.0",
      ...(method === "PATCH" && {
        "content-type": "application/offset+octet-stream",
        "upload-offset": "0",
      }),
      ...headers,
    },
    body,
  });
}

export async function readFileBytes(
  visitor: Visitor,
  id: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Response> {
  const { url } = visitor.place;
  return await fetch(`${url}/api/files/${id}`, {
    method,
    headers: { ...visitor.headers(), ...headers },
  });
}
