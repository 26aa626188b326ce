import type { UploadFailure } from "./tus_client.ts";

const passing = ["too-often", "storage-unavailable", "conflict"];

export function fileIdOfUrl(url: string): string {
  return new URL(url, location.origin).pathname.split("/").at(-1) ?? "";
}

/** Why an upload was refused for good; null: a retry may succeed. */
export function readUploadRefusal(
  { status, body }: UploadFailure,
): { refused: string; detail?: string } | null {
  try {
    const { type, detail } = JSON.parse(body);
    if (typeof type === "string" && status < 500) {
      return passing.includes(type) ? null : { refused: type, detail };
    }
  } catch {
    // The answer of a proxy, in plain text.
  }
  return status === 413 ? { refused: "too-large" } : null;
}
