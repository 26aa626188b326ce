/**
 * The upload protocol, tus 1.0.0, over our own rules: who may begin an upload, and that only they go on with
 * it. Reading a file is none of its business.
 */
import { Server } from "@tus/server";
import { type App, theApp } from "../classroom/app.ts";
import type { Who } from "../classroom/identity.ts";
import { bounds, isId, newId } from "../classroom/schema.ts";
import { Refusal } from "../sync/refusal.ts";
import { cookieNames } from "./_cookies.ts";
import { logBug } from "./_problem.ts";

interface Asking {
  req: Request;
  cookies: ReadonlyMap<string, string>;
  as: "teacher" | "member" | undefined;
}

const servers = new WeakMap<App, Promise<Server>>();
/** Who asks in a request, and what was thrown about it: the protocol's own hooks tell it as plain text. */
const askings = new WeakMap<Request, Asking & { thrown?: unknown }>();

/** Goes with every answer of the protocol. */
const spoken = { "tus-resumable": "1.0.0" };

/** Whether a request is one of the upload protocol. */
export function isUpload(req: Request): boolean {
  return req.method === "OPTIONS" || req.headers.has("tus-resumable");
}

/** Answers a request of the upload protocol; `id` is that of the file in its path, if any. */
export async function answerUpload(
  asking: Asking,
  id: string | undefined,
): Promise<Response> {
  const { req } = asking;
  const app = theApp();
  const { files } = app;
  const server = await serverOf(app);
  if (id !== undefined && req.method !== "OPTIONS") {
    const entry = await files.mine(id, await peopleOf(id, asking));
    if (req.method === "DELETE" && entry.rooms.length > 0) {
      throw new Refusal("not-allowed", "The file has been posted.");
    }
  }
  const isDeletion = id !== undefined && req.method === "DELETE";
  // Decided before a byte of it goes: it may have been posted meanwhile.
  if (isDeletion) await files.cancel(id);
  const asked: Asking & { thrown?: unknown } = { ...asking };
  askings.set(req, asked);
  const response = await server.handleWeb(req);
  if (asked.thrown) throw asked.thrown;
  // By then it has ended what was still coming. That there is nothing more to delete is what was asked for.
  if (isDeletion) return new Response(null, { status: 204, headers: spoken });
  const of = id ?? response.headers.get("location")?.split("/").at(-1);
  const wrote = req.method === "POST" || req.method === "PATCH";
  if (wrote && response.ok && of !== undefined) await files.mustBeThere(of);
  // The answer to the last bytes may have been lost, or the server's life with it.
  if (id !== undefined && isWhole(req, response)) await files.finish(id);
  return response;
}

/** Who somebody is in a session: as asked for, else everybody whose cookies they have. */
export async function peopleIn(
  session: string,
  { cookies, as }: Pick<Asking, "cookies" | "as">,
): Promise<Who[]> {
  const held = {
    teacher: cookies.get(cookieNames.teacher),
    member: cookies.get(cookieNames.member(session)),
  };
  const { identities } = theApp();
  const all = as ? [as] : ["teacher", "member"] as const;
  const people = await Promise.all(
    all.map((as) => identities.who(session, held, as)),
  );
  return people.filter((who) => who !== null);
}

async function peopleOf(id: string, asking: Asking): Promise<Who[]> {
  const session = await theApp().files.session(id);
  const people = session === null ? [] : await peopleIn(session, asking);
  if (people.length === 0) throw await nobody(asking.cookies);
  return people;
}

/** Why somebody who is nobody here is refused: who they are is not known, or it is nothing of theirs (A5). */
export async function nobody(
  cookies: ReadonlyMap<string, string>,
): Promise<Refusal> {
  const known = await theApp().identities.holdsAny(cookies);
  return new Refusal(known ? "not-found" : "not-signed-in");
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
  const { store } = await files.bytes();
  return new Server({
    path: "/api/files",
    datastore: store,
    relativeLocation: true,
    // Nobody on another site has anything to upload here.
    allowedOrigins: [],
    maxSize: bounds.file,
    namingFunction: () => newId(),
    // What the protocol does not know is ours: it would tell the uploader what the disk or the bucket said.
    onResponseError: (req, error) => {
      const asking = askings.get(req as Request);
      if (asking && !("status_code" in error)) {
        if (!asking.thrown) logBug(error, "upload");
        asking.thrown ??= new Refusal("storage-unavailable");
      }
      return undefined;
    },
    onUploadCreate: (req, { id, size, metadata }) =>
      telling(req, async (asking) => {
        const { session, name, type } = metadata ?? {};
        if (!isId(session)) {
          throw new Refusal(
            "malformed",
            "Upload-Metadata must name the session.",
          );
        }
        const [who] = await peopleIn(session, asking);
        if (!who) throw await nobody(asking.cookies);
        const ask = { name: name ?? "", type: type ?? "", size: size ?? 0 };
        await files.begin(who, id, ask);
        return { metadata: {} };
      }),
    onUploadFinish: (req, { id }) =>
      telling(req, async () => {
        await files.finish(id);
        return {};
      }),
  });
}

/** Does something for a request, and keeps what it throws as it is. */
async function telling<T>(
  req: unknown,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const asking = askings.get(req as Request);
  if (!asking) throw new Error("An upload came by another way than its route.");
  try {
    return await work(asking);
  } catch (thrown) {
    asking.thrown = thrown;
    throw thrown;
  }
}

function isWhole(req: Request, { ok, headers }: Response): boolean {
  const length = headers.get("upload-length");
  return req.method === "HEAD" && ok && length !== null &&
    length === headers.get("upload-offset");
}
