/** The last minutes of a student, on their tile, filled from the bottom (V-1). */
import type { ComponentType } from "preact";
import { board as t } from "texts/monitoring_board.ts";
import { minuteMs } from "../../../formats/times.ts";
import type { ClassSession } from "../../client/class_session.ts";
import {
  DrawingBoardIcon,
  GroupsIcon,
  PageIcon,
} from "../../page/desk_icons.tsx";
import { AssistantIcon, ChatIcon, FileIcon } from "../../ui/icons.tsx";
import { PollIcon } from "../../ui/later_icons.tsx";
import { useFittedLines } from "../../ui/fitted_lines.ts";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import type { Work } from "./last_work.ts";
import { timeAgo } from "./tile_words.ts";
import type { WrittenWorkProps } from "./WrittenWork.tsx";
import "../../ui/tile_grid.css";

export const workIcons = {
  line: ChatIcon,
  group: GroupsIcon,
  question: AssistantIcon,
  reply: AssistantIcon,
  running: AssistantIcon,
  vote: PollIcon,
  page: PageIcon,
  drawing: DrawingBoardIcon,
} as const;

/** Keys of the words before each kind of work. */
const kindWords = {
  line: "inChat",
  group: "inGroup",
  question: "toAssistant",
  reply: "fromAssistant",
  running: "assistantAnswers",
  vote: "inAnswer",
  page: "onPage",
  drawing: "onDrawing",
} as const;

/** The least number of things on a tile with this many lines. */
const leastOf = (lines: number) => lines < 5 ? 2 : 3;
/** From this age on (ms), a tile says how old something is. */
const oldAfterMs = 5 * minuteMs;

export function TileFeed({ works, session, student, now, newestId }: {
  works: readonly Work[];
  session: ClassSession | null;
  student: string;
  /** Null after the class: nothing is old. */
  now: number | null;
  /** Id for the element of the newest. */
  newestId: string;
}) {
  const { box, fit } = useFittedLines(leastOf);
  const hasWritten = session !== null && works.some(({ written }) => written);
  const part = useLazyPart(hasWritten, () => import("./WrittenWork.tsx"));
  return (
    <div class="fitted-lines board-tile-feed" ref={box}>
      {works.map((work, n) => {
        const { id, kind, text, at, about, written } = work;
        const Icon = work.isFile ? FileIcon : workIcons[kind];
        const show = (Written: ComponentType<WrittenWorkProps>) =>
          session && written && (
            <Written
              key={written.document}
              {...{ session, written, title: text }}
              isBy={(member) => session.facts.personOf(member) === student}
              onChange={fit}
            />
          );
        return (
          <div
            key={id}
            id={n === works.length - 1 ? newestId : undefined}
            class="board-tile-words"
            data-kind={kind}
            data-aside={kind === "reply" || kind === "running"}
          >
            <Icon />
            <span class="visually-hidden">{t[kindWords[kind]]}</span>
            <p>
              {now !== null && now - at >= oldAfterMs && (
                <span class="board-tile-age">
                  {`${timeAgo(at, now)}\u00a0`}
                </span>
              )}
              {part && kind === "page" ? show(part.PageLines) : text}
              {about && <span class="board-tile-about">{` ${about}`}</span>}
            </p>
            {part && kind === "drawing" && show(part.BoardThumbnail)}
          </div>
        );
      })}
    </div>
  );
}
