/** A question wall for the teacher, with names and hidden questions. */
import { useId } from "preact/hooks";
import { live } from "texts/sharing_live.ts";
import { wall as t } from "texts/walls.ts";
import type { SharedWall } from "../../classroom/model/resources/shared_resources.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { ChatIcon, CheckIcon, UndoIcon } from "../ui/icons.tsx";
import { ChevronUpIcon, PresentIcon } from "../ui/later_icons.tsx";
import { ResourceHeader } from "../resources/live/ResourceHeader.tsx";
import type { ResourceChange } from "../resources/live/resource_actions.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import {
  isPresentedAsNewest,
  resourceOnPresent,
} from "../resources/live/desk_resources.ts";
import {
  closeWordsOf,
  describeAudience,
} from "../resources/live/resource_words.ts";
import { sortByVotes, useStableOrder } from "./wall_order.ts";
import { type DeskQuestionItem, WallDesk } from "./wall_desk.ts";
import { WallHeader } from "./WallView.tsx";
import "./wall.css";

export function WallOnDesk(
  { lesson, shared: wall }: { lesson: LiveClass; shared: SharedWall },
) {
  const id = useId();
  const { actions } = lesson;
  const items = lesson.session.part(WallDesk).items.value
    .filter((it) => it.resource === wall.id);
  const visibleItems = items.filter(({ isHidden }) => !isHidden);
  const open = useStableOrder(
    visibleItems.filter(({ isAnswered }) => !isAnswered),
  );
  const answered = sortByVotes(visibleItems.filter((it) => it.isAnswered));
  const hidden = sortByVotes(items.filter((it) => it.isHidden));
  const target = (item: DeskQuestionItem) => ({ id: wall.id, wish: item.id });
  const change = (
    item: DeskQuestionItem,
    ask: { answered?: boolean; hidden?: boolean; presented?: boolean },
  ) =>
    actions.act("PATCH /resources/:id/wishes/:wish", {
      ...target(item),
      ...ask,
    });
  const acts: QuestionActions | null = lesson.isReadOnly ? null : {
    answer: (item, answered) => change(item, { answered }),
    show: (item) => change(item, { hidden: false }),
    present: (item, presented) => change(item, { presented }),
    post: (item) =>
      actions.act("POST /resources/:id/wishes/:wish/post", target(item)),
    async hide(item) {
      if (!await change(item, { hidden: true })) return;
      const undo = () => change(item, { hidden: false });
      actions.notice.value = { text: t.hiddenNow, undo };
    },
  };
  return (
    <div class="wall stack">
      <WallOnDeskHeader lesson={lesson} wall={wall} />
      {visibleItems.length === 0 && (
        <p class="box wall-empty quiet">{t.emptyDesk}</p>
      )}
      {open.items.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-open`}>
          <WallHeader id={`${id}-open`} title={t.wanted} order={open} />
          <QuestionList items={open.items} acts={acts} />
        </section>
      )}
      {answered.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-answered`}>
          <h3 id={`${id}-answered`}>{t.answeredOnes}</h3>
          <QuestionList items={answered} acts={acts} />
        </section>
      )}
      {hidden.length > 0 && (
        <details>
          <summary>{t.hiddenOnes({ count: hidden.length })}</summary>
          <QuestionList items={hidden} acts={acts} />
        </details>
      )}
    </div>
  );
}

function WallOnDeskHeader(
  { lesson, wall }: { lesson: LiveClass; wall: SharedWall },
) {
  const { actions, isAhead, resources } = lesson;
  const { shared, presentChoice } = resources;
  const isShown =
    resourceOnPresent(shared.value, presentChoice.value)?.id === wall.id;
  const change = (ask: ResourceChange) => actions.change(wall.id, ask);
  return (
    <ResourceHeader
      lesson={lesson}
      id={wall.id}
      title={t.title}
      about={describeAudience(wall, lesson.rooms)}
      state={isAhead ? "ahead" : wall.closed ? "closed" : "open"}
      tools={lesson.isReadOnly ? null : !isAhead && (
        <>
          <Button
            title={wall.closed ? undefined : t.closeHint}
            onClick={() => change({ closed: !wall.closed })}
          >
            {wall.closed ? live.reopen : closeWordsOf(wall)}
          </Button>
          <Button
            aria-pressed={isShown}
            onClick={() => change({ present: !isShown })}
          >
            <PresentIcon />
            {isShown ? live.unpresent : live.present}
          </Button>
        </>
      )}
    >
      {isShown && isPresentedAsNewest(wall, presentChoice.value) && (
        <p class="hint">{live.presentedItself}</p>
      )}
      {!lesson.isReadOnly && (
        <Checkbox
          id={`presents-all-${wall.id}`}
          label={t.presentsAll}
          hint={t.presentsAllHint}
          checked={resources.secretOf(wall.id).presentsAll === true}
          onChange={({ currentTarget }) =>
            change({ presentsAll: currentTarget.checked })}
        />
      )}
      <p class="hint">{t.whoDesk}</p>
    </ResourceHeader>
  );
}

interface QuestionActions {
  answer(item: DeskQuestionItem, isAnswered: boolean): void;
  hide(item: DeskQuestionItem): void;
  show(item: DeskQuestionItem): void;
  present(item: DeskQuestionItem, isPresented: boolean): void;
  post(item: DeskQuestionItem): void;
}

function QuestionList(
  { items, acts }: {
    items: readonly DeskQuestionItem[];
    /** Null: the reader can only read. */
    acts: QuestionActions | null;
  },
) {
  return (
    <ul class="stack tight">
      {items.map((item) => (
        <QuestionRow
          key={item.id}
          item={item}
          acts={acts}
        />
      ))}
    </ul>
  );
}

function QuestionRow(
  { item, acts }: { item: DeskQuestionItem; acts: QuestionActions | null },
) {
  const id = useId();
  const { votes, isAnswered, isHidden, isPosted } = item;
  return (
    <li class="row top wish box" data-answered={isAnswered || isHidden}>
      <span class="wish-vote">
        <ChevronUpIcon />
        <span class="figures" aria-hidden="true">{votes}</span>
        <span class="visually-hidden">{t.votes({ votes })}</span>
      </span>
      <div class="cluster grow wish-words">
        <p id={id} dir="auto">{item.text}</p>
        <span class="cluster wish-who small quiet">
          {item.name ?? t.nobodyNow}
          {isPosted && <span class="badge">{t.inChat}</span>}
        </span>
      </div>
      {acts && <QuestionSide item={item} acts={acts} words={id} />}
    </li>
  );
}

/** @param words id of the question's text */
function QuestionSide(
  { item, acts, words }: {
    item: DeskQuestionItem;
    acts: QuestionActions;
    words: string;
  },
) {
  const { isAnswered, isHidden, isPosted, isPresented } = item;
  return (
    <div class="cluster end wish-side">
      {isHidden
        ? (
          <Button
            look="small"
            aria-describedby={words}
            onClick={() => acts.show(item)}
          >
            <UndoIcon />
            {t.unhide}
          </Button>
        )
        : (
          <>
            {!isAnswered && (
              <Button
                look="small"
                aria-describedby={words}
                onClick={() => acts.present(item, !isPresented)}
              >
                <PresentIcon />
                {isPresented ? live.unpresent : live.present}
              </Button>
            )}
            <Button
              look="small"
              aria-pressed={isAnswered}
              aria-describedby={words}
              onClick={() => acts.answer(item, !isAnswered)}
            >
              <CheckIcon />
              {t.answered}
            </Button>
            <Button
              look="small"
              aria-describedby={words}
              disabled={isPosted}
              onClick={() => acts.post(item)}
            >
              <ChatIcon />
              {t.toChat}
            </Button>
            <Button
              look="small bare"
              aria-describedby={words}
              onClick={() => acts.hide(item)}
            >
              {t.hide}
            </Button>
          </>
        )}
    </div>
  );
}
