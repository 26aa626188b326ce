import { useMemo } from "preact/hooks";
import { sample } from "texts/pieces.ts";
import { assistant as t } from "texts/assistant.ts";
import { OwnAssistant } from "../assistant/own_assistant.ts";
import { AssistantView } from "../assistant/AssistantView.tsx";
import { groupIntoExchanges } from "../assistant/exchanges.ts";
import {
  ConversationTurns,
  PromptMessage,
} from "../assistant/ConversationTurns.tsx";
import { storeDraft } from "../client/drafts.ts";
import { Piece } from "./Piece.tsx";
import {
  madeUpRooms,
  madeUpTurns,
  makeScene,
  minuteMs,
  sceneId,
  type SceneOptions,
  sceneTimeMs,
} from "./scene.ts";

const talk = sceneId(0, "talk");

const student = (name: string): SceneOptions => ({
  name,
  as: 1,
  member: (n) => ({ room: n < 4 ? sceneId(0, "room") : null }),
  session: {
    maps: { rooms: madeUpRooms(2), breakouts: { auto: true, open: true } },
  },
});

const asked = (name: string): SceneOptions => ({
  ...student(name),
  own: {
    maps: {
      conversations: {
        [talk]: { title: sample.title, at: sceneTimeMs, lastAt: sceneTimeMs },
        [sceneId(1, "talk")]: {
          title: sample.quiz,
          at: sceneTimeMs - 9 * minuteMs,
          lastAt: sceneTimeMs - 9 * minuteMs,
          template: sample.quiz,
        },
      },
      submissions: {
        [sceneId(0, "submit")]: {
          conversation: talk,
          message: sceneId(0, "answer"),
          prompt: sample.asked,
          model: "demonstration",
          at: sceneTimeMs,
          grade: "A",
          comment: sample.explain,
          gradedAt: sceneTimeMs,
        },
      },
    },
    lists: {
      outbox: [{
        id: sceneId(9, "ask"),
        kind: "ask",
        conversation: talk,
        text: sample.asked,
      }],
    },
  },
  conversations: { [talk]: madeUpTurns(["done"]) },
});

export function AssistantPieces() {
  const { begun, away, empty } = useMemo(() => {
    const of = (options: SceneOptions) => makeScene(options).part(OwnAssistant);
    const begun = of(asked("asked"));
    begun.showConversation(talk);
    const away = of({
      ...asked("asked-away"),
      status: { state: "offline" },
    });
    away.showConversation(talk);
    storeDraft(away.seat, "assistant", sample.askedLong);
    return { begun, away, empty: of(student("asks-nothing")) };
  }, []);
  const all = groupIntoExchanges(
    madeUpTurns([
      "done",
      "done",
      "stopped",
      "streaming",
      "unreachable",
      "no-quota",
    ]),
  );
  return (
    <>
      <Piece of="Turns">
        <div>
          <ConversationTurns all={all} asker={null} />
          <PromptMessage text={sample.asked} asker={null} state="waiting" />
          <PromptMessage text={sample.asked} asker="Amy" state="refused" />
        </div>
      </Piece>
      <Piece of="AssistantView" wide>
        {[begun, away].map((assistant) => (
          <div key={assistant.seat.session} class="piece-screen">
            <AssistantView assistant={assistant} seen="staff" />
          </div>
        ))}
        <div class="piece-screen">
          <AssistantView
            assistant={empty}
            seen="staff"
            starters={[
              { words: sample.asked, text: sample.asked },
              { words: t.begin, text: sample.title },
            ]}
          />
        </div>
      </Piece>
    </>
  );
}
