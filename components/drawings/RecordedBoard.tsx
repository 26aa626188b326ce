/** A student's board from its stored shapes, after the class (W-5). */
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { review } from "texts/review.ts";
import {
  type BoardBackground,
  type DrawnShape,
  visibleShapes,
} from "../../classroom/model/drawing.ts";
import { Button } from "../ui/Button.tsx";
import { DownloadIcon } from "../ui/icons.tsx";
import { BoardPicture } from "./BoardPicture.tsx";
import { savePicture } from "./save_picture.ts";

/** @param shapes the visible ones */
export function RecordedBoard({ ground, shapes, name }: {
  ground: BoardBackground;
  shapes: readonly DrawnShape[];
  name: string;
}) {
  const shownShapes = useMemo(() => visibleShapes(shapes, noneErased), [
    shapes,
  ]);
  const place = useRef<HTMLDivElement>(null);
  const hasFailed = useSignal(false);
  const save = async () => {
    hasFailed.value = false;
    const board = place.current!.querySelector<SVGSVGElement>("svg")!;
    await savePicture(board, name).catch(() => hasFailed.value = true);
  };
  return (
    <div class="stack tight" ref={place}>
      <BoardPicture ground={ground} shapes={shownShapes} name={name} />
      <div class="actions">
        <Button look="small" onClick={save}>
          <DownloadIcon />
          {review.my.savePicture}
        </Button>
      </div>
      <p class="field-error" role="alert">
        {hasFailed.value && review.my.notSaved}
      </p>
    </div>
  );
}

const noneErased = new Set<string>();
