/** How a student's time in a class comes to its end, and what is left of it on the device (S-5, J-4, J-6). */
import type { MemberCommand } from "../../classroom/commands.ts";
import { documents } from "../../classroom/model/documents.ts";
import { forgetSpace, unsentIn } from "../../sync/client/device.ts";
import type { Status } from "../../sync/client/open.ts";
import type { ClassSession } from "../client/class_session.ts";
import { holderOf } from "../client/seat.ts";
import { isShutOut } from "../client/status.ts";
import { allDrafts, forgetDrafts } from "../client/drafts.ts";
import { unsentFiles } from "../files/outgoing.ts";
import { forgetFormer } from "./former.ts";
import { loadPart } from "../ui/load_part.ts";

/** Loads what keeps the page for times without a network. */
const loadCopies = () => loadPart(() => import("./offline.ts"));

export type WhyNotInClass = "ended" | "removed" | "gone";

/** Why one is out, from how the connection was closed; null where that is not what it says. */
export function whyOut(status: Status): WhyNotInClass | null {
  if (!isShutOut(status)) return null;
  return status.reason === "ended" || status.reason === "removed"
    ? status.reason
    : "gone";
}

/** What has not been sent: waiting, or refused and not discarded. */
export function unsentOf(session: ClassSession): string[] {
  const { pending, refused } = session.outbox;
  return [
    ...wordsOf(refused.value.flatMap(({ command }) => command ?? [])),
    ...wordsOf(pending.value),
    ...session.unsent(),
  ].filter((text) => text !== "");
}

function wordsOf(commands: readonly MemberCommand[]): string[] {
  return commands.flatMap((command) => {
    if (command.kind === "say" || command.kind === "ask") return command.text;
    return command.kind === "answer"
      ? Object.values(command.answers).filter(isText)
      : [];
  });
}

function isText(answer: unknown): answer is string {
  return typeof answer === "string";
}

/** Whether there are answers on their way, also such as have no words. */
export function answersWait(session: ClassSession): boolean {
  return session.outbox.pending.value.some(({ kind }) => kind === "answer");
}

/** Deletes what this device keeps of the class. Gives back the words that were not sent. */
export async function clearDevice(session: ClassSession): Promise<string[]> {
  const { seat } = session;
  // What another page had written is known only when the cache has been read.
  await session.own.loaded;
  session.settle();
  // A page's words are among the drafts, too.
  const unsent = [...new Set([...unsentOf(session), ...allDrafts(seat)])];
  // First what another child at this computer could open, whatever the databases do.
  const { forgetPage } = await loadCopies();
  await forgetPage(seat.session);
  await session.forget();
  await clear(seat.session, seat.member, holderOf(seat));
  return unsent;
}

/** The same for a class that was over before the page was opened. */
export async function clearClosed(
  session: string,
  member: string,
  holder = member,
): Promise<string[]> {
  const own = documents.member(session, holder);
  const commands = await unsentIn(holder, own) as MemberCommand[];
  const unsent = wordsOf(commands);
  unsent.push(...await unsentFiles(holder, session));
  unsent.push(...allDrafts({ session, member }));
  const { forgetPage } = await loadCopies();
  await forgetPage(session);
  await clear(session, member, holder);
  return unsent;
}

/** What is kept besides the page. */
async function clear(session: string, member: string, holder: string) {
  forgetDrafts({ session, member });
  forgetFormer(session);
  await forgetSpace(session, holder);
}

/**
 * Loads the page again because the server asked for it (4409), or because it is another member's; as soon as the
 * server answers, since one that does not leaves the browser's own page in its place. Once in a while only, as each
 * member: a page that does so forever helps nobody.
 *
 * @param renew rejects as long as the server does not answer
 */
export async function loadAgain(
  member: string,
  renew: () => Promise<unknown> = async () =>
    await (await loadCopies()).renewPage(),
): Promise<boolean> {
  const key = `homeroom/reloaded/${member}`;
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (Date.now() - last < 30_000) return false;
  for (let pause = 1_000;; pause = Math.min(2 * pause, 15_000)) {
    try {
      await renew();
      break;
    } catch {
      await network(pause);
    }
  }
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
  return true;
}

/** Waits for the network to come back, or as long, more or less. */
function network(pause: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, pause * (0.5 + Math.random()));
    addEventListener("online", done);
  });
}
