/** The effect of each request that is no act, in words, for the API's description, and bodies that are not only JSON. */
import { z } from "zod";
import { nameSchema } from "../../classroom/model/result_schemas.ts";
import { quizColumnRoles } from "../../classroom/model/questions/quiz_roles.ts";
import { bytes, type Content } from "../(http)/_define_request.ts";
import type { Words } from "./_words.ts";

export interface RouteWords extends Words {
  /** Bodies by type, if not only JSON. */
  readonly takes?: Readonly<Record<string, Content>>;
  readonly headers?: readonly (readonly [name: string, says: string])[];
}

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
  roles: z.array(nameSchema(
    "ColumnRole",
    z.enum([...quizColumnRoles, "unused"]),
  )),
}).optional().describe("by which a sheet is read; in a form as JSON");

/** The words for requests about templates, or about quizzes. */
function libraryWords(
  items: "templates" | "quizzes",
  { noun, id, short, extraFields }: {
    noun: string;
    id: string;
    /** The fields that items of `part=names` lack. */
    short: string;
    /** Further fields that an import takes. */
    extraFields: z.ZodRawShape;
  },
): Record<string, RouteWords> {
  const path = `/api/${items}`;
  return {
    [`GET ${path}`]: {
      says: `The teacher's ${items}; with \`part=names\` without ${short}.`,
    },
    [`POST ${path}`]: {
      says:
        `Adds ${noun.toLowerCase()}; \`id\` makes a repeated request add nothing.`,
    },
    [`GET ${path}/:${id}`]: { says: `${noun}.` },
    [`PUT ${path}/:${id}`]: {
      says:
        "Replaces it; `expected` is the `at` of the version that it replaces, else 409.",
    },
    [`DELETE ${path}/:${id}`]: {
      says: "Deletes it; this can be undone for 10 minutes.",
    },
    [`POST ${path}/:${id}/undo`]: { says: "Restores it." },
    [`GET ${path}/examples`]: { says: "The examples that come with Homeroom." },
    [`POST ${path}/examples/:n`]: { says: "Adds an example." },
    [`GET ${path}/export`]: { says: `All ${items} as a file.` },
    [`POST ${path}/import`]: {
      says: `Reads ${items} from a file; keeps them with \`keep\`, then 201.`,
      takes: importTypes(extraFields),
    },
  };
}

export const routeWords: Readonly<Record<string, RouteWords>> = {
  "POST /api/teachers": { says: "Makes an account, and signs in." },
  "POST /api/login": { says: "Signs in." },
  "POST /api/logout": { says: "Signs out, with `everywhere` on all devices." },
  "GET /api/me": {
    says: "Who the browser is, as a teacher and as members of running classes.",
  },
  "PATCH /api/me": { says: "Changes the name or the password." },
  "DELETE /api/me": {
    says:
      "Deletes the account and all its sessions; no password is needed soon after a sign-in by the school.",
  },
  "POST /api/password-reset": {
    says:
      "Sends a link where there is such an account and a mail server; always answers the same.",
  },
  "POST /api/password-reset/:token": { says: "Sets a new password." },

  "POST /api/join": {
    says: "Joins a class, or waits to be let in.",
    details:
      "201 for somebody new, 200 with `rejoined` for who comes back. With a valid cookie of that session it is that member, whatever `name` is. 404 `no-such-code`; 403 `join-locked`, `removed`.",
  },
  "POST /api/join/names": {
    says: "Whose class a code leads to, and the names of its class list.",
    details:
      "`you` is the student of this browser in the class that this one repeats, or in earlier classes of the same teacher: the page joins under that name at once.",
  },
  "POST /api/join/nickname": { says: "A friendly name that is free." },
  "GET /api/waiting/:id": {
    says:
      "Whether somebody who waits is let in. Where many wait, a browser that asks goes before one that has not asked.",
    details:
      "202 while they wait; then as `POST /api/join`, or for an observer as `POST /api/observe`; or 403.",
  },
  "POST /api/waiting/:id": { says: "Joins as somebody new, after 60 s." },
  "POST /api/leave": {
    says: "Leaves a class: this browser's member cookie is void.",
    details:
      "With `undo`, earlier classes stay as they are, and a member whom `you` has let in within the last minute, and who has done nothing, is deleted.",
  },
  "POST /api/observe": {
    says: "Looks on at a colleague's class where invited, else asks to.",
  },
  "GET /api/my": {
    says: "The work of this browser's student, also after the end.",
  },
  "GET /api/my/conversations/:c": { says: "A conversation, with its turns." },
  "GET /api/my/drawings/:d": {
    says: "The visible marks of a board, by its id in `MyWork`.",
  },
  "POST /api/my/unlock": { says: "Shows another name's work of this browser." },

  "GET /api/sessions": { says: "The teacher's sessions." },
  "POST /api/sessions": {
    says: "Makes a session.",
    details:
      "`restartOf` takes over what is not given; `name` or `restartOf` must be. 409 `active-session-exists` unless `endActive`.",
  },
  "GET /api/sessions/:s/history": { says: "A part of the record, streamed." },
  "GET /api/sessions/:s/export": { says: "All of the record as one zip." },
  "GET /api/schema/history": { says: "JSON Schema of the record's JSON." },

  ...libraryWords("templates", {
    noun: "A template",
    id: "t",
    short: "long fields",
    extraFields: {},
  }),
  "POST /api/templates/try": {
    says: "Tries a template; nothing is stored.",
    details: "The last line has `failure` if the answer fails.",
  },
  ...libraryWords("quizzes", {
    noun: "A quiz",
    id: "q",
    short: "questions",
    extraFields: { columns },
  }),
  "GET /api/quizzes/:q/export": { says: "A quiz as a file." },
  "POST /api/images": {
    says: "Adds a picture for questions and drawing boards, by its bytes.",
    takes: { "image/*": bytes },
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
  },
  "GET /api/files/:id": {
    says: "The bytes of a file.",
    details:
      "To those who may read where it was posted, or a page that it was put into and that names it now; to the uploader before that and as long as they read that page; and to staff. As attachment for all but png, jpeg, gif, webp and avif that say how large they are, of at most 60 megapixels. With `Sec-Fetch-Dest: image` these alone.",
  },
  "HEAD /api/files/:id": {
    says: "What `GET` would answer, without the bytes.",
    details:
      "With `Tus-Resumable`, to the uploader alone: how much of an upload has arrived, in `Upload-Offset`, of how many bytes, in `Upload-Length`.",
  },
  "PATCH /api/files/:id": {
    says: "Sends more bytes of an upload.",
    headers: [...tus, ["upload-offset", "where the bytes begin"]],
    takes: { "application/offset+octet-stream": bytes },
  },
  "DELETE /api/files/:id": {
    says: "Ends an upload.",
    details:
      "One that is posted, on a page or at an earlier time of one: `file-posted`.",
    headers: tus,
  },

  "GET /api/health": {
    says: "Whether the process is alive; 503 during shutdown.",
  },
  "GET /api/ready": {
    says:
      "Whether requests should be sent here; 503 also while the KV does not answer within a second.",
  },
  "GET /api/openapi.json": {
    says: "All of these requests with their schemas, as OpenAPI 3.1.",
  },
};
