import { render } from "preact";
import type { Node } from "prosemirror-model";
import type {
  EditorView,
  NodeView,
  NodeViewConstructor,
} from "prosemirror-view";
import { pageEditor as t } from "texts/pages.ts";
import { MathsFormula } from "../../markdown/MarkdownParts.tsx";
import { PagePicture, type PictureCounter } from "../PagePicture.tsx";

class ItemView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly #box: HTMLInputElement | null;
  readonly #isTask: boolean;

  constructor(
    node: Node,
    view: EditorView,
    getPos: () => number | undefined,
  ) {
    const { document } = globalThis;
    this.dom = document.createElement("li");
    this.#isTask = node.attrs.checked !== null;
    if (!this.#isTask) {
      this.contentDOM = this.dom;
      this.#box = null;
      return;
    }
    this.dom.className = "page-task";
    const label = document.createElement("label");
    label.contentEditable = "false";
    const box = document.createElement("input");
    box.type = "checkbox";
    // Not reachable by Tab, which leaves the text. By keyboard a shortcut ticks a task.
    box.tabIndex = -1;
    box.ariaLabel = t.done;
    box.checked = node.attrs.checked;
    box.addEventListener("click", (event) => {
      const pos = getPos();
      if (!view.editable || pos === undefined) return event.preventDefault();
      view.dispatch(
        view.state.tr.setNodeAttribute(pos, "checked", box.checked),
      );
    });
    label.append(box);
    this.#box = box;
    this.contentDOM = document.createElement("div");
    this.dom.append(label, this.contentDOM);
  }

  update({ type, attrs }: Node): boolean {
    if (type.name !== "list_item") return false;
    if ((attrs.checked !== null) !== this.#isTask) return false;
    if (this.#box) this.#box.checked = attrs.checked;
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target === this.#box;
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return this.#isTask && !this.contentDOM.contains(target);
  }
}

class FormulaView implements NodeView {
  readonly dom: HTMLElement;

  constructor(node: Node, onOpen: () => void) {
    const isBlock = node.isBlock;
    this.dom = globalThis.document.createElement(isBlock ? "div" : "span");
    this.dom.className = isBlock ? "page-maths" : "page-formula";
    this.dom.addEventListener("dblclick", onOpen);
    this.update(node);
  }

  update(node: Node): boolean {
    if (node.isBlock !== (this.dom.localName === "div")) return false;
    if (node.attrs.tex === undefined) return false;
    render(
      <MathsFormula tex={node.attrs.tex} isBlock={node.isBlock} />,
      this.dom,
    );
    return true;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    render(null, this.dom);
  }
}

class PictureView implements NodeView {
  readonly dom: HTMLElement;

  constructor(
    node: Node,
    private readonly among: PictureCounter,
    onOpen: () => void,
  ) {
    this.dom = globalThis.document.createElement("span");
    this.dom.className = "page-picture";
    this.dom.addEventListener("dblclick", onOpen);
    this.update(node);
  }

  update({ type, attrs: { file, alt, width, height } }: Node): boolean {
    if (type.name !== "image") return false;
    const { among } = this;
    const picture = { file, alt, width, height, among };
    render(<PagePicture key={file} {...picture} />, this.dom);
    return true;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    render(null, this.dom);
  }
}

/**
 * Views of nodes by their names.
 *
 * @param onOpen opens the dialog for the selected formula or picture
 */
export function makeNodeViews(
  onOpen: (what: "formula" | "picture") => void,
): Record<string, NodeViewConstructor> {
  const formula: NodeViewConstructor = (node) =>
    new FormulaView(node, () => onOpen("formula"));
  const pictures: PictureCounter = { count: 0 };
  return {
    list_item: (node, view, getPos) => new ItemView(node, view, getPos),
    math_inline: formula,
    math_block: formula,
    image: (node) => new PictureView(node, pictures, () => onOpen("picture")),
  };
}
