/* The page of an occupation while it is open: who else has it open, and what was typed and not saved yet. */
(function () {
  "use strict";

  function remember(key, value) {
    // Storage can be switched off by the browser; then nothing is remembered.
    try {
      if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /* Who else is here ------------------------------------------------------------------------ */

  const SEEN_EVERY_MS = 20000;

  function presence(form) {
    const notice = document.getElementById("desk-presence");
    if (!notice) return;
    const body = (leaving) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      if (leaving) data.append("leaving", "1");
      return data;
    };
    const ask = () =>
      fetch(notice.dataset.url, { method: "POST", body: body(false) })
        .then((response) => (response.ok && !response.redirected ? response.json() : null))
        .then((found) => {
          if (!found) return;
          const lines = [];
          if (found.others.length) lines.push(notice.dataset.here + found.others.join(", "));
          if (String(found.version) !== notice.dataset.version) lines.push(notice.dataset.moved);
          notice.textContent = lines.join(" ");
          notice.hidden = !lines.length;
        })
        .catch(() => {});
    ask();
    setInterval(() => document.visibilityState === "visible" && ask(), SEEN_EVERY_MS);
    window.addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.url, body(true)));
  }

  /* Unsaved text ---------------------------------------------------------------------------- */

  const KEEP_AFTER_MS = 800;

  // What was typed stays in this browser until it is saved: a crash or a closed tab loses nothing.
  function unsaved(form) {
    const notice = document.getElementById("desk-unsaved");
    if (!notice) return;
    const key = `desk-unsaved ${notice.dataset.user} ${location.pathname}`;
    const typed = () => [...form.elements].filter((field) => field.lang && field.name && !field.name.includes("__prefix__"));
    const opened = new Map(typed().map((field) => [field.name, field.value]));
    const version = form.elements.opened?.value;
    const read = () => {
      try {
        return JSON.parse(remember(key) || "null");
      } catch {
        return null;
      }
    };
    const forget = () => {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was kept either.
      }
      notice.hidden = true;
    };
    const kept = read();
    const differs = kept && Object.entries(kept.fields).some(([name, value]) => form.elements[name] && form.elements[name].value !== value);
    // A version that moved on was saved, by this form or by somebody else, and kept by the history.
    if (kept && (kept.version !== version || !differs)) forget();
    else if (kept) notice.hidden = false;
    notice.querySelector("[data-restore]").addEventListener("click", () => {
      Object.entries(kept.fields).forEach(([name, value]) => {
        const field = form.elements[name];
        if (!field) return;
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      notice.hidden = true;
    });
    notice.querySelector("[data-forget]").addEventListener("click", forget);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const fields = Object.fromEntries(typed().filter((field) => opened.get(field.name) !== field.value).map((field) => [field.name, field.value]));
        if (Object.keys(fields).length) remember(key, JSON.stringify({ version, fields }));
      }, KEEP_AFTER_MS);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("desk")?.closest("form");
    if (!form) return;
    presence(form);
    unsaved(form);
  });
})();
