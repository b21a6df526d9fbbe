// Choosing several things by their names: what is chosen stands beside the field,
// each with a way to take it away.
import { el } from "../dom";
import { Name } from "../names";

export type Picker = { node: HTMLElement; take: () => boolean };

// picker changes the list that it was given. take takes what is typed and not yet
// added; it is false where that is the name of nothing.
export function picker(text: string, name: string, chosen: string[], all: Name[], o: { least: number; none?: string }): Picker {
  const id = `pick-${name}`, chips = el("span", { class: "chosen" });
  const field = el("input", { name, id, list: `${id}-list`, autocomplete: "off", spellcheck: "false", placeholder: "add one", size: 12, onchange: () => take(), oninput: () => field.setCustomValidity("") });
  const show = () => {
    chips.replaceChildren(...chosen.map((x) => el("button", { type: "button", class: "chip", "aria-label": `Take away ${called(all, x)}`, disabled: chosen.length <= o.least, onclick: () => { chosen.splice(chosen.indexOf(x), 1); show(); field.focus(); } }, called(all, x), chosen.length > o.least ? " ×" : "")),
      ...(chosen.length === 0 && o.none ? [el("span", { class: "soft" }, o.none)] : []));
  };
  const take = (): boolean => {
    const typed = field.value.split(",").map((x) => x.trim()).filter(Boolean), found = typed.map((x) => idOf(all, x));
    if (found.some((x) => x == null)) {
      field.setCustomValidity(`${typed.find((x) => idOf(all, x) == null)} is not in the list`);
      field.reportValidity();
      return false;
    }
    for (const x of found) if (!chosen.includes(x!)) chosen.push(x!);
    field.value = "";
    show();
    return true;
  };
  show();
  return { take, node: el("div", { class: "picker" }, el("label", { for: id }, text), chips, field, el("datalist", { id: `${id}-list` }, ...all.map((x) => el("option", { value: x.name })))) };
}

export function called(all: Name[], id: string): string {
  return all.find((x) => x.id === id)?.name ?? id;
}

function idOf(all: Name[], typed: string): string | undefined {
  const low = typed.toLowerCase();
  return all.find((x) => x.id.toLowerCase() === low || x.name.toLowerCase() === low)?.id;
}
