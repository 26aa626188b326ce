/** A question wall as its teacher has it: with names; what was answered, what is hidden, what goes to the chat. */
import { useId } from "preact/hooks";
import { wall as t } from "texts/resources_wall.ts";
import type { SharedWall } from "../../../classroom/schema/resources/shared.ts";
import type { Done } from "../../people/student_actions.ts";
import type { ClassSession } from "../../session/class_session.ts";
import type { SessionApi } from "../../session/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { ChatIcon, CheckIcon, UpIcon, ViewIcon } from "../../ui/icons.tsx";
import { useKeptOrder } from "./use_kept_order.ts";
import { type DeskItem, WallDesk } from "./wall_desk.ts";
import { byWanted } from "./wall_order.ts";
import { WallHead } from "./WallView.tsx";
import "./Wall.css";

/** The wall. `onDone` is told what can be undone. */
export function WallLive({ session, wall, api, onDone }: {
  session: ClassSession;
  wall: SharedWall;
  api: SessionApi;
  onDone: (done: Done) => void;
}) {
  const id = useId();
  const all = session.part(WallDesk).items.value
    .filter((it) => it.resource === wall.id);
  const seen = all.filter(({ hidden }) => !hidden);
  const open = useKeptOrder(seen.filter(({ answered }) => !answered));
  const answered = byWanted(seen.filter((it) => it.answered));
  const hidden = byWanted(all.filter((it) => it.hidden));
  const at = (item: DeskItem) => `/resources/${wall.id}/wishes/${item.id}`;
  const change = (item: DeskItem, ask: Record<string, boolean>) =>
    api.act("PATCH", at(item), ask);
  const acts: Acts = {
    answer: (item, answered) => change(item, { answered }),
    show: (item) => change(item, { hidden: false }),
    post: (item) => api.act("POST", `${at(item)}/post`),
    async hide(item) {
      if (!await change(item, { hidden: true })) return;
      const undo = () => change(item, { hidden: false });
      onDone({ text: t.hiddenNow, undo });
    },
  };
  return (
    <div class="wall stack">
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
      <p class="hint">{t.whoDesk}</p>
    </div>
  );
}

interface Acts {
  answer(item: DeskItem, answered: boolean): void;
  hide(item: DeskItem): void;
  show(item: DeskItem): void;
  post(item: DeskItem): void;
}

function List({ items, acts }: { items: readonly DeskItem[]; acts: Acts }) {
  return (
    <ul class="wall-list">
      {items.map((item) => <Row key={item.id} item={item} acts={acts} />)}
    </ul>
  );
}

function Row({ item, acts }: { item: DeskItem; acts: Acts }) {
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
      <div class="wish-side">
        {hidden
          ? (
            <Button
              look="small"
              aria-describedby={id}
              onClick={() => acts.show(item)}
            >
              <ViewIcon />
              {t.unhide}
            </Button>
          )
          : (
            <>
              <Button
                look="small"
                aria-pressed={answered}
                aria-describedby={id}
                onClick={() => acts.answer(item, !answered)}
              >
                <CheckIcon />
                {t.answered}
              </Button>
              <Button
                look="small"
                aria-describedby={id}
                disabled={posted}
                onClick={() => acts.post(item)}
              >
                <ChatIcon />
                {t.toChat}
              </Button>
              <Button
                look="small bare"
                aria-describedby={id}
                onClick={() => acts.hide(item)}
              >
                {t.hide}
              </Button>
            </>
          )}
      </div>
    </li>
  );
}
