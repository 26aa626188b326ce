import { refusal } from "../model/refuse.ts";
import { type ClassDocuments, sessionInfo } from "../model/layout.ts";
import {
  adjustShareTime,
  type SharedResource,
} from "../model/resources/shared_resources.ts";
import type { ResourceView } from "../model/resources/views.ts";
import { toIsoString } from "../../formats/times.ts";
import type { PollCount } from "../checks/poll_counts.ts";
import { resourceKinds } from "../resource_kinds.ts";
import { findSharedOrTakenBack } from "../model/resources_layout.ts";
import { sharedResources } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";

export function requireResource(
  docs: ClassDocuments,
  id: string,
): SharedResource {
  const shared = findSharedOrTakenBack(docs, id);
  if (!shared) throw refusal("not-found");
  return withStartTime(docs, shared);
}

export function resourceView(
  docs: ClassDocuments,
  id: string,
  counts: PollCount | null,
): ResourceView {
  const shared = requireResource(docs, id);
  return {
    resource: withIsoTimes(shared),
    ...(resourceSecrets(docs.staff).get(id)?.taken && { taken: true as const }),
    questions: [],
    answers: [],
    done: [],
    ...resourceKinds[shared.kind].viewFields(docs, shared, counts),
  };
}

/** All resources of a class, including those taken back, oldest first. */
export function allResources(
  { session, staff }: ClassDocuments,
): { shared: SharedResource; taken?: true }[] {
  return [
    ...sharedResources(session).toArray().map((shared) => ({ shared })),
    ...[...resourceSecrets(staff).values()].flatMap(({ taken }) =>
      taken ? [{ shared: taken, taken: true as const }] : []
    ),
  ].sort((a, b) => a.shared.at - b.shared.at)
    .map((it) => ({ ...it, shared: withStartTime({ session }, it.shared) }));
}

export function withStartTime(
  { session }: Pick<ClassDocuments, "session">,
  shared: SharedResource,
): SharedResource {
  const [state, startsAt] = [
    sessionInfo(session, "state"),
    sessionInfo(session, "startsAt"),
  ];
  return adjustShareTime({ state, startsAt }, shared);
}

export function withIsoTimes(shared: SharedResource): ResourceView["resource"] {
  const sharedAt = toIsoString(shared.at);
  const { endsAt, shownAt } = shared;
  // The times in ms are replaced.
  const fields: Omit<SharedResource, "endsAt" | "shownAt"> = shared;
  return {
    ...fields,
    at: sharedAt,
    ...(endsAt !== undefined && { endsAt: toIsoString(endsAt) }),
    ...(shownAt !== undefined && { shownAt: toIsoString(shownAt) }),
  };
}
