// A field in which places, groups or minerals are picked by name. It takes ids,
// too, and gives ids: the address and the API know nothing else.
import { el } from "./dom";
import { name, Name, names, Names } from "./names";

// What is commonly meant by the ids of groups; others show as they are.
const groups: Record<string, string> = {
  EU27: "the European Union", FEOC: "covered nations in the law of the United States", FVEY: "the Five Eyes", G7: "the seven", NATO: "the North Atlantic Treaty", Quad: "Australia, India, Japan and the United States",
};

export type Asked = { name: string; label: string; value: string; many?: boolean; of?: (n: Names) => Name[]; optional?: boolean; placeholder?: string; size?: number };
export type Pick = { element: HTMLElement; value(): string; show(ids: string): void };

// pick makes the field. With many, several stand in it with commas between.
export function pick(a: Asked): Pick {
  const list = el("datalist", { id: `names-${a.name}` });
  const field = el("input", { name: a.name, list: list.id, value: a.value, autocomplete: "off", spellcheck: "false", required: !a.optional, placeholder: a.placeholder, size: a.size ?? 16 });
  let all: Name[] = [];
  let before: string | undefined; // what stands before the name that is being typed
  const offer = () => {
    const now = a.many ? field.value.slice(0, field.value.lastIndexOf(",") + 1) : "";
    if (now === before) return;
    before = now;
    const head = now ? now + " " : "";
    list.replaceChildren(...all.map((x) => el("option", { value: head + x.name, label: x.id === x.name ? (groups[x.id] ?? "") : head + x.id })));
  };
  const show = (ids: string) => (field.value = ids.split(",").filter(Boolean).map((id) => name(id.trim())).join(", "));
  void names().then((n) => {
    all = [...(a.many && !a.of ? n.groups.map((id) => ({ id, name: id })) : []), ...(a.of ?? ((x: Names) => x.places))(n)];
    offer();
    if (field.value === a.value && a.value) show(a.value);
  });
  field.addEventListener("input", offer);
  const value = () => (a.many ? field.value.split(",") : [field.value]).map((text) => idOf(text.trim(), all)).filter(Boolean).join(",");
  return { element: el("label", {}, a.label, field, list), value, show };
}

// idOf is the id of what was typed: an id, a name, or what only one name
// begins with. Anything else stays, and the API says that it is unknown.
function idOf(text: string, all: Name[]): string {
  const low = text.toLowerCase();
  const same = all.find((x) => x.id.toLowerCase() === low) ?? all.find((x) => x.name.toLowerCase() === low);
  const begun = low ? all.filter((x) => x.name.toLowerCase().startsWith(low)) : [];
  return (same ?? (begun.length === 1 ? begun[0] : undefined))?.id ?? text;
}
