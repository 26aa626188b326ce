/** The page of one member of the school: what it has open, and what it does by itself. */
import { documents } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { readMarkPauseMs } from "../../components/chat/read_mark.ts";
import { HomeroomSeat, type Known } from "../homeroom_driver.ts";

/** A page of a class. */
export class SchoolPage extends HomeroomSeat {
  #conversation: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unmarked: string | undefined;

  /** Opens what a page opens: the session, the main room, the own document, the group's, the conversation. */
  async openAll(group: () => Promise<string>, known?: Known): Promise<void> {
    await this.open(known);
    const { session } = this;
    await this.watch(documents.room(session, await group()));
    if (this.#conversation) await this.watch(this.#conversation);
  }

  /** Asks the assistant something; resolves with the name of the conversation when that is open. */
  async ask(): Promise<string> {
    const conversation = newId();
    const name = documents.conversation(this.session, conversation);
    const latin = new TextDecoder("latin1");
    await this.until(`${name} in the list`, 1, (listed) => {
      this.watchOwn((frame) => {
        const text = latin.decode(frame);
        // The command may come back before it is decided: of what is listed there is a time.
        if (!text.includes(conversation) || !text.includes("lastAt")) return;
        this.watchOwn(() => {});
        listed.one();
      });
      const text = "2 words a second for 1 s";
      this.put({ id: newId(), kind: "ask", conversation, text });
    });
    await this.watch(name);
    return this.#conversation = name;
  }

  /** Has a message on screen: it is marked as read now, or after the pause since the last mark. */
  see(message: string): void {
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
    this.read(this.#unmarked);
    this.#unmarked = undefined;
    const wait = readMarkPauseMs * (1 + Math.random());
    this.#pause = setTimeout(() => this.#mark(), wait);
  }
}
