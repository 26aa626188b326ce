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

/** The copy in `made` and `known` has no metadata; null: the browser cannot read the photo. */
interface SmallPicture {
  readonly made: Promise<File | null>;
  /** Undefined until `made` resolves. */
  readonly known: Signal<File | null | undefined>;
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
    this.files.value.filter((one) =>
      this.sendsOriginals.value || one.small?.known.value !== null
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
    const taken: ChosenFile[] = [];
    for (const file of files) {
      if (file.size > bounds.file) {
        rejected.push({ name: file.name, reason: "too-large" });
      } else {
        const small = isPhoto(file) ? this.#makeSmall(file) : null;
        taken.push({
          id: newId(),
          file,
          preview: createPictureUrl(file),
          small,
        });
      }
    }
    this.rejected.value = rejected;
    this.files.value = [...this.files.value, ...taken];
    if (taken.length) void loadUploadCode();
  }

  dismiss(file: RejectedFile): void {
    this.rejected.value = this.rejected.value.filter((one) => one !== file);
  }

  remove(id: string): void {
    for (const one of this.files.value) {
      if (one.id === id) revokePreview(one);
    }
    this.#keep(this.files.value.filter((one) => one.id !== id));
  }

  /** Removes the sendable files and returns them. `original`: a photo to be sent unchanged. */
  takeSendable(): readonly (ChosenFile & { original: boolean })[] {
    const taken = this.sendable.value, original = this.sendsOriginals.value;
    this.#keep(this.files.value.filter((one) => !taken.includes(one)));
    return taken.map((one) => ({
      ...one,
      original: original && one.small !== null,
    }));
  }

  close(): void {
    for (const one of this.files.value) revokePreview(one);
  }

  #keep(files: readonly ChosenFile[]): void {
    this.files.value = files;
    this.rejected.value = [];
    if (!this.hasPhotos.value) this.sendsOriginals.value = false;
  }

  #makeSmall(file: File): SmallPicture {
    const known = signal<File | null | undefined>(undefined);
    const made = this.#last.then(async () => {
      const { shrinkPictureFile } = await loadUploadCode();
      known.value = await shrinkPictureFile(file, bounds.file).catch(() =>
        null
      );
      return known.value;
    });
    this.#last = made;
    return { made, known };
  }
}
