// The script of every page: it loads the page's own and hands it the element
// to draw into. To add a page, add a line here and one in web.go.
import { problemText } from "./api";
import { el } from "./dom";
import { namesOf } from "./names";
import { keepInNavigation, view } from "./state";
import { openWhy } from "./why";

type PageScript = { draw(into: HTMLElement): Promise<void> | void };

const scripts: Record<string, () => Promise<PageScript>> = {
  overview: () => import("./pages/overview"),
  mineral: () => import("./pages/mineral"),
  plan: () => import("./pages/plan"),
  screen: () => import("./pages/screen"),
  partners: () => import("./pages/partners"),
  shock: () => import("./pages/shock"),
  ledger: () => import("./pages/ledger"),
  sources: () => import("./pages/sources"),
};

openWhy();
keepInNavigation();
addEventListener("popstate", keepInNavigation);
addEventListener("beforeprint", () => {
  const v = view(), seen = document.body.dataset.page === "ledger" ? "" : `Seen from: ${namesOf([v.country])}; who may cut supply: ${namesOf(v.against.split(","))}. `; // a ledger has no point of view
  document.getElementById("printed")!.textContent = `${seen}Printed on ${new Date().toISOString().slice(0, 10)} from ${location.href}`;
});

const into = document.getElementById("page");
const load = scripts[document.body.dataset.page ?? ""];
if (into && load) {
  load().then((page) => page.draw(into)).catch((error) => into.replaceChildren(el("p", { class: "problem", role: "alert" }, problemText(error))));
} else if (into) {
  into.append(el("p", {}, "This page is not built yet; the API has its answers."));
}
