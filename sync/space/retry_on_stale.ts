/** Refusals are final for whoever hears them, so none is given for what another instance has changed already. */
import { isRefusal } from "../refusal.ts";
import type { Space } from "./space.ts";

/** How a space is had. */
interface Source<Who> {
  /** With the documents that are judged. */
  load(): Promise<Space<Who>>;
  /** Brings it up to where the store stands. */
  current(space: Space<Who>): Promise<void>;
}

/**
 * Has documents in memory judged. Where they are refused and other instances write to the same store, memory is brought
 * up to it, and they are judged once more if that brought anything: `judge` must do nothing where it refuses.
 */
export async function retryOnStale<Who, Given, T>(
  { load, current }: Source<Who>,
  judge: (given: Given) => T,
  act: (space: Space<Who>, judge: (given: Given) => T) => Promise<T>,
): Promise<T> {
  const space = await load();
  const { documents, engine } = space;
  if (!engine.peers) return await act(space, judge);
  const refused: { why?: unknown; at?: number } = {};
  const noting = (given: Given) => {
    try {
      return judge(given);
    } catch (why) {
      Object.assign(refused, { why, at: documents.head.seq });
      throw why;
    }
  };
  try {
    return await act(space, noting);
  } catch (why) {
    // Nothing but what was judged: a commit of unknown outcome must not be made again.
    if (!isRefusal(why) || why !== refused.why) throw why;
    await current(space);
    if (documents.head.seq === refused.at) throw why;
  }
  return await act(await load(), judge);
}
