/**
 * Deletes what a device keeps of a teacher's classes (documents, uploads,
 * drafts, pages) after the class and at sign-out, because staff rooms share
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
 * Keeps the classes of `live`, and others that the server says are upcoming or
 * running, since another tab may have one open. `signedOut` deletes all. Never
 * rejects.
 */
export async function deleteFormerClasses(
  live: readonly string[],
  signedOut: boolean,
): Promise<void> {
  const stays = new Map(live.map((session) => [session, true]));
  const goes = async (name: string) => {
    const session = sessionIn(name);
    if (session === undefined) return false;
    const known = stays.get(session) ??
      (!signedOut && await isStillTheirs(session));
    stays.set(session, known);
    return !known;
  };
  try {
    for (const key of Object.keys(localStorage)) {
      if (await goes(key)) localStorage.removeItem(key);
    }
    if (live.length === 0) localStorage.removeItem("homeroom/eyes-on-me");
  } catch {
    // No storage in this browser.
  }
  for (const name of await listDatabases()) {
    if (await goes(name)) await deleteDatabase(name);
  }
  try {
    const pages = await caches.open("homeroom-pages");
    for (const { url } of await pages.keys()) {
      const { pathname } = new URL(url);
      // The teacher's look at student pages; a student's own copy is cached
      // again later.
      const looked = live.length === 0 && /\/class\//.test(pathname);
      if (looked || await goes(pathname)) await pages.delete(pathname);
    }
  } catch {
    // No caches in this browser.
  }
}

/** The class of a stored name; undefined if it is not a teacher's. */
function sessionIn(name: string): string | undefined {
  return ofTeacher.flatMap((form) => form.exec(name)?.[1] ?? [])[0];
}

/**
 * The class is upcoming or running, and the account's. True if the server
 * cannot be reached.
 */
async function isStillTheirs(session: string): Promise<boolean> {
  const answer = await requestAct(session, "GET /");
  if (answer.ok) return answer.body.session.state !== "ended";
  return ![403, 404, 409].includes(answer.problem.status);
}
