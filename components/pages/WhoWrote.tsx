/** **Who wrote what** (W-2): a page as it grows, each piece under the name of its writer, and who has how much of it. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { whoWrote as t } from "texts/pages_desk.ts";
import { documents } from "../../classroom/model/documents.ts";
import {
  type AuthoredLine,
  authoredLines,
  sharesOf,
} from "../../classroom/model/page_authors.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import { Initials } from "../people/Initials.tsx";
import { hueOf } from "../people/person_mark.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { Button } from "../ui/Button.tsx";

/** `page` is the id of its document; another page is another one, by its `key`. */
export function WhoWrote({ lesson, shared, owner, page }: {
  lesson: LiveClass;
  shared: SharedPage;
  /** Whose page it is, and what that is called. */
  owner: { of: string; name: string };
  page: string;
}) {
  const { actions, session } = lesson;
  const opened = useMemo(
    () => session.open(documents.page(session.seat.session, page), false),
    [],
  );
  const { doc, synced } = opened;
  const version = useSignal(0);
  useEffect(() => {
    let frame: number | undefined;
    // Whose it is comes in the same update as what they wrote.
    const follow = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        version.value++;
      });
    };
    doc.on("update", follow);
    return () => {
      doc.off("update", follow);
      if (frame !== undefined) cancelAnimationFrame(frame);
      opened.close();
    };
  }, []);
  version.value;
  if (!synced.value) return null;
  const lines = authoredLines(doc);
  // A space, or a picture, is nobody's share.
  const shares = sharesOf(lines).filter(({ words }) => words > 0);
  const all = shares.reduce((sum, { words }) => sum + words, 0);
  const nameOf = (author: string | null) =>
    author === null ? t.start : session.facts.nameOf(author) || t.earlier;
  const canTakeOut = !lesson.reads && !lesson.over && !lesson.ahead;
  const takeOut = async (member: string, from: HTMLElement) => {
    const name = nameOf(member);
    const of = { resource: shared.id, of: owner.of };
    // The page is another one then, and with it this list.
    from.closest("section")?.querySelector<HTMLElement>("h3")?.focus();
    const out = await actions.act("POST /pages/take-out", { ...of, member });
    if (!out) return;
    actions.done.value = {
      text: t.takenOut({ name, page: owner.name }),
      undo: () =>
        actions.act("POST /pages/put-back", { ...of, at: out.before }),
    };
  };
  return (
    <div class="stack">
      {shares.length === 0
        ? <p class="quiet">{t.nobody}</p>
        : (
          <ul class="who-wrote-shares" aria-label={t.title}>
            {shares.map(({ author, words }) => (
              <li key={author} class="row">
                {author !== null && (
                  <Initials id={author} name={nameOf(author)} />
                )}
                {t.share({
                  name: nameOf(author),
                  words,
                  percent: Math.round(100 * words / all),
                })}
                {canTakeOut && author !== null && (
                  <Button
                    look="small"
                    aria-label={t.takeOutNamed({ name: nameOf(author) })}
                    onClick={(
                      { currentTarget }: { currentTarget: HTMLElement },
                    ) => takeOut(author, currentTarget)}
                  >
                    {t.takeOut}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      <div class="who-wrote" role="region" aria-label={t.text} tabIndex={0}>
        {inRows(lines).map((row, n) => (
          <div key={n} class="who-wrote-row">
            {row.map(({ block, pieces }, n) => (
              <p key={n} data-block={block}>
                {pieces.map(({ author, text }, at) => (
                  <span
                    key={at}
                    title={nameOf(author)}
                    class={author === null
                      ? "who-wrote-piece"
                      : `who-wrote-piece initials-${hueOf(author)}`}
                  >
                    {author !== null && (
                      <span class="who-wrote-name">
                        {`${nameOf(author)}: `}
                      </span>
                    )}
                    {text}
                  </span>
                ))}
              </p>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The cells of a row of a table stand beside each other. */
function inRows(lines: readonly AuthoredLine[]): AuthoredLine[][] {
  const rows: AuthoredLine[][] = [];
  for (const line of lines) {
    const last = rows.at(-1);
    const isBeside = line.row !== undefined && last?.[0].row === line.row;
    if (isBeside) last!.push(line);
    else rows.push([line]);
  }
  return rows;
}
