// Sends large files piece by piece (tus 1.0), shows how far they are, and goes on where the line broke.
(() => {
  const FROM = 1 << 20, PIECE = 1 << 20, TUS = { "Tus-Resumable": "1.0.0" };
  const italian = document.documentElement.lang === "it";
  const say = (it, en) => italian ? it : en;
  const wait = (seconds) => new Promise((then) => setTimeout(then, seconds * 1000));
  const markOf = (file, place) => [place.kind, place.document, place.record, file.name, file.size, file.lastModified].join("|");
  const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const tell = (note, words, isWrong) => {
    note.className = isWrong ? "field-problem" : "arriving";
    note.setAttribute("role", isWrong ? "alert" : "status");
    note.textContent = words;
  };
  class Refused extends Error {}

  // A request that is tried again while the line is down, more and more patiently.
  const asked = async (address, options, note) => {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await fetch(address, options);
        if (answer.status < 500) return answer;
      } catch (broken) {
        if (tries === 12) throw broken;
      }
      tell(note, say("Collegamento interrotto: si riprova da solo.", "The line is down: trying again by itself."), false);
      await wait(Math.min(1 << tries, 30));
      if (options.method === "PATCH") return null;
    }
  };

  const begun = async (form, file, place, token, note) => {
    const mark = markOf(file, place);
    const before = [...document.querySelectorAll("[data-state=arriving]")].find((one) => one.dataset.mark === mark);
    if (before) return before.dataset.arrival;
    const told = { ...place, name: file.name, mark };
    const metadata = Object.entries(told).filter(([, text]) => text).map(([name, text]) => `${name} ${coded(text)}`).join(",");
    const headers = { ...TUS, "X-CSRFToken": token, "Upload-Length": String(file.size), "Upload-Metadata": metadata };
    const answer = await asked(form.dataset.arrive, { method: "POST", headers }, note);
    if (answer.status !== 201) throw new Refused(await answer.text());
    return answer.headers.get("Location");
  };

  const sent = async (address, file, token, bar, note) => {
    for (;;) {
      const there = await asked(address, { method: "HEAD", headers: TUS }, note);
      if (!there.ok) throw new Refused("");
      let at = Number(there.headers.get("Upload-Offset"));
      while (at < file.size) {
        bar.value = at / file.size;
        tell(note, `${file.name}: ${Math.floor(100 * at / file.size)}%`, false);
        const headers = { ...TUS, "X-CSRFToken": token, "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" };
        const answer = await asked(address, { method: "PATCH", headers, body: file.slice(at, at + PIECE) }, note);
        if (!answer || !answer.ok) break;
        at = Number(answer.headers.get("Upload-Offset"));
      }
      if (at >= file.size) return;
    }
  };

  // Where it stands once the worker has looked at it; `gone` where somebody took it away.
  const settled = async (address, note) => {
    for (;;) {
      const answer = await asked(address, { headers: TUS }, note);
      if (!answer.ok) return { state: "gone" };
      const told = await answer.json();
      if (told.state !== "waiting") return told;
      await wait(1);
    }
  };

  const arrive = async (form, input, file, token) => {
    const { kind, document: paper = "", record = "" } = { ...form.dataset, ...input.dataset };
    const bar = document.createElement("progress"), note = document.createElement("p");
    bar.max = 1;
    bar.setAttribute("aria-label", file.name);
    input.after(bar, note);
    try {
      const address = await begun(form, file, { kind, document: paper, record }, token, note);
      await sent(address, file, token, bar, note);
      bar.value = 1;
      tell(note, say(`${file.name}: arrivato, in controllo…`, `${file.name}: arrived, being checked…`), false);
      const told = await settled(address, note);
      if (told.state === "refused") throw new Refused(italian ? told.it : told.en);
      return true;
    } catch (problem) {
      const words = problem instanceof Refused && problem.message;
      tell(note, words || say("Non caricato: ricaricare la pagina e scegliere di nuovo il file.", "Not uploaded: reload the page and choose the file again."), true);
      bar.remove();
      return false;
    }
  };

  document.querySelectorAll("form[data-arrive]").forEach((form) => form.addEventListener("submit", async (event) => {
    const inputs = [...form.querySelectorAll("input[type=file]")].filter((one) => [...one.files].some((file) => file.size > FROM));
    if (!inputs.length) return;
    event.preventDefault();
    const button = event.submitter, token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    if (button) button.disabled = true;
    let fine = true;
    for (const input of inputs) {
      for (const file of input.files) fine = await arrive(form, input, file, token) && fine;
      if (fine) input.value = "";
    }
    if (button) button.disabled = false;
    if (!fine) return;
    if (form.dataset.then === "submit") form.submit();
    else location.reload();
  }));

  document.querySelectorAll("[data-state=waiting]").forEach(async (one) => {
    await settled(one.dataset.arrival, document.createElement("p"));
    location.reload();
  });
})();
