/** Sends pictures of questions, small, to be kept with the account. */
import { type Signal, signal } from "@preact/signals";
import { quizPicture as t } from "texts/quizzes.ts";
import { frame } from "texts/everywhere.ts";
import { localPath } from "../../locales/local_path.ts";
import { shrunk } from "./shrink.ts";

/** The pictures that one editor sends. */
export class Pictures {
  /** The questions whose picture is on its way. */
  readonly underway: Signal<ReadonlySet<string>> = signal(new Set());
  /** Why the last one of a question was not taken. */
  readonly trouble: Signal<{ question: string; detail: string } | null> =
    signal(null);

  /** Sends a picture; gives its id, or null where it was not taken. */
  async send(question: string, file: Blob): Promise<string | null> {
    this.trouble.value = null;
    this.underway.value = new Set([...this.underway.value, question]);
    const found = await send(file);
    const rest = [...this.underway.value].filter((it) => it !== question);
    this.underway.value = new Set(rest);
    if ("id" in found) return found.id;
    this.trouble.value = { question, ...found };
    return null;
  }
}

async function send(file: Blob): Promise<{ id: string } | { detail: string }> {
  const body = await shrunk(file);
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
