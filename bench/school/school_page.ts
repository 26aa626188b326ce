import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { readMarkerPauseMs } from "../../components/chat/read_marker.ts";
import { HomeroomMember, type KnownState } from "../homeroom_driver.ts";

export class SchoolPage extends HomeroomMember {
  #conversation: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unmarked: string | undefined;

  async openAll(
    group: () => Promise<string>,
    knownState?: KnownState,
  ): Promise<void> {
    await this.open(knownState);
    const { session } = this;
    await this.watch(documentNames.room(session, await group()));
    if (this.#conversation) await this.watch(this.#conversation);
  }

  /** Asks the assistant; resolves with the conversation's document once it is open. */
  async askAssistant(): Promise<string> {
    const conversation = newId();
    const name = documentNames.conversation(this.session, conversation);
    const latin = new TextDecoder("latin1");
    await this.until(`${name} in the list`, 1, (listed) => {
      this.watchOwn((frame) => {
        const text = latin.decode(frame);
        // The command may come back before it is decided; a listed conversation has a time.
        if (!text.includes(conversation) || !text.includes("lastAt")) return;
        this.watchOwn(() => {});
        listed.countDown();
      });
      const text = "2 words a second for 1 s";
      this.sendCommand({ id: newId(), kind: "ask", conversation, text });
    });
    await this.watch(name);
    return this.#conversation = name;
  }

  /** Marks a message as read now, or after the pause since the last mark. */
  showMessage(message: string): void {
    this.#unmarked = message;
    if (this.#pause === undefined) this.#mark();
  }

  override close(): void {
    clearTimeout(this.#pause);
    this.#pause = this.#unmarked = undefined;
    super.close();
  }

  #mark(): void {
    this.#pause = undefined;
    if (this.#unmarked === undefined) return;
    this.markRead(this.#unmarked);
    this.#unmarked = undefined;
    const wait = readMarkerPauseMs * (1 + Math.random());
    this.#pause = setTimeout(() => this.#mark(), wait);
  }
}
