/** A resource in answers over HTTP, with all that staff may see of it. */
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

/** What was shared under this id, also what was taken back. Refused where there is none. */
export function sharedOrTaken(
  docs: ClassDocuments,
  id: string,
): Shared {
  const shared = findSharedOrTaken(docs, id);
  if (!shared) throw new Refusal("not-found");
  return givenThere(docs, shared);
}

/** The view. `counts`: of an anonymous poll that is not shown yet, as they are told. */
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

/** Everything that was shared in a class, also what was taken back, the oldest first. */
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

/** Something that a class has, with the time at which it was given. */
export function givenThere(
  { session }: Pick<ClassDocuments, "session">,
  shared: Shared,
): Shared {
  const [state, startsAt] = [info(session, "state"), info(session, "startsAt")];
  return givenIn({ state, startsAt }, shared);
}

/** As students have it, with times in ISO 8601. */
export function withTimes(shared: Shared): ResourceView["resource"] {
  const at = iso(shared.at);
  const { endsAt } = shared;
  return {
    ...shared,
    at,
    ...(endsAt !== undefined && { endsAt: iso(endsAt) }),
  };
}
