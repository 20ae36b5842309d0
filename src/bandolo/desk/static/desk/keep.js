// Keeps in this browser what could not be saved, and tries again when the page is opened once more.
(() => {
  const home = document.querySelector("[data-keep]");
  if (!home) return;
  const key = `bandolo ${home.dataset.keep}`;
  const kept = () => JSON.parse(localStorage.getItem(key) || "{}");
  const store = (all) => Object.keys(all).length ? localStorage.setItem(key, JSON.stringify(all)) : localStorage.removeItem(key);
  const inputs = (box) => [...box.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const isMark = (one) => one.type === "checkbox" || one.type === "radio";
  const values = (box) => inputs(box).map((one) => isMark(one) ? one.checked : one.value);
  const italian = document.documentElement.lang === "it";
  const say = (box, words) => {
    const note = box.querySelector(".note");
    note.querySelectorAll("p").forEach((one) => one.remove());
    const told = document.createElement("p");
    told.className = "field-problem";
    told.setAttribute("role", "alert");
    told.textContent = words;
    note.append(told);
  };
  const failed = (event) => {
    const box = event.target.closest(".box");
    if (!box) return;
    store({ ...kept(), [box.id]: values(box) });
    say(box, italian
      ? "Non salvato: il collegamento o la sessione mancano. Il testo resta in questo browser: accedere di nuovo e riaprire la pagina."
      : "Not saved: the connection or the session is gone. The text stays in this browser: log in again and reopen the page.");
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    const box = event.target.closest && event.target.closest(".box");
    if (!box || !event.detail.successful || !(box.id in kept())) return;
    const all = kept();
    delete all[box.id];
    store(all);
  });
  window.addEventListener("load", () => {
    for (const [id, old] of Object.entries(kept())) {
      const box = document.getElementById(id);
      if (!box) continue;
      inputs(box).forEach((one, at) => { if (isMark(one)) one.checked = old[at]; else one.value = old[at]; });
      inputs(box)[0].dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
