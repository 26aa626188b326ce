/**
 * The examples that come with the app: prompt templates and quizzes for a teacher to begin from, written in each
 * language, `<tag>.json`. A language that has none has the English ones. They are read when somebody asks.
 */
import { Refusal } from "../../../sync/refusal.ts";
import type { LibraryKinds } from "../library.ts";
import { quizBody, templateBody } from "../resource_bodies.ts";

/** An example, as it stands on the disk. */
interface Written {
  id: string;
  name: string;
}

type Starter = Record<"templates" | "quizzes", Written[]>;

const files: Record<string, () => Promise<{ starter: Starter }>> = {
  en: () => import("./en.ts"),
  "zh-TW": () => import("./zh_tw.ts"),
};

/** The languages that have examples of their own, by their tags. */
export const starterLanguages = Object.keys(files);

type Example<K extends keyof LibraryKinds> = LibraryKinds[K] & { id: string };

/** Every one of a kind, in a language; a quiz with new ids at each time. */
export async function examples<K extends keyof LibraryKinds>(
  kind: K,
  tag: string,
): Promise<Example<K>[]> {
  const { starter: all } = await (files[tag] ?? files.en)();
  const list = all[kind === "template" ? "templates" : "quizzes"];
  const body = kind === "template" ? templateBody : quizBody;
  return list.map(({ id, ...item }) => ({
    id,
    ...body.parse(item) as LibraryKinds[K],
  }));
}

/** One of them, as it is kept. Refused with `not-found` where there is none. */
export async function example<K extends keyof LibraryKinds>(
  kind: K,
  tag: string,
  id: string,
): Promise<LibraryKinds[K]> {
  const all = await examples(kind, tag);
  const found = all.find((it) => it.id === id);
  if (!found) throw new Refusal("not-found");
  const { id: _, ...item } = found;
  return item as unknown as LibraryKinds[K];
}
