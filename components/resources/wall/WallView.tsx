/** A question wall as a student has it (R-5): one asks, and wants others' questions answered too. Nobody's name is on it. */
import { useId } from "preact/hooks";
import { wall as t } from "texts/resources_wall.ts";
import type { SharedWall } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { useWriting } from "../../session/TextBox.tsx";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon, LockIcon, UpIcon } from "../../ui/icons.tsx";
import { AskWall, RefusedWishes } from "./AskWall.tsx";
import { type KeptOrder, useKeptOrder } from "./use_kept_order.ts";
import { type WallItem, Walls } from "./wall.ts";
import { byWanted } from "./wall_order.ts";
import "./Wall.css";

/** The wall. */
export function WallView(
  { session, wall }: { session: ClassSession; wall: SharedWall },
) {
  const id = useId();
  const walls = session.part(Walls);
  const writing = useWriting(session, `wall/${wall.id}`);
  const mine = walls.items.value.filter((it) => it.resource === wall.id);
  const all = mine.filter(({ hidden }) => !hidden);
  const hidden = mine.filter((it) => it.hidden);
  const open = useKeptOrder(all.filter((it) => !it.answered));
  const answered = byWanted(all.filter((it) => it.answered));
  const isOpen = !wall.closed && session.facts.live.value;
  const vote = isOpen ? (item: WallItem) => walls.vote(item) : undefined;
  return (
    <div class="wall stack">
      <RefusedWishes session={session} wall={wall} writing={writing} />
      {isOpen
        ? (
          <AskWall
            session={session}
            wall={wall}
            writing={writing}
            onAsked={open.renew}
          />
        )
        : (
          <p class="wall-muted quiet">
            <LockIcon />
            {t.closed}
          </p>
        )}
      {/* Always there, so that it is read out. */}
      <div role="status">
        {hidden.length > 0 && (
          <section class="stack tight" aria-labelledby={`${id}-hidden`}>
            <h3 id={`${id}-hidden`}>
              {t.yoursHidden({ count: hidden.length })}
            </h3>
            <ul class="wall-list">
              {hidden.map(({ id, text }) => (
                <li key={id} class="wish box" data-answered="true">
                  <div class="wish-words">
                    <p dir="auto">{text}</p>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {all.length === 0 && <p class="box wall-empty quiet">{t.empty}</p>}
      {open.items.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-open`}>
          <WallHead id={`${id}-open`} title={t.wanted} order={open} />
          <ul class="wall-list">
            {open.items.map((item) => (
              <Wish key={item.id} item={item} onVote={vote} />
            ))}
          </ul>
        </section>
      )}
      {answered.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-answered`}>
          <h3 id={`${id}-answered`}>{t.answeredOnes}</h3>
          <ul class="wall-list">
            {answered.map((item) => <Wish key={item.id} item={item} />)}
          </ul>
        </section>
      )}
    </div>
  );
}

/** The heading of a list, with the way to its right order: by itself nothing moves under one's finger. */
export function WallHead<R>(
  { id, title, order }: { id: string; title: string; order: KeptOrder<R> },
) {
  return (
    <div class="wall-head spread">
      <h3 id={id}>{title}</h3>
      <Button
        look="small bare"
        aria-disabled={!order.isStale}
        onClick={() => order.renew()}
      >
        {t.renew}
      </Button>
    </div>
  );
}

function Wish(
  { item, onVote }: { item: WallItem; onVote?: (item: WallItem) => void },
) {
  const id = useId();
  const { votes, own, voted, unsent, answered } = item;
  const canVote = onVote && !own && !answered;
  return (
    <li class="wish box" data-own={own} data-answered={answered}>
      {canVote
        ? (
          <button
            type="button"
            class="wish-vote"
            aria-pressed={voted}
            aria-describedby={id}
            title={t.voteHint}
            onClick={() => onVote(item)}
          >
            <UpIcon />
            <span class="visually-hidden">{t.voteHint}</span>{" "}
            <span class="figures">{votes}</span>
          </button>
        )
        : (
          <span class="wish-vote">
            {answered ? <CheckIcon /> : <UpIcon />}
            <span class="figures" aria-hidden="true">{votes}</span>
            <span class="visually-hidden">{t.votes({ votes })}</span>
          </span>
        )}
      <div class="wish-words">
        <p id={id} dir="auto">{item.text}</p>
        {own && <span class="badge">{t.yours}</span>}
        {unsent && (
          <span class="wish-state small quiet">
            <ClockIcon />
            {t.unsent}
          </span>
        )}
      </div>
    </li>
  );
}
