import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { whoWrote as t } from "texts/pages_desk.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import {
  type AuthoredLine,
  countAuthorShares,
  readAuthoredLines,
} from "../../classroom/model/page_authors.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { Initials } from "../people/Initials.tsx";
import type { LiveClass } from "../resources/live/live_class.ts";
import { Button } from "../ui/Button.tsx";

/**
 * **Who wrote what** (W-2): each piece of text under its author's name, and each author's share.
 *
 * @param page id of the page's document; needs a `key` per page
 */
export function PageAuthors({ lesson, shared, owner, page }: {
  lesson: LiveClass;
  shared: SharedPage;
  owner: { of: string; name: string };
  page: string;
}) {
  const { actions, session } = lesson;
  const opened = useMemo(
    () => session.open(documentNames.page(session.seat.session, page), false),
    [],
  );
  const { doc, synced } = opened;
  const version = useSignal(0);
  useEffect(() => {
    let frame: number | undefined;
    // Renders at most once per frame, however many updates come.
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
  const lines = readAuthoredLines(doc);
  const shares = countAuthorShares(lines);
  const wordCount = shares.reduce((sum, { words }) => sum + words, 0);
  const { facts } = session;
  const nameOf = (author: string | null) =>
    author === null ? t.start : facts.nameOf(author) || t.earlier;
  const canTakeOut = !lesson.isReadOnly && !lesson.isOver && !lesson.isAhead;
  const takeOut = async (member: string, from: HTMLElement) => {
    const name = nameOf(member);
    const pageId = { resource: shared.id, of: owner.of };
    // The list is rendered again with the new text, so the focus leaves it first.
    from.closest("section")?.querySelector<HTMLElement>("h3")?.focus();
    const out = await actions.act("POST /pages/take-out", {
      ...pageId,
      member,
    });
    if (!out) return;
    actions.notice.value = {
      text: t.takenOut({ name, page: owner.name }),
      undo: () =>
        actions.act("POST /pages/put-back", { ...pageId, at: out.before }),
    };
  };
  return (
    <div class="stack">
      {shares.length === 0
        ? <p class="quiet">{t.nobody}</p>
        : (
          <ul class="cluster who-wrote-shares" aria-label={t.title}>
            {shares.map(({ author, words }) => (
              <li key={author} class="row">
                {author !== null && (
                  <Initials
                    id={author}
                    hue={facts.hueOf(author)}
                    name={nameOf(author)}
                  />
                )}
                {t.share({
                  name: nameOf(author),
                  words,
                  percent: Math.round(100 * words / (wordCount || 1)),
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
        {joinPieces(lines, (a, b) => a.block === b.block && isPart(a)).map((
          block,
          n,
        ) => (
          <AuthoredBlock key={n} lines={block} facts={facts} nameOf={nameOf} />
        ))}
      </div>
    </div>
  );
}

interface AuthorShares {
  readonly facts: ClassSession["facts"];
  readonly nameOf: (author: string | null) => string;
}

function AuthoredBlock({ lines, ...authors }: AuthorShares & {
  lines: readonly AuthoredLine[];
}) {
  const pieces = (line: AuthoredLine) => (
    <AuthoredPieces line={line} {...authors} />
  );
  switch (lines[0].block) {
    case "item":
      return <ul>{lines.map((it, n) => <li key={n}>{pieces(it)}</li>)}</ul>;
    case "cell":
      return (
        <div class="scroll who-wrote-table" tabIndex={0}>
          <table>
            <tbody>
              {joinPieces(lines, (a, b) => a.row === b.row).map((row, n) => (
                <tr key={n}>
                  {row.map((it, n) => <td key={n}>{pieces(it)}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "heading":
      return <h4>{pieces(lines[0])}</h4>;
    default:
      return <p>{pieces(lines[0])}</p>;
  }
}

function AuthoredPieces(
  { line, facts, nameOf }: AuthorShares & { line: AuthoredLine },
) {
  return (
    <>
      {line.pieces.map(({ author, text }, index) => (
        <span
          key={index}
          title={nameOf(author)}
          class={author === null
            ? "who-wrote-piece"
            : `who-wrote-piece initials-${facts.hueOf(author)}`}
        >
          {(author !== null || index > 0) && (
            // Text without an author is named for screen readers alone.
            <span
              class={author === null ? "visually-hidden" : "who-wrote-name"}
            >
              {`${nameOf(author)}: `}
            </span>
          )}
          {text}
        </span>
      ))}
    </>
  );
}

const isPart = ({ block }: AuthoredLine): boolean =>
  block === "item" || block === "cell";

function joinPieces(
  lines: readonly AuthoredLine[],
  belongs: (line: AuthoredLine, before: AuthoredLine) => boolean,
): AuthoredLine[][] {
  const runs: AuthoredLine[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && belongs(line, last[0])) last.push(line);
    else runs.push([line]);
  }
  return runs;
}
