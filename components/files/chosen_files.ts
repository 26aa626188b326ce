/** The files that are chosen for the next message, and not sent yet (C-5). */
import { type Signal, signal } from "@preact/signals";
import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import { loadClient, pictureUrlOf, release } from "./outgoing.ts";

interface ChosenFile {
  readonly id: string;
  readonly file: File;
  readonly preview: string | undefined;
}

export class ChosenFiles {
  readonly files: Signal<readonly ChosenFile[]> = signal([]);
  /** Files that were not taken, by name, with their size: they are too large. */
  readonly tooLarge: Signal<readonly { name: string; size: number }[]> = signal(
    [],
  );

  /** Chooses files to be sent with the next message; one that is too large is not taken. */
  add(files: Iterable<File>): void {
    const over: { name: string; size: number }[] = [];
    const taken: ChosenFile[] = [];
    for (const file of files) {
      if (file.size > bounds.file) over.push(file);
      else taken.push({ id: newId(), file, preview: pictureUrlOf(file) });
    }
    this.tooLarge.value = over;
    this.files.value = [...this.files.value, ...taken];
    if (taken.length) void loadClient();
  }

  /** It is known that a file was too large. */
  forgetTooLarge(file: { name: string; size: number }): void {
    this.tooLarge.value = this.tooLarge.value.filter((one) => one !== file);
  }

  /** Takes a chosen file back. */
  remove(id: string): void {
    for (const one of this.files.value) {
      if (one.id === id) release(one);
    }
    this.files.value = this.files.value.filter((one) => one.id !== id);
    this.tooLarge.value = [];
  }

  /** Hands them over. */
  take(): readonly ChosenFile[] {
    const taken = this.files.value;
    this.files.value = [];
    this.tooLarge.value = [];
    return taken;
  }

  /** Lets go of their pictures. */
  close(): void {
    for (const one of this.files.value) release(one);
  }
}
