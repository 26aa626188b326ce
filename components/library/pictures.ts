/** Uploads pictures, reduced in size. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { pictureField as t } from "texts/library_picture.ts";
import { frame } from "texts/everywhere.ts";
import { localPath } from "../../locales/local_path.ts";
import { filesPasted, hasFiles, pictureAmong } from "../files/pasted.ts";
import { shrunk } from "../files/shrunk.ts";

export class Pictures {
  readonly underway: Signal<ReadonlySet<string>> = signal(new Set());
  /** Why the last upload failed, and for which id. */
  readonly trouble: Signal<{ of: string; detail: string } | null> = signal(
    null,
  );

  /** Resolves to the picture's id, or null if refused. */
  async send(of: string, file: Blob): Promise<string | null> {
    this.trouble.value = null;
    this.underway.value = new Set([...this.underway.value, of]);
    const found = await send(file);
    const rest = [...this.underway.value].filter((it) => it !== of);
    this.underway.value = new Set(rest);
    if ("id" in found) return found.id;
    this.trouble.value = { of, ...found };
    return null;
  }
}

async function send(file: Blob): Promise<{ id: string } | { detail: string }> {
  const body = await shrunk(file).catch(() => null);
  if (!body) return { detail: t.unreadable };
  try {
    const answer = await fetch(localPath("/api/images"), {
      method: "POST",
      headers: { "content-type": body.type },
      body,
    });
    const said = await answer.json();
    return answer.ok
      ? { id: said.image.id }
      : { detail: String(said.detail ?? frame.noNetwork) };
  } catch {
    return { detail: frame.noNetwork };
  }
}

/** Event handlers that take a pasted or dropped picture. */
export function takesPicture(
  onFile: (file: File) => void,
): Pick<JSX.HTMLAttributes<HTMLElement>, "onPaste" | "onDragOver" | "onDrop"> {
  return {
    onPaste(event) {
      const file = pictureAmong(filesPasted(event.clipboardData));
      if (!file) return;
      event.preventDefault();
      onFile(file);
    },
    onDragOver(event) {
      if (hasFiles(event)) event.preventDefault();
    },
    onDrop(event) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const file = pictureAmong(event.dataTransfer?.files ?? []);
      if (file) onFile(file);
    },
  };
}
