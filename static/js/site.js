// The page works without this file. It marks the section being read, and opens all questions for printing.
(() => {
  const links = new Map(
    [...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]),
  );
  const mark = (id) => {
    for (const [key, link] of links) {
      if (key === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  if (links.size && "IntersectionObserver" in window) {
    const seen = new IntersectionObserver(
      (entries) => {
        const entry = entries.find((item) => item.isIntersecting);
        if (entry) mark(entry.target.id);
      },
      { rootMargin: "-10% 0px -75% 0px" },
    );
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) seen.observe(section);
    }
  }

  // On a phone contents and filters fold away, what is chosen stands in the chips; on a wide screen they stay open.
  const isNarrow = matchMedia("(max-width: 61.99rem)").matches;
  if (isNarrow) {
    for (const panel of document.querySelectorAll(".contents details, .filters .more")) panel.open = false;
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")].filter((item) => !item.closest(".twin, .working"));
    for (const item of opened) item.open = true;
  });
  addEventListener("afterprint", () => {
    for (const item of opened) item.open = false;
  });

  // A choice in a filter list applies at once; the button stays for those who type. On a phone the reader picks
  // several in the folded panel and then presses its button, or each choice would fold it away.
  for (const select of document.querySelectorAll(".filters select:not([data-manual])")) {
    if (isNarrow && select.closest(".more")) continue;
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // Empty fields stay out of the address, so that it can be shared.
  for (const form of document.querySelectorAll("form[method=get]")) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    });
  }
  // A page taken from the history shows its own conditions, not the ones picked when it was left.
  addEventListener("pageshow", (event) => {
    for (const field of document.querySelectorAll("form[method=get] :disabled")) field.disabled = false;
    if (event.persisted) document.querySelector(".filters select")?.form.reset();
  });

  // Suggestions while typing go into the box's own datalist.
  for (const box of document.querySelectorAll("input[data-suggest]")) {
    const list = document.getElementById(box.getAttribute("list"));
    let timer;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        if (!box.value.trim()) return;
        try {
          const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(box.value)}`);
          const { suggestions } = await answer.json();
          list.replaceChildren(
            ...suggestions.map(({ title, also }) => Object.assign(document.createElement("option"), { value: title, label: also })),
          );
        } catch {
          list.replaceChildren();
        }
      }, 150);
    });
  }

  // The map names the mark under the pointer or the focus.
  const focus = document.querySelector("[data-map-focus]");
  if (focus) {
    const tell = (event) => {
      const link = event.target.closest?.("a");
      if (link?.querySelector("title")) focus.textContent = link.querySelector("title").textContent;
    };
    const map = focus.parentElement.querySelector("svg");
    map.addEventListener("pointerover", tell);
    map.addEventListener("focusin", tell);
    // Marks are smaller than a fingertip: a tap chooses the nearest and offers it as a link, a second tap opens it.
    map.addEventListener("click", (event) => {
      if (event.pointerType !== "touch") return;
      let nearest;
      let least = 24;
      for (const circle of map.querySelectorAll("a circle")) {
        const box = circle.getBoundingClientRect();
        const away = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
        if (away < least) [nearest, least] = [circle.parentNode, away];
      }
      if (!nearest || nearest.classList.contains("chosen")) return;
      event.preventDefault();
      map.querySelector(".chosen")?.classList.remove("chosen");
      nearest.classList.add("chosen");
      const link = document.createElement("a");
      link.href = nearest.href.baseVal;
      link.textContent = `${nearest.querySelector("title").textContent} →`;
      focus.replaceChildren(link);
    });
  }
})();
