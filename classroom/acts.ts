/** All acts. The route and the browser's calls are made from this list. */
import type { z } from "zod";
import type { App } from "./app.ts";
import { callActs } from "./calls/calls.ts";
import { bulkDeletionActs } from "./chat/bulk_deletion.ts";
import { moderationActs } from "./chat/moderation.ts";
import type { Act, DeepReadonly, PathParams } from "./define_act.ts";
import { deletionActs } from "./deletion/erasure.ts";
import { drawingActs } from "./drawings/drawings.ts";
import { breakoutActs } from "./groups/breakout_acts.ts";
import { gradingActs } from "./monitoring/grading.ts";
import { monitorActs } from "./monitoring/monitor.ts";
import { attentionClaimActs } from "./monitoring/attention_claims.ts";
import { noteActs } from "./notes/staff_notes.ts";
import { classListActs } from "./people/class_list.ts";
import { memberActs } from "./people/membership.ts";
import { rosterActs } from "./people/roster.ts";
import { colleagueActs } from "./people/staff/colleagues.ts";
import { exitTicketActs } from "./checks/exit_tickets.ts";
import { broughtBackActs } from "./pages/brought_back_pages.ts";
import { pagePictureActs } from "./pages/page_pictures.ts";
import { versionActs } from "./pages/page_versions.ts";
import { pageActs } from "./pages/pages.ts";
import { pickActs } from "./checks/picks.ts";
import { voteActs } from "./checks/answers.ts";
import { resourceActs } from "./resources/resources.ts";
import { wallActs } from "./walls/walls.ts";
import { sessionActs } from "./sessions/sessions.ts";

export const acts = [
  ...sessionActs,
  ...deletionActs,
  ...memberActs,
  ...bulkDeletionActs,
  ...classListActs,
  ...rosterActs,
  ...colleagueActs,
  ...breakoutActs,
  ...callActs,
  ...moderationActs,
  ...monitorActs,
  ...attentionClaimActs,
  ...noteActs,
  ...gradingActs,
  ...resourceActs,
  ...wallActs,
  ...pageActs,
  ...pagePictureActs,
  ...versionActs,
  ...drawingActs,
  ...broughtBackActs,
  ...pickActs,
  ...voteActs,
  ...exitTicketActs,
] as const;

type Acts = typeof acts[number];

export type ActName = Acts["at"];

type ActAt<At extends ActName> = Extract<Acts, { at: At }>;

/** The parameters in an act's path, and its body or, for a GET, its query. */
export type ActInput<At extends ActName> =
  & Record<PathParams<At>, string>
  & Input<ActAt<At>[At extends `GET ${string}` ? "query" : "body"]>;

type Input<Schema> = NonNullable<Schema> extends infer S extends z.ZodType
  ? z.input<S> extends Record<string, never> | undefined ? unknown
  : DeepReadonly<z.input<S>>
  : unknown;

export type ActResult<At extends ActName> = z.output<
  NonNullable<ActAt<At>["result"]>
>;

// deno-lint-ignore no-explicit-any -- each checks its own body and query
type AnyAct = Act<App, string, any, any, any, any>;

interface ActPath {
  readonly segments: readonly string[];
  readonly methods: Map<string, AnyAct>;
}

export const actNames: readonly string[] = acts.map(({ at }) => at);

const actPaths = groupByPath(acts as readonly AnyAct[]);

/**
 * Finds the acts whose path is `parts`, the segments after the session: by method, with the path's parameters. Null:
 * none.
 */
export function findActs(parts: readonly string[]): {
  methods: ReadonlyMap<string, AnyAct>;
  params: Record<string, string>;
} | null {
  const place = actPaths.find(({ segments }) =>
    segments.length === parts.length &&
    segments.every((it, n) => it.startsWith(":") || it === parts[n])
  );
  if (!place) return null;
  const params = place.segments.flatMap((segment, n) =>
    segment.startsWith(":") ? [[segment.slice(1), parts[n]]] : []
  );
  return { methods: place.methods, params: Object.fromEntries(params) };
}

/** Groups acts by path, literal segments before parameters, as `findActs` takes the first match. */
function groupByPath(acts: readonly AnyAct[]): ActPath[] {
  const places = new Map<string, ActPath>();
  for (const act of acts) {
    const [method, address] = act.at.split(" /");
    const segments = address === "" ? [] : address.split("/");
    const place = places.get(address) ?? { segments, methods: new Map() };
    place.methods.set(method, act);
    places.set(address, place);
  }
  const parameterPattern = ({ segments }: ActPath) =>
    segments.map((it) => it.startsWith(":") ? "1" : "0").join("");
  return [...places.values()]
    .sort((a, b) =>
      parameterPattern(a) < parameterPattern(b)
        ? -1
        : parameterPattern(a) > parameterPattern(b)
        ? 1
        : 0
    );
}
