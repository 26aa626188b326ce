/**
 * The upload protocol, tus 1.0.0, under our access rules: who may begin an upload, and that only they continue it. The
 * library acts only on the id that was checked here (ACCESS-1).
 */
import { ERRORS, Server } from "@tus/server";
import { type App, getApp } from "../../../classroom/app.ts";
import type { Files } from "../../../classroom/files/files.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { isId, newId } from "../../../classroom/model/ids.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import { type HeldBody, holderOf, holdPlace } from "../../(http)/_bytes.ts";
import { cookieNames } from "../../(http)/_cookies.ts";
import { type GrantedBody, makeGrantedBody } from "./_granted_body.ts";
import { logBug } from "../../(http)/_log.ts";
import { problemResponse } from "../../(http)/_problem.ts";
import { UploadLocks } from "./_upload_locks.ts";

interface Asking extends HeldBody {
  cookies: ReadonlyMap<string, string>;
  requestedRole: "teacher" | "member" | undefined;
}

/** A request inside the library: its file, and an error to rethrow, which the library would reword. */
interface Underway extends Asking {
  id: string | null;
  thrown?: unknown;
}

const servers = new WeakMap<App, Promise<Server>>();
const allUnderway = new WeakMap<Request, Underway>();

/** Memory that an upload takes on its way to the disk or bucket. */
const streamedBytes = 64 * 1024;

const spoken = { "tus-resumable": "1.0.0" };

export async function answerUpload(
  asking: Asking,
  id: string | null,
): Promise<Response> {
  const { req } = asking;
  const speaks = req.headers.get("tus-resumable");
  if (req.method !== "OPTIONS" && speaks !== spoken["tus-resumable"]) {
    await req.body?.cancel();
    const answer = problemResponse(refusal("no-upload-request"), 412);
    answer.headers.set("tus-version", spoken["tus-resumable"]);
    answer.headers.set("tus-resumable", spoken["tus-resumable"]);
    return answer;
  }
  const app = getApp();
  const { files } = app;
  const server = await serverOf(app);
  let { holder } = asking;
  if (id !== null && req.method !== "OPTIONS") {
    const people = await peopleOf(id, asking);
    const entry = await files.requireOwnUpload(id, people);
    holder = holderOf(people[0]);
    // Refuses before the body is read if there is no more room.
    if (req.method === "PATCH") {
      await files.extendUpload(id, entry.arrived ?? 0);
    }
  }
  const isDeletion = id !== null && req.method === "DELETE";
  // Refuses if the file was posted meanwhile.
  if (isDeletion) await files.cancelUpload(id);
  const underway: Underway = { ...asking, id };
  const place = holdPlace(holder, app.arriving);
  const body = bodyOf(req, files, underway, place.ended);
  if (body) place.hold(streamedBytes);
  const granted = body
    ? new Request(req, { body: body.stream, duplex: "half" } as RequestInit)
    : req;
  allUnderway.set(granted, underway);
  const response = await server.handleWeb(granted).finally(() => {
    body?.answered();
    place.leave();
  });
  const arrived = body?.arrived() ?? null;
  if (arrived !== null && underway.id !== null) {
    await files.pauseUpload(underway.id, arrived);
  }
  if (underway.thrown) throw underway.thrown;
  // The library has ended a running upload. A file that is already gone counts as deleted.
  if (isDeletion) return new Response(null, { status: 204, headers: spoken });
  if (!response.ok) return await inOurWords(response);
  const wrote = req.method === "POST" || req.method === "PATCH";
  if (wrote && underway.id !== null) await files.requireNotDeleted(underway.id);
  // Finishes an upload whose last answer was lost.
  if (id !== null && isWhole(req, response)) await files.finishUpload(id);
  return response;
}

function bodyOf(
  { body, headers, method }: Request,
  files: Files,
  underway: Underway,
  ended: AbortSignal,
): GrantedBody | null {
  if (!body || method !== "PATCH" && method !== "POST") return null;
  const from = method === "POST" ? 0 : Number(headers.get("upload-offset"));
  const ask = async <T>(work: Promise<T>) => {
    try {
      return await work;
    } catch (error) {
      underway.thrown = error;
      throw error;
    }
  };
  return makeGrantedBody(body, from, {
    grant: (arrived) => ask(files.extendUpload(underway.id ?? "", arrived)),
    requireWanted: () => ask(files.requireOpenUpload(underway.id ?? "")),
    ended,
    onEnded: (reason) => underway.thrown = reason,
  });
}

/** The people as whom the browser's cookies act in a session; with `requestedRole`, only in that role. */
export async function findUploaders(
  session: string,
  { cookies, requestedRole }: Pick<Asking, "cookies" | "requestedRole">,
): Promise<Identity[]> {
  const tokens = {
    teacher: cookies.get(cookieNames.teacher),
    member: cookies.get(cookieNames.member(session)),
  };
  const { identities } = getApp();
  const roles = requestedRole
    ? [requestedRole]
    : ["teacher", "member"] as const;
  const people = await Promise.all(
    roles.map((role) => identities.identify(session, tokens, role)),
  );
  return people.filter((who) => who !== null);
}

async function peopleOf(id: string, asking: Asking): Promise<Identity[]> {
  const session = await getApp().files.sessionOf(id);
  const people = session === null ? [] : await findUploaders(session, asking);
  if (people.length === 0) throw await refuseUnknownUploader(asking.cookies);
  return people;
}

/** The refusal for an unknown browser, or for a file that is not theirs (ACCESS-5). */
export async function refuseUnknownUploader(
  cookies: ReadonlyMap<string, string>,
): Promise<Refusal> {
  const hasValidCookie = await getApp().identities.hasValidCookie(cookies);
  return refusal(hasValidCookie ? "not-found" : "not-signed-in");
}

function serverOf(app: App): Promise<Server> {
  let server = servers.get(app);
  if (!server) {
    server = makeServer(app);
    servers.set(app, server);
    server.catch(() => servers.delete(app));
  }
  return server;
}

async function makeServer({ files }: App): Promise<Server> {
  const { dataStore } = await files.bytes();
  return new Server({
    path: "/api/files",
    datastore: dataStore,
    relativeLocation: true,
    allowedOrigins: [],
    maxSize: bounds.file,
    locker: new UploadLocks(),
    // The library's way would take the end of the URL, including the query.
    getFileIdFromRequest: (req) =>
      allUnderway.get(req as Request)?.id ?? undefined,
    namingFunction(req) {
      const id = newId();
      underwayFor(req).id = id;
      return id;
    },
    // Replaces errors that are not the protocol's: its answer would reveal messages of the disk or bucket.
    onResponseError: (req, error) => {
      const underway = allUnderway.get(req as Request);
      if (!underway || underway.thrown) return;
      if ("body" in error && error.body === ERRORS.ABORTED.body) {
        underway.thrown = refusal("upload-taken-over");
      } else if (
        "body" in error && error.body === ERRORS.ERR_LOCK_TIMEOUT.body
      ) {
        underway.thrown = refusal("too-often");
      } else if (!("status_code" in error) || error.status_code === 500) {
        logBug(error, "upload");
        underway.thrown = refusal("storage-unavailable");
      }
    },
    onUploadCreate: (req, { id, size, metadata }) =>
      telling(req, async (asking) => {
        const { session, name, type, original } = metadata ?? {};
        if (!isId(session)) {
          throw refusal("upload-without-session");
        }
        const [who] = await findUploaders(session, asking);
        if (!who) throw await refuseUnknownUploader(asking.cookies);
        const ask = {
          name: name ?? "",
          type: type ?? "",
          size: size ?? 0,
          isOriginal: original === "yes",
        };
        await files.beginUpload(who, id, ask);
        return { metadata: {} };
      }),
    onUploadFinish: (req, { id }) =>
      telling(req, async () => {
        await files.finishUpload(id);
        return {};
      }),
  });
}

async function telling<T>(
  req: unknown,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const underway = underwayFor(req);
  try {
    return await work(underway);
  } catch (error) {
    underway.thrown = error;
    throw error;
  }
}

function underwayFor(req: unknown): Underway {
  const underway = allUnderway.get(req as Request);
  if (underway) return underway;
  throw new Error("An upload came by another way than its route.");
}

/** The protocol's own refusals in our format, with their status and headers. */
async function inOurWords(response: Response): Promise<Response> {
  const { status, headers } = response;
  await response.body?.cancel();
  const ours = problemResponse(
    refusals[status]?.() ?? refusal("no-upload-request"),
    status,
  );
  for (const [name, value] of headers) {
    if (/^(tus|upload)-/.test(name)) ours.headers.set(name, value);
  }
  return ours;
}

const refusals: Readonly<Record<number, () => Refusal>> = {
  // Simultaneous requests, or a wrong offset: a client that asks again learns the right one.
  409: () => refusal("upload-offset"),
  404: () => refusal("not-found"),
  410: () => refusal("not-found"),
  413: () =>
    refusal("upload-too-large", { megabytes: bounds.file / 1024 / 1024 }),
  501: () => refusal("upload-extension"),
};

function isWhole(req: Request, { ok, headers }: Response): boolean {
  const length = headers.get("upload-length");
  return req.method === "HEAD" && ok && length !== null &&
    length === headers.get("upload-offset");
}
