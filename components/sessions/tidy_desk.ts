/**
 * What a device keeps of a teacher's classes: documents, files on their way, drafts, the page itself. It goes with
 * the class, and all of it at the sign-out: a desk in a staff room is many teachers'.
 */
import { databases, removeDatabase } from "../../sync/client/databases.ts";
import { askSession } from "../client/session_api.ts";

/** The names of what is kept for whoever signs in as a teacher, by their class. */
const ofTeacher = [
  /^homeroom\/[^/]+\/teacher\/([^/]+)\//,
  /^homeroom-files\/teacher\/([^/]+)$/,
  /^homeroom\/draft\/([^/]+)\/teacher\//,
  /^homeroom\/(?:wishes|heard)\/([^/]+)$/,
  /^(?:\/[\w-]+)?\/teacher\/sessions\/([^/]+)$/,
];

/**
 * Deletes all of it but of the classes `live`, and of those that are still to come or have begun since `live` was
 * known: another tab may have one of them open. `signedOut`: none stays. Never rejects.
 */
export async function tidyDesk(
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
    // Nothing is kept there.
  }
  for (const name of await databases()) {
    if (await goes(name)) await removeDatabase(name);
  }
  try {
    const pages = await caches.open("homeroom-pages");
    for (const { url } of await pages.keys()) {
      const { pathname } = new URL(url);
      // What students see, as the teacher has looked at it; a student's own copy is made again.
      const looked = live.length === 0 && /\/class\//.test(pathname);
      if (looked || await goes(pathname)) await pages.delete(pathname);
    }
  } catch {
    // There are none.
  }
}

/** The class that something is kept of, where it is a teacher's. */
function sessionIn(name: string): string | undefined {
  return ofTeacher.flatMap((form) => form.exec(name)?.[1] ?? [])[0];
}

/** Whether a class is still to be held, or runs, and is for who is signed in. Where nobody says, it counts as such. */
async function isStillTheirs(session: string): Promise<boolean> {
  const answer = await askSession(session, "GET /");
  if (answer.ok) return answer.body.session.state !== "ended";
  return ![403, 404, 409].includes(answer.problem.status);
}
