import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { pictureField as t } from "texts/library_picture.ts";
import { frame } from "texts/everywhere.ts";
import { localPath } from "../../locales/local_path.ts";
import {
  findPicture,
  hasFiles,
  listPastedFiles,
} from "../files/pasted_files.ts";
import { shrinkPicture } from "../files/shrink_picture.ts";

export class PictureUploads {
  readonly uploadingIds: Signal<ReadonlySet<string>> = signal(new Set());
  /** Why the last upload failed, and for which id; null: it did not. */
  readonly lastError: Signal<{ of: string; detail: string } | null> = signal(
    null,
  );

  /** Uploads a picture. Resolves to its id, or null if refused. */
  async upload(of: string, file: Blob): Promise<string | null> {
    this.lastError.value = null;
    this.uploadingIds.value = new Set([...this.uploadingIds.value, of]);
    const found = await send(file);
    const rest = [...this.uploadingIds.value].filter((it) => it !== of);
    this.uploadingIds.value = new Set(rest);
    if ("id" in found) return found.id;
    this.lastError.value = { of, ...found };
    return null;
  }
}

async function send(file: Blob): Promise<{ id: string } | { detail: string }> {
  const body = await shrinkPicture(file).catch(() => null);
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

export function pictureInputHandlers(
  onFile: (file: File) => void,
): Pick<JSX.HTMLAttributes<HTMLElement>, "onPaste" | "onDragOver" | "onDrop"> {
  return {
    onPaste(event) {
      const file = findPicture(listPastedFiles(event.clipboardData));
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
      const file = findPicture(event.dataTransfer?.files ?? []);
      if (file) onFile(file);
    },
  };
}
