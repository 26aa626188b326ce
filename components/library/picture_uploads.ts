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
  readonly lastError: Signal<{ targetId: string; detail: string } | null> =
    signal(
      null,
    );

  /** Uploads a picture. Resolves to its id, or null if refused. */
  async upload(targetId: string, file: Blob): Promise<string | null> {
    this.lastError.value = null;
    this.uploadingIds.value = new Set([...this.uploadingIds.value, targetId]);
    const result = await send(file);
    const remainingIds = [...this.uploadingIds.value].filter((it) =>
      it !== targetId
    );
    this.uploadingIds.value = new Set(remainingIds);
    if ("id" in result) return result.id;
    this.lastError.value = { targetId, ...result };
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
    const reply = await answer.json();
    return answer.ok
      ? { id: reply.image.id }
      : { detail: String(reply.detail ?? frame.noNetwork) };
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
