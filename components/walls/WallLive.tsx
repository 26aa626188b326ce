/** A question wall for the teacher, with names and hidden questions. */
import { useId } from "preact/hooks";
import { live } from "texts/sharing_live.ts";
import { wall as t } from "texts/walls.ts";
import type { SharedWall } from "../../classroom/model/resources/shared.ts";
import { Button } from "../ui/Button.tsx";
import { Check } from "../ui/Check.tsx";
import {
  ChatIcon,
  CheckIcon,
  PresentIcon,
  UpIcon,
  ViewIcon,
} from "../ui/icons.tsx";
import { LiveHead } from "../sharing/live/LiveHead.tsx";
import type { ChangeAsk } from "../sharing/live/live_actions.ts";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { isThereByItself, presented } from "../sharing/live/live_resources.ts";
import { forWhom } from "../sharing/live/shared_words.ts";
import { byWanted, useKeptOrder } from "./wall_order.ts";
import { type DeskItem, WallDesk } from "./wall_desk.ts";
import { WallHead } from "./WallView.tsx";
import "./wall.css";

export function WallLive(
  { lesson, shared: wall }: { lesson: LiveClass; shared: SharedWall },
) {
  const id = useId();
  const { actions } = lesson;
  const all = lesson.session.part(WallDesk).items.value
    .filter((it) => it.resource === wall.id);
  const seen = all.filter(({ hidden }) => !hidden);
  const open = useKeptOrder(seen.filter(({ answered }) => !answered));
  const answered = byWanted(seen.filter((it) => it.answered));
  const hidden = byWanted(all.filter((it) => it.hidden));
  const at = (item: DeskItem) => ({ id: wall.id, wish: item.id });
  const change = (
    item: DeskItem,
    ask: { answered?: boolean; hidden?: boolean; presented?: boolean },
  ) =>
    actions.act("PATCH /resources/:id/wishes/:wish", { ...at(item), ...ask });
  const acts: Acts | null = lesson.reads ? null : {
    answer: (item, answered) => change(item, { answered }),
    show: (item) => change(item, { hidden: false }),
    present: (item, presented) => change(item, { presented }),
    post: (item) =>
      actions.act("POST /resources/:id/wishes/:wish/post", at(item)),
    async hide(item) {
      if (!await change(item, { hidden: true })) return;
      const undo = () => change(item, { hidden: false });
      actions.done.value = { text: t.hiddenNow, undo };
    },
  };
  return (
    <div class="wall stack">
      <Head lesson={lesson} wall={wall} />
      {seen.length === 0 && <p class="box wall-empty quiet">{t.emptyDesk}</p>}
      {open.items.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-open`}>
          <WallHead id={`${id}-open`} title={t.wanted} order={open} />
          <List items={open.items} acts={acts} />
        </section>
      )}
      {answered.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-answered`}>
          <h3 id={`${id}-answered`}>{t.answeredOnes}</h3>
          <List items={answered} acts={acts} />
        </section>
      )}
      {hidden.length > 0 && (
        <details>
          <summary>{t.hiddenOnes({ count: hidden.length })}</summary>
          <List items={hidden} acts={acts} />
        </details>
      )}
    </div>
  );
}

function Head({ lesson, wall }: { lesson: LiveClass; wall: SharedWall }) {
  const { actions, ahead, resources } = lesson;
  const { shared, chosen } = resources;
  const isShown = presented(shared.value, chosen.value)?.id === wall.id;
  const change = (ask: ChangeAsk) => actions.change(wall.id, ask);
  return (
    <LiveHead
      lesson={lesson}
      id={wall.id}
      title={t.title}
      about={forWhom(wall, lesson.rooms)}
      state={ahead ? "ahead" : wall.closed ? "closed" : "open"}
      tools={lesson.reads ? null : !ahead && (
        <>
          <Button
            title={t.closeHint}
            onClick={() => change({ closed: !wall.closed })}
          >
            {wall.closed ? live.reopen : live.close}
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
      {isShown && isThereByItself(wall, chosen.value) && (
        <p class="hint">{live.presentedItself}</p>
      )}
      {!lesson.reads && (
        <Check
          id={`presents-all-${wall.id}`}
          label={t.presentsAll}
          hint={t.presentsAllHint}
          checked={resources.secretOf(wall.id).presentsAll === true}
          onChange={({ currentTarget }) =>
            change({ presentsAll: currentTarget.checked })}
        />
      )}
      <p class="hint">{t.whoDesk}</p>
    </LiveHead>
  );
}

interface Acts {
  answer(item: DeskItem, answered: boolean): void;
  hide(item: DeskItem): void;
  show(item: DeskItem): void;
  present(item: DeskItem, presented: boolean): void;
  post(item: DeskItem): void;
}

function List(
  { items, acts }: {
    items: readonly DeskItem[];
    /** Null if read-only. */
    acts: Acts | null;
  },
) {
  return (
    <ul class="stack tight">
      {items.map((item) => <Row key={item.id} item={item} acts={acts} />)}
    </ul>
  );
}

function Row({ item, acts }: { item: DeskItem; acts: Acts | null }) {
  const id = useId();
  const { votes, answered, hidden, posted } = item;
  return (
    <li class="wish box" data-answered={answered || hidden}>
      <span class="wish-vote">
        <UpIcon />
        <span class="figures" aria-hidden="true">{votes}</span>
        <span class="visually-hidden">{t.votes({ votes })}</span>
      </span>
      <div class="wish-words">
        <p id={id} dir="auto">{item.text}</p>
        <span class="wish-who small quiet">
          {item.name ?? t.nobodyNow}
          {posted && <span class="badge">{t.inChat}</span>}
        </span>
      </div>
      {acts && <Side item={item} acts={acts} words={id} />}
    </li>
  );
}

/** `words` is the id of the question's text. */
function Side(
  { item, acts, words }: { item: DeskItem; acts: Acts; words: string },
) {
  const { answered, hidden, posted, presented } = item;
  return (
    <div class="wish-side">
      {hidden
        ? (
          <Button
            look="small"
            aria-describedby={words}
            onClick={() => acts.show(item)}
          >
            <ViewIcon />
            {t.unhide}
          </Button>
        )
        : (
          <>
            {!answered && (
              <Button
                look="small"
                aria-describedby={words}
                onClick={() => acts.present(item, !presented)}
              >
                <PresentIcon />
                {presented ? live.unpresent : live.present}
              </Button>
            )}
            <Button
              look="small"
              aria-pressed={answered}
              aria-describedby={words}
              onClick={() => acts.answer(item, !answered)}
            >
              <CheckIcon />
              {t.answered}
            </Button>
            <Button
              look="small"
              aria-describedby={words}
              disabled={posted}
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
