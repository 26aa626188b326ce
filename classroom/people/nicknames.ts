/** Suggests a free **Display name** (J-1). Reveals nothing else about the class; joining checks the name again. */
import { z } from "zod";
import { isJoinCode } from "../model/bounds.ts";
import type { Guesser, GuessLimiter } from "../limits/guesses.ts";
import { readClassDocuments } from "../model/layout.ts";
import { members } from "../model/roots.ts";
import { returningMembers } from "../model/staff_roots.ts";
import type { AppServices } from "../app_services.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { canJoinAs } from "./join_rule.ts";
import { showsClassList } from "./class_list.ts";

export const nicknameBody = z.strictObject({
  code: z.string().max(100).optional(),
});

/** Number of names tried to find a free one. */
const maxTries = 50;

interface NicknamesParts extends Pick<AppServices, "sync" | "clock"> {
  sessions: Pick<Sessions, "findByCode">;
  guesses: GuessLimiter;
}

export class Nicknames {
  readonly #parts: NicknamesParts;

  constructor(parts: NicknamesParts) {
    this.#parts = parts;
  }

  /**
   * Returns a random name; if `code` is of a class that shows its class list, tries to find a free one. A complete code
   * counts as a try (S-2).
   * @param roll returns a random name
   */
  async suggest(
    { code = "" }: z.output<typeof nicknameBody>,
    guesser: Guesser,
    roll: () => string,
  ): Promise<string> {
    const { clock, guesses, sessions, sync } = this.#parts;
    if (!isJoinCode(code)) return roll();
    const session = await guesses.guessAhead(
      guesser,
      code,
      () => sessions.findByCode(code),
    );
    if (session === null) return roll();
    return await readClassDocuments(sync, session, (docs) => {
      if (!showsClassList(docs.session, clock())) return roll();
      const facts = {
        members: new Map(members(docs.session)),
        returning: new Map(returningMembers(docs.staff)),
      };
      for (let left = maxTries; left > 0; left--) {
        const name = roll();
        if (canJoinAs(facts, name)) return name;
      }
      return roll();
    });
  }
}
