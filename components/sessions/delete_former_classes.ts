/**
 * Deletes what a device has of a teacher's classes, after each class and at sign-out, since teachers share
 * computers.
 */
import { deleteDatabase, listDatabases } from "../../sync/client/databases.ts";
import { requestAct } from "../client/session_api.ts";

const ofTeacher = [
  /^homeroom\/[^/]+\/teacher\/([^/]+)\//,
  /^homeroom-files\/teacher\/([^/]+)$/,
  /^homeroom\/draft\/([^/]+)\/teacher\//,
  /^homeroom\/(?:wishes|heard)\/([^/]+)$/,
  /^(?:\/[\w-]+)?\/teacher\/sessions\/([^/]+)$/,
];

/**
 * Deletes from this device all classes but those in `live` and, unless `isSignedOut`, those that may still be scheduled
 * or running. Never rejects.
 */
export async function deleteFormerClasses(
  live: readonly string[],
  isSignedOut: boolean,
): Promise<void> {
  const stays = new Map(live.map((session) => [session, true]));
  const goes = async (name: string) => {
    const session = sessionIn(name);
    if (session === undefined) return false;
    const isKept = stays.get(session) ??
      (!isSignedOut && await isStillTheirs(session));
    stays.set(session, isKept);
    return !isKept;
  };
  try {
    for (const key of Object.keys(localStorage)) {
      if (await goes(key)) localStorage.removeItem(key);
    }
    if (live.length === 0) localStorage.removeItem("homeroom/eyes-on-me");
  } catch {
    // The browser has no storage.
  }
  for (const name of await listDatabases()) {
    if (await goes(name)) await deleteDatabase(name);
  }
  try {
    const pages = await caches.open("homeroom-pages");
    for (const { url } of await pages.keys()) {
      const { pathname } = new URL(url);
      // Deletes students' pages that the teacher looked at. A student's own page is stored again later.
      const looked = live.length === 0 && /\/class\//.test(pathname);
      if (looked || await goes(pathname)) await pages.delete(pathname);
    }
  } catch {
    // The browser has no caches.
  }
}

/** The class that a stored name belongs to; undefined: it is not a teacher's. */
function sessionIn(name: string): string | undefined {
  return ofTeacher.flatMap((form) => form.exec(name)?.[1] ?? [])[0];
}

/** Whether the class is scheduled or running and belongs to this account. True if the server cannot be reached. */
async function isStillTheirs(session: string): Promise<boolean> {
  const answer = await requestAct(session, "GET /");
  if (answer.ok) return answer.body.session.state !== "ended";
  return ![403, 404, 409].includes(answer.problem.status);
}
