/* The page of an occupation while it is open: who else has it open, and what was typed and not saved yet. */
(function () {
  "use strict";

  /* Who else is here ------------------------------------------------------------------------ */

  const SEEN_EVERY_MS = 20000;

  function presence(form) {
    const notice = document.getElementById("desk-presence");
    if (!notice) return;
    let ended = false;
    const body = (leaving) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      if (leaving) data.append("leaving", "1");
      return data;
    };
    const say = (lines) => {
      notice.textContent = lines.join(" ");
      notice.hidden = !lines.length;
    };
    const ask = () => {
      if (ended || document.visibilityState !== "visible") return;
      fetch(notice.dataset.url, { method: "POST", body: body(false), redirect: "manual" })
        .then((response) => {
          // On the way to the sign-in, or refused because somebody signed in anew in another tab.
          ended = response.type === "opaqueredirect" || response.status === 403;
          if (ended) say([notice.dataset.ended]);
          return response.ok ? response.json() : null;
        })
        .then((found) => {
          if (!found) return;
          const lines = [];
          if (found.others.length) lines.push(notice.dataset.here + found.others.join(", "));
          if (String(found.version) !== notice.dataset.version) lines.push(notice.dataset.moved);
          say(lines);
        })
        .catch(() => {});
    };
    ask();
    setInterval(ask, SEEN_EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    window.addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.url, body(true)));
  }

  /* Fields by names that outlive a reload ---------------------------------------------------- */

  const NOT_TYPED = ["hidden", "submit", "button", "file", "fieldset"];
  const NUMBERED = /^(.+)-(\d+)-([^-]+)$/;
  const LASTING = /^(.+)-([#+]\d+)-([^-]+)$/;

  const typedFields = (form) => [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type) && !field.name.includes("__prefix__"));
  const value = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);

  // As the server sent it; a row added since has it from the row it was copied from.
  function original(field) {
    if (field.type === "checkbox") return field.defaultChecked ? "on" : "";
    if (!field.options) return field.defaultValue;
    const options = [...field.options];
    return (options.find((option) => option.defaultSelected) || options[0])?.value ?? "";
  }

  function names(form) {
    const number = (prefix, name) => Number(form.elements[`${prefix}-${name}`]?.value || 0);
    const rows = (prefix) => number(prefix, "TOTAL_FORMS");
    const id = (prefix, row) => form.elements[`${prefix}-${row}-id`]?.value;
    // A saved row is known by its id, a new one by its place among the new ones: numbers change when others save.
    const lasting = (field) => {
      const [, prefix, row, name] = field.name.match(NUMBERED) || [];
      if (!prefix) return field.name;
      return `${prefix}-${id(prefix, row) ? `#${id(prefix, row)}` : `+${row - number(prefix, "INITIAL_FORMS")}`}-${name}`;
    };
    const find = (name, added) => {
      const [, prefix, row, field] = name.match(LASTING) || [];
      if (!prefix) return form.elements[name];
      const place = row.slice(1);
      const known = () => [...Array(rows(prefix)).keys()].find((at) => id(prefix, at) === place);
      const at = row[0] === "#" ? known() : added ? added(prefix, place) : number(prefix, "INITIAL_FORMS") + Number(place);
      return form.elements[`${prefix}-${at}-${field}`];
    };
    // For putting back: a fresh row for each new one, made when its first field asks for it.
    const adding = () => {
      const made = new Map();
      return (prefix, place) => {
        const key = `${prefix} ${place}`;
        if (!made.has(key)) {
          const before = rows(prefix);
          document.querySelector(`#${prefix}-group .add-row a`)?.click();
          made.set(key, rows(prefix) > before ? before : -1);
        }
        return made.get(key);
      };
    };
    return { lasting, find, adding };
  }

  function fill(field, kept) {
    if (field.type === "checkbox") field.checked = Boolean(kept.value);
    else {
      const missing = field.options && ![...field.options].some((option) => option.value === kept.value);
      // The list of an autocompletion holds only what was chosen.
      if (missing && field.classList.contains("admin-autocomplete")) field.add(new Option(kept.text, kept.value));
      else if (missing) return false;
      field.value = kept.value;
    }
    ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
    return true;
  }

  /* Unsaved text ---------------------------------------------------------------------------- */

  const KEEP_AFTER_MS = 800;

  function storage(key) {
    // Storage can be switched off or full; then nothing is kept.
    const quietly = (work) => {
      try {
        return work();
      } catch {
        return null;
      }
    };
    return {
      read: () => quietly(() => JSON.parse(localStorage.getItem(key))),
      write: (record) => quietly(() => (record ? localStorage.setItem(key, JSON.stringify(record)) : localStorage.removeItem(key))),
    };
  }

  // What was typed stays in this browser until it is saved: a crash or a closed tab loses nothing.
  function unsaved(form) {
    const notice = document.getElementById("desk-unsaved");
    if (!notice) return;
    const store = storage(`desk-typed ${notice.dataset.user} ${location.pathname}`);
    const { lasting, find, adding } = names(form);
    const version = form.elements.opened?.value || "";
    // Fields of a form that came back instead of being saved, which hold what is not in the database.
    const back = new Set((notice.dataset.returned || "").split(" ").map((name) => form.elements[name]));
    const isBack = "returned" in notice.dataset;
    const isNewOrder = (field, name) => field.classList.contains("desk-order") && name.includes("-+");

    let sent = false;
    // Offered, and neither put back nor forgotten yet: no part of what is sent.
    let pending = {};
    const write = () => {
      const fields = {};
      typedFields(form).forEach((field) => {
        const name = lasting(field);
        if ((value(field) === original(field) && !back.has(field)) || isNewOrder(field, name)) return;
        fields[name] = { value: value(field), text: field.selectedOptions?.[0]?.text, label: field.labels?.[0]?.textContent.trim() };
      });
      const any = Object.keys({ ...fields, ...pending }).length;
      store.write(any ? { version, sent, fields, waiting: pending } : null);
    };

    const found = store.read();
    if (found) {
      // Sent, and the page has a new version or the form is here again: the history or this form has it.
      const isSafe = found.sent && (isBack || !version || found.version !== version);
      const differs = ([name, kept]) => value(find(name) || { value: "" }).trim() !== kept.value.trim();
      pending = Object.fromEntries(Object.entries({ ...found.waiting, ...(isSafe ? {} : found.fields) }).filter(differs));
    }
    notice.hidden = !Object.keys(pending).length;
    write();

    const left = notice.querySelector("[data-left]");
    const restore = notice.querySelector("[data-restore]");
    restore.addEventListener("click", () => {
      const added = adding();
      const isLeft = ([name, kept]) => {
        const field = find(name, added);
        return !(field && fill(field, kept)) && kept.value;
      };
      const over = Object.entries(pending).filter(isLeft);
      pending = Object.fromEntries(over);
      over.forEach(([, kept]) => {
        const text = document.createElement("textarea");
        text.readOnly = true;
        text.value = kept.text || kept.value;
        const label = document.createElement("label");
        label.append(kept.label || "", text);
        const line = document.createElement("p");
        line.append(label);
        left.append(line);
      });
      restore.hidden = true;
      left.hidden = !over.length;
      notice.hidden = !over.length;
      write();
    });
    notice.querySelector("[data-forget]").addEventListener("click", () => {
      pending = {};
      notice.hidden = true;
      write();
    });

    let timer;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(write, KEEP_AFTER_MS);
    };
    ["input", "click"].forEach((kind) => form.addEventListener(kind, later));
    // Autocompletion tells only jQuery of a choice.
    window.django.jQuery(form).on("change", later);
    document.addEventListener("formset:removed", later);
    form.addEventListener("submit", () => (sent = true));
    window.addEventListener("pagehide", write);
    window.addEventListener("pageshow", () => (sent = false));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("desk")?.closest("form");
    if (!form) return;
    presence(form);
    unsaved(form);
  });
})();
