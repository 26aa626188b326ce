/** The effect and the answers of each request that is no act, for the API's description. */
import { z } from "zod";
import { quizColumnRoles } from "../../classroom/model/questions/quiz_roles.ts";
import { spreadsheetType } from "../../exports/spreadsheet.ts";
import * as shape from "./_shapes.ts";

/** A body that is no JSON. */
export const bytes = "bytes";
export interface Lines {
  readonly lines: z.ZodType;
}

export type Content = z.ZodType | typeof bytes | Lines;

export interface RouteAnswer {
  /** One sentence. */
  readonly says: string;
  /** Further facts that a program needs. */
  readonly details?: string;
  /** By status: the content by its type, or JSON; null: empty. */
  readonly answers: Readonly<
    Record<number, z.ZodType | Readonly<Record<string, Content>> | null>
  >;
  /** Bodies by type, if not only JSON. */
  readonly takes?: Readonly<Record<string, Content>>;
  readonly headers?: readonly (readonly [name: string, says: string])[];
}

const teacher = z.object({ teacher: shape.teacher });
const session = z.object({ session: shape.session });
const version = z.object({ version: z.string() });
const template = z.object({ template: shape.template });
const quiz = z.object({ quiz: shape.quiz });

const joined = shape.named(
  "Joined",
  z.object({
    session: z.object({ id: shape.id, name: z.string() }),
    member: z.object({
      id: shape.id,
      name: z.string(),
      role: z.literal("student"),
    }),
    rejoined: z.boolean(),
    byName: z.literal(true).optional().describe("joined by the name alone"),
  }),
);

const waitsForTeacher = z.object({
  waiting: z.string(),
  for: z.literal("teacher"),
});

const waits = shape.named(
  "Waiting",
  z.object({
    waiting: z.string(),
    for: z.enum(["teacher", "start"]),
    kind: z.enum(["rejoin", "return", "new", "start", "observe"]),
    startsAt: shape.time.optional(),
    late: z.literal(true).optional().describe(shape.lateMeaning),
    name: z.string().optional(),
  }),
);

const tus = [["tus-resumable", "the version of tus, `1.0.0`"]] as const;

const importFields = {
  format: z.string().optional(),
  charset: z.string().optional(),
  keep: z.boolean().optional(),
  names: z.array(z.string()).optional(),
};

/** The media types that an import takes, with the fields of quizzes or of templates. */
function importTypes(extraFields: z.ZodRawShape) {
  const fields = { ...importFields, ...extraFields };
  return {
    "application/json": z.object({ text: z.string(), ...fields }),
    "multipart/form-data": z.object({ file: z.string(), ...fields }),
  };
}

const columns = z.object({
  hasHead: z.boolean(),
  roles: z.array(shape.named(
    "ColumnRole",
    z.enum([...quizColumnRoles, "unused"]),
  )),
}).optional().describe("by which a sheet is read; in a form as JSON");

const quizFile = {
  "application/json": z.looseObject({}),
  "text/csv": bytes,
  [spreadsheetType]: bytes,
  "text/plain": bytes,
} as const;

/** The answers to requests about templates, or about quizzes. */
function libraryAnswers(
  items: "templates" | "quizzes",
  { noun, id, short, item, list, examples, imported, extraFields, file }: {
    noun: string;
    id: string;
    /** The fields that items of `part=names` lack. */
    short: string;
    item: z.ZodType;
    list: z.ZodType;
    examples: z.ZodType;
    imported: z.ZodType;
    /** Further fields that an import takes. */
    extraFields: z.ZodRawShape;
    file: Readonly<Record<string, Content>>;
  },
): Record<string, RouteAnswer> {
  const path = `/api/${items}`;
  return {
    [`GET ${path}`]: {
      says: `The teacher's ${items}; with \`part=names\` without ${short}.`,
      answers: { 200: list },
    },
    [`POST ${path}`]: {
      says:
        `Adds ${noun.toLowerCase()}; \`id\` makes a repeated request add nothing.`,
      answers: { 201: item },
    },
    [`GET ${path}/:${id}`]: { says: `${noun}.`, answers: { 200: item } },
    [`PUT ${path}/:${id}`]: {
      says:
        "Replaces it; `expected` is the `at` of the version that it replaces, else 409.",
      answers: { 200: item },
    },
    [`DELETE ${path}/:${id}`]: {
      says: "Deletes it; this can be undone for 10 minutes.",
      answers: { 204: null },
    },
    [`POST ${path}/:${id}/undo`]: {
      says: "Restores it.",
      answers: { 200: item },
    },
    [`GET ${path}/examples`]: {
      says: "The examples that come with Homeroom.",
      answers: { 200: examples },
    },
    [`POST ${path}/examples/:n`]: {
      says: "Adds an example.",
      answers: { 201: item },
    },
    [`GET ${path}/export`]: {
      says: `All ${items} as a file.`,
      answers: { 200: file },
    },
    [`POST ${path}/import`]: {
      says: `Reads ${items} from a file; keeps them with \`keep\`, then 201.`,
      takes: importTypes(extraFields),
      answers: { 200: imported, 201: imported },
    },
  };
}

export const routeAnswers: Readonly<Record<string, RouteAnswer>> = {
  "POST /api/teachers": {
    says: "Makes an account, and signs in.",
    answers: { 201: teacher },
  },
  "POST /api/login": { says: "Signs in.", answers: { 200: teacher } },
  "POST /api/logout": {
    says: "Signs out, with `everywhere` on all devices.",
    answers: { 204: null },
  },
  "GET /api/me": {
    says: "Who the browser is, as a teacher and as members of running classes.",
    answers: {
      200: z.object({
        teacher: shape.teacher.optional(),
        members: z.array(z.object({
          session: shape.id,
          member: shape.id,
          own: shape.id.optional(),
          name: z.string(),
        })),
      }),
    },
  },
  "PATCH /api/me": {
    says: "Changes the name or the password.",
    answers: { 200: teacher },
  },
  "DELETE /api/me": {
    says:
      "Deletes the account and all its sessions; no password is needed soon after a sign-in by the school.",
    answers: { 204: null },
  },
  "POST /api/password-reset": {
    says:
      "Sends a link where there is such an account and a mail server; always answers the same.",
    answers: { 202: z.object({}) },
  },
  "POST /api/password-reset/:token": {
    says: "Sets a new password.",
    answers: { 204: null },
  },

  "POST /api/join": {
    says: "Joins a class, or waits to be let in.",
    details:
      "201 for somebody new, 200 with `rejoined` for who comes back. With a valid cookie of that session it is that member, whatever `name` is. 404 `no-such-code`; 403 `join-locked`, `removed`.",
    answers: { 200: joined, 201: joined, 202: waits },
  },
  "POST /api/join/names": {
    says: "Whose class a code leads to, and the names of its class list.",
    details:
      "`you` is the student of this browser in the class that this one repeats, or in earlier classes of the same teacher: the page joins under that name at once.",
    answers: {
      200: z.object({
        class: z.object({ name: z.string(), teacher: z.string().optional() }),
        names: z.array(z.object({ name: z.string(), taken: z.boolean() })),
        you: z.string().optional(),
      }),
    },
  },
  "POST /api/join/nickname": {
    says: "A friendly name that is free.",
    answers: { 200: z.object({ name: z.string() }) },
  },
  "GET /api/waiting/:id": {
    says:
      "Whether somebody who waits is let in. Where many wait, a browser that asks goes before one that has not asked.",
    details:
      "202 while they wait; then as `POST /api/join`, or for an observer as `POST /api/observe`; or 403.",
    answers: {
      200: joined,
      201: z.union([joined, session]),
      202: z.union([waits, waitsForTeacher]),
    },
  },
  "POST /api/waiting/:id": {
    says: "Joins as somebody new, after 60 s.",
    answers: { 200: joined, 201: joined, 202: waits },
  },
  "POST /api/leave": {
    says: "Leaves a class: this browser's member cookie is void.",
    details:
      "With `undo`, earlier classes stay as they are, and a member whom `you` has let in within the last minute, and who has done nothing, is deleted.",
    answers: { 204: null },
  },
  "POST /api/observe": {
    says: "Looks on at a colleague's class where invited, else asks to.",
    answers: { 201: session, 202: waitsForTeacher },
  },
  "GET /api/my": {
    says: "The work of this browser's student, also after the end.",
    answers: { 200: shape.myWork },
  },
  "GET /api/my/conversations/:c": {
    says: "A conversation, with its turns.",
    answers: { 200: z.object({ conversation: shape.myConversation }) },
  },
  "GET /api/my/drawings/:d": {
    says: "The visible marks of a board, by its id in `MyWork`.",
    answers: { 200: z.object({ marks: z.array(shape.drawingMark) }) },
  },
  "POST /api/my/unlock": {
    says: "Shows another name's work of this browser.",
    answers: { 204: null },
  },

  "GET /api/sessions": {
    says: "The teacher's sessions.",
    answers: { 200: z.object({ sessions: z.array(shape.session) }) },
  },
  "POST /api/sessions": {
    says: "Makes a session.",
    details:
      "`restartOf` takes over what is not given; `name` or `restartOf` must be. 409 `active-session-exists` unless `endActive`.",
    answers: { 201: session },
  },
  "GET /api/sessions/:s/history": {
    says: "A part of the record, streamed.",
    answers: {
      200: {
        "application/json": z.looseObject({}),
        "text/markdown": bytes,
        "text/html": bytes,
        "text/csv": bytes,
        [spreadsheetType]: bytes,
      },
    },
  },
  "GET /api/sessions/:s/export": {
    says: "All of the record as one zip.",
    answers: { 200: { "application/zip": bytes } },
  },
  "GET /api/schema/history": {
    says: "JSON Schema of the record's JSON.",
    answers: { 200: { "application/schema+json": z.looseObject({}) } },
  },

  ...libraryAnswers("templates", {
    noun: "A template",
    id: "t",
    short: "long fields",
    item: template,
    list: z.object({ templates: z.array(shape.listedTemplate) }),
    examples: z.object({ examples: z.array(shape.exampleTemplate) }),
    imported: shape.importedTemplates,
    extraFields: {},
    file: { "application/json": z.looseObject({}), "text/csv": bytes },
  }),
  "POST /api/templates/try": {
    says: "Tries a template; nothing is stored.",
    details: "The last line has `failure` if the answer fails.",
    answers: { 200: { "application/x-ndjson": { lines: shape.trialPiece } } },
  },
  ...libraryAnswers("quizzes", {
    noun: "A quiz",
    id: "q",
    short: "questions",
    item: quiz,
    list: z.object({ quizzes: z.array(shape.listedQuiz) }),
    examples: z.object({ examples: z.array(shape.exampleQuiz) }),
    imported: shape.importedQuizzes,
    extraFields: { columns },
    file: quizFile,
  }),
  "GET /api/quizzes/:q/export": {
    says: "A quiz as a file.",
    answers: { 200: quizFile },
  },
  "POST /api/images": {
    says: "Adds a picture for questions and drawing boards, by its bytes.",
    takes: { "image/*": bytes },
    answers: { 201: z.object({ image: shape.image }) },
  },

  "POST /api/files": {
    says: "Begins an upload by tus 1.0.0.",
    details:
      "`Upload-Metadata` has `session`, `name` and `type`; `Location` in the answer is `/api/files/<id>`. Of a picture or a video the server takes out what it says of place, time and camera, unless the metadata has `original` with the value `yes`: then it stays as it is, and a picture is a download. Another version of tus: 412.",
    headers: [
      ...tus,
      ["upload-length", "the bytes of the file"],
      ["upload-metadata", "as in tus"],
    ],
    takes: { "application/offset+octet-stream": bytes },
    answers: { 201: null },
  },
  "GET /api/files/:id": {
    says: "The bytes of a file.",
    details:
      "To those who may read where it was posted, or a page that it was put into and that names it now; to the uploader before that and as long as they read that page; and to staff. As attachment for all but png, jpeg, gif, webp and avif that say how large they are, of at most 60 megapixels. With `Sec-Fetch-Dest: image` these alone.",
    answers: {
      200: { "*/*": bytes },
      206: { "*/*": bytes },
      304: null,
      416: null,
    },
  },
  "HEAD /api/files/:id": {
    says: "What `GET` would answer, without the bytes.",
    details:
      "With `Tus-Resumable`, to the uploader alone: how much of an upload has arrived, in `Upload-Offset`, of how many bytes, in `Upload-Length`.",
    answers: { 200: null, 206: null, 304: null, 416: null },
  },
  "PATCH /api/files/:id": {
    says: "Sends more bytes of an upload.",
    headers: [...tus, ["upload-offset", "where the bytes begin"]],
    takes: { "application/offset+octet-stream": bytes },
    answers: { 204: null },
  },
  "DELETE /api/files/:id": {
    says: "Ends an upload.",
    details:
      "One that is posted, on a page or at an earlier time of one: `file-posted`.",
    headers: tus,
    answers: { 204: null },
  },

  "GET /api/health": {
    says: "Whether the process is alive; 503 during shutdown.",
    answers: { 200: version },
  },
  "GET /api/ready": {
    says:
      "Whether requests should be sent here; 503 also while the KV does not answer within a second.",
    answers: { 200: version },
  },
  "GET /api/openapi.json": {
    says: "All of these requests with their schemas, as OpenAPI 3.1.",
    answers: { 200: z.looseObject({}) },
  },
};
