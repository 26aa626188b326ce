/**
 * What a device keeps of a teacher's classes: documents, files on their way, drafts, the page itself. It goes with
 * the class, and all of it at the sign-out: a desk in a staff room is many teachers'.
 */
import { databases, remove } from "../../sync/client/databases.ts";

/** The names of what is kept for whoever signs in as a teacher, by their class. */
const ofTeacher = [
  /^homeroom\/[^/]+\/teacher\/([^/]+)\//,
  /^homeroom-files\/teacher\/([^/]+)$/,
  /^homeroom\/draft\/([^/]+)\/teacher\//,
  /^homeroom\/wishes\/([^/]+)$/,
  /^(?:\/[\w-]+)?\/teacher\/sessions\/([^/]+)$/,
];

/** Deletes all of it but of the classes `live`. Never rejects. */
export async function tidyDesk(live: readonly string[]): Promise<void> {
  const goes = (name: string) => {
    const session = ofTeacher.flatMap((form) => form.exec(name)?.[1] ?? [])[0];
    return session !== undefined && !live.includes(session);
  };
  try {
    for (const key of Object.keys(localStorage)) {
      if (goes(key)) localStorage.removeItem(key);
    }
    if (live.length === 0) localStorage.removeItem("homeroom/eyes-on-me");
  } catch {
    // Nothing is kept there.
  }
  for (const name of await databases()) {
    if (goes(name)) await remove(name);
  }
  try {
    const pages = await caches.open("homeroom-pages");
    for (const { url } of await pages.keys()) {
      const { pathname } = new URL(url);
      // What students see, as the teacher has looked at it; a student's own copy is made again.
      const looked = live.length === 0 && /\/class\//.test(pathname);
      if (goes(pathname) || looked) await pages.delete(pathname);
    }
  } catch {
    // There are none.
  }
}
