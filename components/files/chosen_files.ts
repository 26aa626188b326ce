import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  createPictureUrl,
  isPhoto,
  loadUploadCode,
  revokePreview,
} from "./outgoing_file.ts";

interface ChosenFile {
  readonly id: string;
  readonly file: File;
  readonly preview: string | undefined;
  /** The smaller copy of a photo; null: the file is no photo. */
  readonly small: SmallPicture | null;
}

/** A file that cannot be attached, or a folder. */
interface RejectedFile {
  readonly name: string;
  readonly reason: "too-large" | "folder";
}

/** The copy, in both fields, has no metadata; null: the browser cannot read the photo. */
interface SmallPicture {
  readonly whenMade: Promise<File | null>;
  /** Undefined until `whenMade` resolves. */
  readonly copy: Signal<File | null | undefined>;
}

export class ChosenFiles {
  readonly files: Signal<readonly ChosenFile[]> = signal([]);
  readonly rejected: Signal<readonly RejectedFile[]> = signal([]);
  readonly sendsOriginals = signal(false);
  readonly hasPhotos: ReadonlySignal<boolean> = computed(() =>
    this.files.value.some(({ small }) => small !== null)
  );
  /** The chosen files; photos that the browser cannot read only with `sendsOriginals`. */
  readonly sendable: ReadonlySignal<readonly ChosenFile[]> = computed(() =>
    this.files.value.filter((chosenFile) =>
      this.sendsOriginals.value || chosenFile.small?.copy.value !== null
    )
  );
  /** Photos are read one after another, since each needs much memory. */
  #last: Promise<unknown> = Promise.resolve();

  /** Adds files to `files`. Those above the limit, and the names of folders, replace `rejected`. */
  add(files: Iterable<File>, folders: Iterable<string> = []): void {
    const rejected: RejectedFile[] = Array.from(
      folders,
      (name) => ({ name, reason: "folder" }),
    );
    const added: ChosenFile[] = [];
    for (const file of files) {
      if (file.size > bounds.file) {
        rejected.push({ name: file.name, reason: "too-large" });
      } else {
        const small = isPhoto(file) ? this.#makeSmall(file) : null;
        added.push({
          id: newId(),
          file,
          preview: createPictureUrl(file),
          small,
        });
      }
    }
    this.rejected.value = rejected;
    this.files.value = [...this.files.value, ...added];
    if (added.length) void loadUploadCode();
  }

  dismiss(file: RejectedFile): void {
    this.rejected.value = this.rejected.value.filter((rejectedFile) =>
      rejectedFile !== file
    );
  }

  remove(id: string): void {
    for (const chosenFile of this.files.value) {
      if (chosenFile.id === id) revokePreview(chosenFile);
    }
    this.#keep(this.files.value.filter((chosenFile) => chosenFile.id !== id));
  }

  /** Removes the sendable files and returns them. `isOriginal`: a photo to be sent unchanged. */
  takeSendable(): readonly (ChosenFile & { isOriginal: boolean })[] {
    const sendable = this.sendable.value,
      sendsOriginals = this.sendsOriginals.value;
    this.#keep(
      this.files.value.filter((chosenFile) => !sendable.includes(chosenFile)),
    );
    return sendable.map((chosenFile) => ({
      ...chosenFile,
      isOriginal: sendsOriginals && chosenFile.small !== null,
    }));
  }

  close(): void {
    for (const chosenFile of this.files.value) revokePreview(chosenFile);
  }

  #keep(files: readonly ChosenFile[]): void {
    this.files.value = files;
    this.rejected.value = [];
    if (!this.hasPhotos.value) this.sendsOriginals.value = false;
  }

  #makeSmall(file: File): SmallPicture {
    const copy = signal<File | null | undefined>(undefined);
    const whenMade = this.#last.then(async () => {
      const { shrinkPictureFile } = await loadUploadCode();
      copy.value = await shrinkPictureFile(file, bounds.file).catch(() => null);
      return copy.value;
    });
    this.#last = whenMade;
    return { whenMade, copy };
  }
}
