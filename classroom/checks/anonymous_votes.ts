/**
 * Votes on anonymous polls. A vote is one request and one commit: who has voted goes into `answers` and `votes` of
 * `<s>/staff` and `answers` of `<s>/member/<m>`, what was chosen into a count in the KV (`poll_counts.ts`). No document
 * and no log has what was chosen, and nothing that is stored ties it to the one who chose it.
 */
import { z } from "zod";
import { Refusal } from "../../sync/refusal.ts";
import type { AppServices } from "../app_services.ts";
import { actsWith } from "../define_act.ts";
import { RateLimiter, rateLimits } from "../limits/rate_limiter.ts";
import { decideOnClass } from "../model/layout.ts";
import { ownDocumentsOf, ownsOf, personIn } from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { questionRules } from "../model/questions/kinds.ts";
import { isGiven } from "../model/resources/questions.ts";
import {
  ownSheets,
  sheetKey,
  sheets,
  votes,
  votesCast,
} from "../model/resources_layout.ts";
import type { Who } from "../model/who.ts";
import {
  answerBody,
  requireAnswer,
  requireNotHandedIn,
  requireTheirs,
} from "./answering.ts";
import { batchKey } from "./poll_counts.ts";

/** Body of `POST /api/sessions/:s/resources/:id/vote`. */
const voteBody = z.strictObject({ answer: answerBody });

export class AnonymousVotes {
  readonly #limiter = new RateLimiter(rateLimits);

  constructor(
    private readonly parts: Pick<AppServices, "sync" | "clock" | "deleted">,
  ) {}

  /**
   * Counts a vote, once and for good: what nobody keeps nobody can change. The same request again, where the reply to it
   * was lost, is refused with `already-answered`.
   */
  async cast(
    { session: s, member: asked }: Who,
    poll: string,
    { answer }: z.output<typeof voteBody>,
  ): Promise<void> {
    const { sync, clock, deleted } = this.parts;
    this.#limiter.require(["voteOfMember", `${s} ${asked}`], clock());
    await decideOnClass(sync, s, ({ session, staff }, tx) => {
      const member = personIn(session, asked);
      const at = { session, staff, member, tx };
      const check = requireTheirs(at, poll);
      if (check.kind !== "poll" || !check.anonymous) {
        throw new Refusal("not-found");
      }
      requireNotHandedIn(at, check);
      if (check.results) throw new Refusal("ended");
      if (check.closed) throw refusal("poll-closed");
      const [question] = check.questions;
      if (!isGiven(answer)) throw refusal("no-answer");
      requireAnswer(check, question, answer, staff);
      const cast = votesCast(staff, poll);
      const keys = questionRules[question.kind].countedAs(answer);
      const add = Object.fromEntries(keys.map((key) => [key, 1]));
      tx.fact({ key: batchKey(s, poll, cast), add });
      votes(staff).set(poll, cast + 1);
      sheets(staff).set(sheetKey(poll, member), true);
      for (const own of ownsOf(tx, session, s, member)) {
        ownSheets(own).set(poll, { done: true });
      }
      // The file remembers for a while what the count was before.
      tx.after(() => deleted?.());
    }, ({ session }) => ownDocumentsOf(session, s, personIn(session, asked)));
  }
}

const act = actsWith<{ votes: AnonymousVotes }>();

export const voteActs = [
  act(
    "POST /resources/:id/vote",
    "member",
    ({ app, who, params, body }) => app.votes.cast(who, params.id, body),
    { body: voteBody },
  ),
] as const;
