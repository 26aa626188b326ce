/** Handlers that templates and quizzes share. */
import { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import type { LibraryKinds } from "../../classroom/library/library.ts";
import {
  loadExample,
  loadExamples,
} from "../../classroom/library/starter/examples.ts";
import { language } from "../../locales/current.ts";
import type { State } from "../$_middleware.ts";
import { readBody, validate } from "./_body.ts";
import { requireSignedIn } from "./_staff.ts";

interface Context<P> {
  readonly req: Request;
  readonly url: URL;
  readonly params: P;
  readonly state: State;
}

type Handler<P = unknown> = (context: Context<P>) => Promise<Response>;

const listQuery = z.object({ part: z.enum(["all", "names"]).default("all") });

/** `GET` lists a kind, with `?part=names` without long fields; `POST` adds one. */
export function makeListHandlers<K extends keyof LibraryKinds>(
  kind: K,
  plural: string,
  body: z.ZodType<LibraryKinds[K] & { id?: string }>,
) {
  return {
    async GET({ url, state }: Context<unknown>) {
      const { id: teacher } = requireSignedIn(state);
      const { library } = getApp();
      const { part } = validate(
        Object.fromEntries(url.searchParams),
        listQuery,
      );
      const all = part === "names"
        ? await library.listSummaries(kind, teacher)
        : await library.list(kind, teacher);
      return Response.json({ [plural]: all });
    },
    async POST({ req, state }: Context<unknown>) {
      const { id: teacher } = requireSignedIn(state);
      const { id, ...item } = await readBody(req, body);
      const typedItem = item as LibraryKinds[K];
      const made = await getApp().library.add(kind, teacher, typedItem, id);
      return Response.json({ [kind]: made }, { status: 201 });
    },
  };
}

/** `GET`, `PUT` and `DELETE` of one item; a deletion can be undone for a while. */
export function makeItemHandlers<K extends keyof LibraryKinds, P>(
  kind: K,
  idIn: (params: P) => string,
  body: z.ZodType<LibraryKinds[K] & { expected?: number }>,
) {
  return {
    async GET({ params, state }: Context<P>) {
      const { id: teacher } = requireSignedIn(state);
      const item = await getApp().library.get(kind, teacher, idIn(params));
      return Response.json({ [kind]: item });
    },
    async PUT({ req, params, state }: Context<P>) {
      const { id: teacher } = requireSignedIn(state);
      const { expected, ...item } = await readBody(req, body);
      const changed = await getApp().library.replace(
        kind,
        teacher,
        idIn(params),
        item as LibraryKinds[K],
        expected,
      );
      return Response.json({ [kind]: changed });
    },
    async DELETE({ params, state }: Context<P>) {
      await getApp().library.remove(
        kind,
        requireSignedIn(state).id,
        idIn(params),
      );
      return new Response(null, { status: 204 });
    },
  };
}

export function makeUndoHandler<P>(
  kind: keyof LibraryKinds,
  idIn: (params: P) => string,
): Handler<P> {
  return async ({ params, state }) => {
    const { library } = getApp();
    const { id: teacher } = requireSignedIn(state);
    const id = idIn(params);
    await library.restore(kind, teacher, id);
    return Response.json({ [kind]: await library.get(kind, teacher, id) });
  };
}

export function makeExamplesHandler(kind: keyof LibraryKinds): Handler {
  return async ({ state }) => {
    requireSignedIn(state);
    return Response.json({
      examples: await loadExamples(kind, language().tag),
    });
  };
}

export function makeAddExampleHandler(
  kind: keyof LibraryKinds,
): Handler<{ n: string }> {
  return async ({ params, state }) => {
    const { id: teacher } = requireSignedIn(state);
    const item = await loadExample(kind, language().tag, params.n);
    const made = await getApp().library.add(kind, teacher, item);
    return Response.json({ [kind]: made }, { status: 201 });
  };
}
