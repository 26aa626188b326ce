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
  viewer: 1,
  member: (n) => ({ room: n < 4 ? sceneId(0, "room") : null }),
  session: {
    maps: { rooms: madeUpRooms(2), breakouts: { auto: true, open: true } },
  },
});

const askingStudent = (name: string): SceneOptions => ({
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
  const { startedAssistant, offlineAssistant, empty } = useMemo(() => {
    const openAssistant = (options: SceneOptions) =>
      makeScene(options).part(OwnAssistant);
    const startedAssistant = openAssistant(askingStudent("asked"));
    startedAssistant.showConversation(talk);
    const offlineAssistant = openAssistant({
      ...askingStudent("asked-away"),
      status: { state: "offline" },
    });
    offlineAssistant.showConversation(talk);
    storeDraft(offlineAssistant.seat, "assistant", sample.askedLong);
    return {
      startedAssistant,
      offlineAssistant,
      empty: openAssistant(student("asks-nothing")),
    };
  }, []);
  const exchanges = groupIntoExchanges(
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
      <Piece name="Turns">
        <div>
          <ConversationTurns exchanges={exchanges} asker={null} />
          <PromptMessage text={sample.asked} asker={null} state="waiting" />
          <PromptMessage text={sample.asked} asker="Amy" state="refused" />
        </div>
      </Piece>
      <Piece name="AssistantView" isWide>
        {[startedAssistant, offlineAssistant].map((assistant) => (
          <div key={assistant.seat.session} class="piece-screen">
            <AssistantView assistant={assistant} readers="staff" />
          </div>
        ))}
        <div class="piece-screen">
          <AssistantView
            assistant={empty}
            readers="staff"
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
