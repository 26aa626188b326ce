/** What a server has said of an upload. */
import type { UploadFailure } from "./tus_client.ts";

/** What is refused now and may not be in a moment. */
const passing = ["too-often", "storage-unavailable", "conflict"];

/** The id of a file, from the address of its upload. */
export function fileAt(url: string): string {
  return new URL(url, location.origin).pathname.split("/").at(-1) ?? "";
}

/** What the server refused for good, by the name of the refusal; null: it is worth another try. */
export function refusalOf(
  { status, body }: UploadFailure,
): { refused: string; detail?: string } | null {
  try {
    const { type, detail } = JSON.parse(body);
    if (typeof type === "string" && status < 500) {
      return passing.includes(type) ? null : { refused: type, detail };
    }
  } catch {
    // A proxy answers in plain text.
  }
  return status === 413 ? { refused: "too-large" } : null;
}
