/**
 * The examples that come with the app: prompt templates and quizzes in `<tag>.json`, loaded on demand. Languages
 * without examples get the English ones.
 */
import { refusal } from "../../model/refuse.ts";
import type { LibraryKinds } from "../library.ts";
import { quizBody, templateBody } from "../resource_bodies.ts";

interface Written {
  id: string;
  name: string;
}

type Starter = Record<"templates" | "quizzes", Written[]>;

const files: Record<string, () => Promise<{ starterExamples: Starter }>> = {
  en: () => import("./en.ts"),
  "zh-TW": () => import("./zh_tw.ts"),
};

export const starterLanguages = Object.keys(files);

type Example<K extends keyof LibraryKinds> = LibraryKinds[K] & { id: string };

/** All examples of a kind; questions and choices get new ids each time. */
export async function loadExamples<K extends keyof LibraryKinds>(
  kind: K,
  tag: string,
): Promise<Example<K>[]> {
  const { starterExamples } = await (files[tag] ?? files.en)();
  const list = starterExamples[kind === "template" ? "templates" : "quizzes"];
  const body = kind === "template" ? templateBody : quizBody;
  return list.map(({ id, ...item }) => ({
    id,
    ...body.parse(item) as LibraryKinds[K],
  }));
}

/** Returns one example. Refuses with `not-found` if it is missing. */
export async function loadExample<K extends keyof LibraryKinds>(
  kind: K,
  tag: string,
  id: string,
): Promise<LibraryKinds[K]> {
  const examples = await loadExamples(kind, tag);
  const example = examples.find((it) => it.id === id);
  if (!example) throw refusal("not-found");
  const { id: _, ...item } = example;
  return item as unknown as LibraryKinds[K];
}
