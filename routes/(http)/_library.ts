/** Handlers that templates and quizzes share. */
import type { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import type { LibraryKinds } from "../../classroom/library/library.ts";
import {
  loadExample,
  loadExamples,
} from "../../classroom/library/starter/examples.ts";
import { mapAsync, separateAsync } from "../../exports/record_part.ts";
import { streamParts } from "../../exports/stream_parts.ts";
import { language } from "../../locales/current.ts";
import {
  answerRequest,
  type Answers,
  type RequestDefinition,
} from "./_define_request.ts";
import { logExportFailure } from "./_log.ts";

type LibraryRequest<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
> = RequestDefinition<"signed-in", Body, Query>;

type Kind = keyof LibraryKinds;

/** `GET` lists a kind, with `?part=names` without long fields; `POST` adds one. */
export function makeListHandlers<K extends Kind>(
  kind: K,
  plural: string,
  requests: {
    list: LibraryRequest<
      z.ZodUndefined,
      z.ZodType<{ part: "all" | "names" }>
    >;
    add: LibraryRequest<z.ZodType<LibraryKinds[K] & { id?: string }>>;
  },
) {
  return {
    GET: answerRequest(requests.list, async ({ teacher, query }) => {
      const { library } = getApp();
      if (query.part === "names") {
        const summaries = await library.listSummaries(kind, teacher.id);
        return Response.json({ [plural]: summaries });
      }
      const parts = jsonList(plural, library.items(kind, teacher.id));
      return new Response(streamParts(parts, logExportFailure), {
        headers: { "content-type": "application/json" },
      });
    }),
    POST: answerRequest(requests.add, async ({ teacher, body }) => {
      const { id, ...item } = await body();
      const typedItem = item as LibraryKinds[K];
      const libraryItem = await getApp().library.add(
        kind,
        teacher.id,
        typedItem,
        id,
      );
      return Response.json({ [kind]: libraryItem }, { status: 201 });
    }),
  };
}

/** An object with this list alone, written item by item. */
async function* jsonList(
  name: string,
  items: AsyncIterable<unknown>,
): AsyncGenerator<string> {
  yield `{${JSON.stringify(name)}:[`;
  yield* separateAsync(",", mapAsync(items, (item) => JSON.stringify(item)));
  yield "]}";
}

/** `GET`, `PUT` and `DELETE` of one item; a deletion can be undone for a while. */
export function makeItemHandlers<K extends Kind, P>(
  kind: K,
  idIn: (params: P) => string,
  requests: {
    view: LibraryRequest;
    replace: LibraryRequest<
      z.ZodType<LibraryKinds[K] & { expected?: number }>
    >;
    remove: LibraryRequest;
  },
) {
  const answered = answerRequest<
    "signed-in",
    z.ZodUndefined,
    z.ZodUndefined,
    Answers,
    P
  >;
  return {
    GET: answered(requests.view, async ({ teacher, params }) => {
      const { library } = getApp();
      const item = await library.get(kind, teacher.id, idIn(params));
      return Response.json({ [kind]: item });
    }),
    PUT: answerRequest<
      "signed-in",
      z.ZodType<LibraryKinds[K] & { expected?: number }>,
      z.ZodUndefined,
      Answers,
      P
    >(requests.replace, async ({ teacher, params, body }) => {
      const { expected, ...item } = await body();
      const changed = await getApp().library.replace(
        kind,
        teacher.id,
        idIn(params),
        item as LibraryKinds[K],
        expected,
      );
      return Response.json({ [kind]: changed });
    }),
    DELETE: answered(requests.remove, async ({ teacher, params }) => {
      await getApp().library.remove(kind, teacher.id, idIn(params));
      return new Response(null, { status: 204 });
    }),
  };
}

export function makeUndoHandler<P>(
  kind: Kind,
  idIn: (params: P) => string,
  { restore }: { restore: LibraryRequest },
) {
  return answerRequest<"signed-in", z.ZodUndefined, z.ZodUndefined, Answers, P>(
    restore,
    async ({ teacher, params }) => {
      const { library } = getApp();
      const id = idIn(params);
      await library.restore(kind, teacher.id, id);
      return Response.json({ [kind]: await library.get(kind, teacher.id, id) });
    },
  );
}

export function makeExamplesHandler(
  kind: Kind,
  { examples }: { examples: LibraryRequest },
) {
  return answerRequest(examples, async () =>
    Response.json({
      examples: await loadExamples(kind, language().tag),
    }));
}

export function makeAddExampleHandler(
  kind: Kind,
  { addExample }: { addExample: LibraryRequest },
) {
  return answerRequest<
    "signed-in",
    z.ZodUndefined,
    z.ZodUndefined,
    Answers,
    { n: string }
  >(addExample, async ({ teacher, params }) => {
    const item = await loadExample(kind, language().tag, params.n);
    const libraryItem = await getApp().library.add(kind, teacher.id, item);
    return Response.json({ [kind]: libraryItem }, { status: 201 });
  });
}
