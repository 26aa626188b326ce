import { Refusal } from "../../sync/refusal.ts";
import { type ClassDocuments, info } from "../model/layout.ts";
import { givenIn, type Shared } from "../model/resources/shared.ts";
import type { ResourceView } from "../model/resources/views.ts";
import { iso } from "../model/times.ts";
import type { PollCount } from "../checks/poll_counts.ts";
import { kinds } from "../kinds.ts";
import {
  findSharedOrTaken,
  resources,
  secrets,
} from "../model/resources_layout.ts";

export function sharedOrTaken(
  docs: ClassDocuments,
  id: string,
): Shared {
  const shared = findSharedOrTaken(docs, id);
  if (!shared) throw new Refusal("not-found");
  return givenThere(docs, shared);
}

export function resourceView(
  docs: ClassDocuments,
  id: string,
  counts: PollCount | null,
): ResourceView {
  const shared = sharedOrTaken(docs, id);
  return {
    resource: withTimes(shared),
    ...(secrets(docs.staff).get(id)?.taken && { taken: true as const }),
    questions: [],
    answers: [],
    done: [],
    ...kinds[shared.kind].view(docs, shared, counts),
  };
}

/** All resources of a class, including those taken back, oldest first. */
export function everShared(
  { session, staff }: ClassDocuments,
): { shared: Shared; taken?: true }[] {
  return [
    ...resources(session).toArray().map((shared) => ({ shared })),
    ...[...secrets(staff).values()].flatMap(({ taken }) =>
      taken ? [{ shared: taken, taken: true as const }] : []
    ),
  ].sort((a, b) => a.shared.at - b.shared.at)
    .map((it) => ({ ...it, shared: givenThere({ session }, it.shared) }));
}

/** Sets the time of a prepared resource to the start of the class. */
export function givenThere(
  { session }: Pick<ClassDocuments, "session">,
  shared: Shared,
): Shared {
  const [state, startsAt] = [info(session, "state"), info(session, "startsAt")];
  return givenIn({ state, startsAt }, shared);
}

export function withTimes(shared: Shared): ResourceView["resource"] {
  const at = iso(shared.at);
  const { endsAt } = shared;
  return {
    ...shared,
    at,
    ...(endsAt !== undefined && { endsAt: iso(endsAt) }),
  };
}
