/** For every API request: requires JSON for changes, and answers errors with problem+json. */
import { refusal } from "../../classroom/model/refuse.ts";
import { problemFromError, problemResponse } from "../(http)/_problem.ts";
import { middleware, type ParentState } from "./$_middleware.ts";

export interface State extends ParentState {}

export default middleware(async (ctx) => {
  if (!takesBody(ctx.req, ctx.url.pathname)) {
    return problemResponse(refusal("not-json-type"), 415);
  }
  try {
    const response = await ctx.next({ ...ctx.state });
    if (response.headers.has("cache-control")) return response;
    const headers = new Headers(response.headers);
    headers.set("cache-control", "no-store");
    return new Response(response.body, { status: response.status, headers });
  } catch (error) {
    return problemFromError(error);
  }
});

/** Whether the request may pass: it only reads, other sites need a preflight for it, or it is the form of an import. */
function takesBody(req: Request, path: string): boolean {
  if (/^(GET|HEAD|OPTIONS)$/.test(req.method)) return true;
  // A form cannot send this header.
  if (/^\/api\/files(\/|$)/.test(path)) return req.headers.has("tus-resumable");
  if (req.method === "DELETE" && !hasBody(req)) return true;
  const type = req.headers.get("content-type")?.split(";")[0].trim()
    .toLowerCase() ?? "";
  // A form cannot send a picture's type either.
  if (path === "/api/images") return /^image\/[\w.+-]+$/.test(type);
  // Imported files come as forms; a form of another site is refused by its Origin (ACCESS-4).
  return type === "application/json" ||
    type === "multipart/form-data" &&
      /^\/api\/(quizzes|templates)\/import$/.test(path);
}

/** Whether the body has bytes: the server gives every request but GET a stream, even if empty. */
function hasBody({ headers }: Request): boolean {
  return headers.has("transfer-encoding") ||
    Number(headers.get("content-length") ?? 0) !== 0;
}
