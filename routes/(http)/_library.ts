/** Handlers for what is the same of all that a teacher keeps beyond a class: lists, **Undo**, examples. */
import { z } from "zod";
import { theApp } from "../../classroom/app.ts";
import type { LibraryKinds } from "../../classroom/library/library.ts";
import { example, examples } from "../../classroom/library/starter/examples.ts";
import { language } from "../../locales/current.ts";
import type { State } from "../$_middleware.ts";
import { check } from "./_body.ts";
import { teacherOf } from "./_staff.ts";

interface Context<P> {
  readonly url: URL;
  readonly params: P;
  readonly state: State;
}

type Handler<P = unknown> = (context: Context<P>) => Promise<Response>;

const listQuery = z.object({ part: z.enum(["all", "names"]).default("all") });

/** Answers with all of a kind; `?part=names`: without what is long, as dialogs list them. */
export function listOf(kind: keyof LibraryKinds, name: string): Handler {
  return async ({ url, state }) => {
    const { id: teacher } = teacherOf(state);
    const { library } = theApp();
    const { part } = check(Object.fromEntries(url.searchParams), listQuery);
    const all = part === "names"
      ? await library.listed(kind, teacher)
      : await library.list(kind, teacher);
    return Response.json({ [name]: all });
  };
}

/** Brings back what was deleted, and answers with it. */
export function undoOf<P>(
  kind: keyof LibraryKinds,
  idIn: (params: P) => string,
): Handler<P> {
  return async ({ params, state }) => {
    const { library } = theApp();
    const { id: teacher } = teacherOf(state);
    const id = idIn(params);
    await library.restore(kind, teacher, id);
    return Response.json({ [kind]: await library.get(kind, teacher, id) });
  };
}

/** Answers with what there is to begin from, in the language of whoever asks. */
export function examplesOf(kind: keyof LibraryKinds): Handler {
  return async ({ state }) => {
    teacherOf(state);
    return Response.json({ examples: await examples(kind, language().tag) });
  };
}

/** Makes an example one of the teacher's own. */
export function exampleTaken(kind: keyof LibraryKinds): Handler<{ n: string }> {
  return async ({ params, state }) => {
    const { id: teacher } = teacherOf(state);
    const item = await example(kind, language().tag, params.n);
    const made = await theApp().library.add(kind, teacher, item);
    return Response.json({ [kind]: made }, { status: 201 });
  };
}
