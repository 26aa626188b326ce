/**
 * The dice beside **Display name** (J-1): a name that is free in this class. Of those who are in it tells nothing else;
 * whether the name is still free when it is used is settled as for any other.
 */
import { z } from "zod";
import { isCode } from "../model/bounds.ts";
import type { Guesser, GuessLimiter } from "../limits/guesses.ts";
import { members, readClass, returning } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { isFreeName } from "./admission.ts";
import { tellsNames } from "./class_list.ts";

/** Body of `POST /api/join/nickname`. */
export const nicknameBody = z.strictObject({
  /** As it was typed so far. */
  code: z.string().max(100).optional(),
});

/** So many names are tried; a class that has them all gets one with a number. */
const tries = 50;

interface NicknamesParts extends Pick<AppServices, "sync" | "clock"> {
  sessions: Pick<Sessions, "byCode">;
  guesses: GuessLimiter;
}

export class Nicknames {
  readonly #parts: NicknamesParts;

  constructor(parts: NicknamesParts) {
    this.#parts = parts;
  }

  /**
   * A name. A whole code counts as a try of it (S-2); without one, and with a wrong one, any name is given.
   *
   * @param roll gives a name by chance
   */
  async suggest(
    { code = "" }: z.output<typeof nicknameBody>,
    guesser: Guesser,
    roll: () => string,
  ): Promise<string> {
    const { clock, guesses, sessions, sync } = this.#parts;
    if (!isCode(code)) return roll();
    const session = await guesses.ahead(
      guesser,
      code,
      () => sessions.byCode(code),
    );
    if (session === null) return roll();
    return await readClass(sync, session, (docs) => {
      if (!tellsNames(docs.session, clock())) return roll();
      const facts = {
        members: new Map(members(docs.session)),
        returning: new Map(returning(docs.staff)),
      };
      for (let left = tries; left > 0; left--) {
        const name = roll();
        if (isFreeName(facts, name)) return name;
      }
      return roll();
    });
  }
}
