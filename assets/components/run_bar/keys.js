// The keys of the bar work on the whole page, wherever they mean nothing else.

const NAMES = { " ": "main", arrowright: "step", r: "reset" }; // the button that a key presses
const TYPED = "input, textarea, select, [contenteditable=''], [contenteditable='true']";
const OWN_KEYS = "[role=slider], [role=combobox], [role=tab], [role=textbox], [role=spinbutton], [role=listbox], [role=option], [role^=menuitem], [role=radio]";
const CHOSEN = "[role=tab], [role=radio]"; // once chosen by a pointer, nothing more is wanted of them
const PRESSED_BY_SPACE = "button, summary, a[href], [role=button], [role=checkbox], [role=switch]";
const SCROLLERS = "body, html, [data-testid=stMain], [data-testid=stApp], [data-testid=stSidebar]";

let pointed = false; // whether a pointer brought the focus to where it is, and not the Tab key
document.addEventListener("pointerdown", () => { pointed = true; }, true);

/** The name of the button that this key presses; undefined where it presses none or belongs to what has the focus. */
export function buttonOf(event) {
  if (event.key === "Tab") pointed = false;
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return undefined;
  const name = NAMES[event.key.toLowerCase()];
  return name && !takenElsewhere(event.composedPath(), event.key) ? name : undefined;
}

// Text fields, sliders, canvases and dialogs keep their keys; buttons keep space.
function takenElsewhere(path, key) {
  const elements = path.filter((node) => node instanceof Element);
  const [target] = elements;
  if (!target) return false;
  if (elements.some((element) => element.matches("[role=dialog]"))) return true;
  if (pointed && target.matches(CHOSEN)) return false;
  if (target.matches(TYPED) || target.isContentEditable || target.matches(OWN_KEYS)) return true;
  if (key === " " && target.matches(PRESSED_BY_SPACE)) return true;
  if (key !== " " && key !== "ArrowRight") return false;
  if (elements.some((element) => element.localName === "canvas")) return true;
  return key === "ArrowRight" && target.tabIndex >= 0 && !target.matches(PRESSED_BY_SPACE) && !target.matches(SCROLLERS);
}
