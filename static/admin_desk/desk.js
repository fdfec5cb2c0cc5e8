/* The editors' desk: language switch, tabs over the long form, up and down buttons for rows.
   Everything works without it: one long page, both languages, rows ordered by their numbers. */
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

  /* Languages ------------------------------------------------------------------------------- */

  function languages(bar) {
    const buttons = [...bar.querySelectorAll("[data-language]")];
    const show = (language) => {
      document.body.classList.toggle("desk-only-zh", language === "zh");
      document.body.classList.toggle("desk-only-en", language === "en");
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.language === language)));
    };
    buttons.forEach((button) =>
      button.addEventListener("click", () => show(remember("desk-language", button.dataset.language) || button.dataset.language))
    );
    const known = buttons.some((button) => button.dataset.language === remember("desk-language"));
    show(known ? remember("desk-language") : "both");
  }

  /* Tabs ------------------------------------------------------------------------------------ */

  function tabs(bar) {
    const list = bar.querySelector(".desk-tabs");
    const panels = [...document.querySelectorAll(".desk-panel")];
    if (!list || !panels.length) return;
    const made = panels.map((panel) => {
      const tab = document.createElement("button");
      tab.type = "button";
      // The address names the tab, which is always in view: the browser has no reason to scroll.
      tab.id = panel.id;
      panel.id = `${tab.id}-panel`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      list.append(tab);
      return tab;
    });

    const open = (index, focus) => {
      panels.forEach((panel, i) => {
        panel.hidden = i !== index;
        made[i].setAttribute("aria-selected", String(i === index));
        made[i].tabIndex = i === index ? 0 : -1;
      });
      history.replaceState(null, "", `#${made[index].id}`);
      // Saving comes back to the same tab: a redirect keeps what follows the # of the address it was sent to.
      bar.closest("form").setAttribute("action", `${location.search}#${made[index].id}`);
      if (focus) made[index].focus();
      const bottom = bar.getBoundingClientRect().bottom;
      const above = bottom - panels[index].getBoundingClientRect().top;
      if (above > 0) window.scrollBy(0, -above - 16);
    };
    const label = () =>
      panels.forEach((panel, i) => {
        const rows = panel.querySelectorAll(".inline-related:not(.empty-form, .tabular), tr.form-row:not(.empty-form)").length;
        const bad = panel.querySelector(".errorlist") !== null;
        made[i].replaceChildren(panel.dataset.title);
        if (rows) made[i].append(mark("desk-count", String(rows), bar.dataset.rows));
        if (bad) made[i].append(mark("desk-bad", "!", bar.dataset.error));
      });

    made.forEach((tab, i) => {
      tab.addEventListener("click", () => open(i));
      tab.addEventListener("keydown", (event) => {
        const last = made.length - 1;
        const to = { ArrowRight: i === last ? 0 : i + 1, ArrowLeft: i === 0 ? last : i - 1, Home: 0, End: last }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        open(to, true);
      });
    });
    document.addEventListener("formset:added", label);
    // The row is gone from the page when this is sent, its class list is settled a moment later.
    document.addEventListener("formset:removed", () => queueMicrotask(label));
    const from = () => made.findIndex((tab) => `#${tab.id}` === location.hash);
    window.addEventListener("hashchange", () => from() >= 0 && open(from()));
    // A link to a field, which may lie in a closed tab.
    document.querySelectorAll('.desk-conflicts a[href^="#id_"]').forEach((link) =>
      link.addEventListener("click", (event) => {
        const field = document.getElementById(link.hash.slice(1));
        const index = panels.findIndex((panel) => panel.contains(field));
        if (index < 0) return;
        event.preventDefault();
        open(index);
        field.scrollIntoView({ block: "center" });
        field.focus();
      })
    );
    label();
    const wrong = panels.findIndex((panel) => panel.querySelector(".errorlist"));
    open(wrong >= 0 ? wrong : Math.max(from(), 0));
    // A wrong row may lie screens below the note at the head of the page. Once loaded: the address has scrolled by then.
    const first = wrong >= 0 && panels[wrong].querySelector(".errorlist");
    if (first) window.addEventListener("load", () => first.scrollIntoView({ block: "center" }));
  }

  function mark(name, text, spoken) {
    const element = document.createElement("span");
    element.className = name;
    element.append(text);
    const words = document.createElement("span");
    words.className = "desk-spoken";
    words.append(` ${spoken}`);
    element.append(words);
    return element;
  }

  /* Order of rows --------------------------------------------------------------------------- */

  const numberOf = (row) => row.querySelector(".desk-order");
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter(numberOf);
  const place = (rows) => rows.forEach((row) => row.parentNode.insertBefore(row, row.parentNode.querySelector(".empty-form")));

  function renumber(group) {
    rowsOf(group).forEach((row, index) => {
      numberOf(row).value = index + 1;
    });
  }

  function arrange(group) {
    const value = (row) => Number(numberOf(row).value) || Infinity;
    place(rowsOf(group).sort((one, other) => value(one) - value(other)));
  }

  function addButtons(bar, row) {
    const heading = row.querySelector("h3");
    if (!heading || !numberOf(row)) return;
    heading.querySelectorAll(".desk-move").forEach((old) => old.remove());
    const move = (step) => {
      const group = row.closest(".inline-group");
      const rows = rowsOf(group);
      const from = rows.indexOf(row);
      const to = from + step;
      if (to < 0 || to >= rows.length) return;
      rows.splice(from, 1);
      rows.splice(to, 0, row);
      place(rows);
      renumber(group);
    };
    const button = (sign, words, step) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "desk-move";
      made.append(sign);
      made.title = words;
      made.setAttribute("aria-label", words);
      made.addEventListener("click", () => {
        move(step);
        made.focus();
      });
      return made;
    };
    heading.prepend(numberOf(row).closest(".form-row"), button("↑", bar.dataset.up, -1), button("↓", bar.dataset.down, 1));
  }

  function order(bar) {
    document.querySelectorAll(".inline-related:not(.empty-form)").forEach((row) => addButtons(bar, row));
    document.addEventListener("formset:added", (event) => {
      addButtons(bar, event.target);
      if (numberOf(event.target)) numberOf(event.target).value = rowsOf(event.target.closest(".inline-group")).length;
    });
    // Django numbers the fields of the remaining rows by their place on the page, saved rows first.
    // Put them back in that order for it, and into the editor's order again afterwards.
    document.addEventListener("formset:removed", (event) => {
      const group = document.getElementById(`${event.detail.formsetName}-group`);
      if (!group || !rowsOf(group).length) return;
      const index = (row) => Number(row.id.slice(row.id.lastIndexOf("-") + 1));
      place(rowsOf(group).sort((one, other) => index(one) - index(other)));
      queueMicrotask(() => arrange(group));
    });
  }

  /* Lengths --------------------------------------------------------------------------------- */

  const WORD = /[A-Za-z0-9$][A-Za-z0-9'’.,%{}_/&-]*|\{[a-z0-9_]+\}/g;

  function count(bar, field) {
    const chinese = field.lang === "zh-Hant";
    const shown = document.createElement("span");
    shown.className = "desk-length";
    const tell = () => {
      const number = chinese ? field.value.length : (field.value.match(WORD) || []).length;
      const [least, most] = (field.dataset.length || "").split("-").map(Number);
      shown.textContent = `${number} ${chinese ? bar.dataset.count : bar.dataset.words}` + (most ? ` · ${bar.dataset.advised} ${least}–${most}` : "");
      shown.classList.toggle("desk-length-off", Boolean(most && field.value && (number < least || number > most)));
    };
    field.after(shown);
    field.addEventListener("input", tell);
    tell();
  }

  function counts(bar, root) {
    root.querySelectorAll(":is(textarea, input[type=text])[lang]").forEach((field) => {
      if (field.name.includes("__prefix__") || field.nextElementSibling?.classList.contains("desk-length")) return;
      count(bar, field);
    });
  }

  /* Fields that two people changed ------------------------------------------------------------ */

  function conflicts() {
    document.querySelectorAll(".desk-take").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const field = document.getElementById(button.dataset.field);
        if (field.type === "checkbox") field.checked = Boolean(button.dataset.text);
        else field.value = button.dataset.text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        button.textContent = button.dataset.done;
      });
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const bar = document.getElementById("desk");
    if (!bar) return;
    document.querySelectorAll(".desk-rows").forEach((list) => arrange(list.closest(".inline-group")));
    bar.hidden = false;
    document.body.classList.add("desk-script");
    languages(bar);
    order(bar);
    tabs(bar);
    counts(bar, document);
    document.addEventListener("formset:added", (event) => counts(bar, event.target));
    conflicts();
  });
})();
