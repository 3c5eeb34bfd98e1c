// What pages can do besides: suggestions below the search box, the reader's position, sharing an answer.
// Without this script everything works as it is.
(() => {
  "use strict";
  const WAIT = 120;

  function marked(text, ranges) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of ranges) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      pieces.push(text.slice(at, start), mark);
      at = end;
    }
    pieces.push(text.slice(at));
    return pieces;
  }

  function option(one, number, id) {
    const item = document.createElement("li");
    item.id = `${id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.page = new URL(one.page, location.href).pathname;
    item.lang = "zh-Hans";
    item.append(...marked(one.name, one.highlights));
    for (const text of [one.alias && one.alias.text, one.region]) {
      if (text) {
        const more = document.createElement("span");
        more.className = "meta";
        more.textContent = text;
        item.append(more);
      }
    }
    return item;
  }

  function enhance(input) {
    const list = document.createElement("ul");
    list.id = `${input.id}-list`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent.trim() : "");
    input.after(list);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);
    let timer = 0, asked = null, chosen = -1;

    function close() {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(number) {
      const options = [...list.children];
      if (!options.length) return;
      chosen = (number + options.length + 1) % (options.length + 1);
      options.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
      if (chosen < options.length) {
        input.setAttribute("aria-activedescendant", options[chosen].id);
        options[chosen].scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    async function ask() {
      if (asked) asked.abort();
      const text = input.value.trim();
      if (!text) return close();
      asked = new AbortController();
      try {
        const answer = await fetch(`/api/v1/suggest/?q=${encodeURIComponent(text)}`, { signal: asked.signal });
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        list.replaceChildren(...suggestions.map((one, number) => option(one, number, list.id)));
        close();
        list.hidden = !suggestions.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => { timer = setTimeout(ask, WAIT); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const options = list.children;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? options.length - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0 && chosen < options.length) location.assign(options[chosen].dataset.page);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-page]");
      if (item) location.assign(item.dataset.page);
    });
    input.addEventListener("blur", close);
  }

  function locate(button) {
    const field = document.getElementById(button.dataset.locate);
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        field.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        for (const [name, value] of [["region", ""], ["ask", "where"]]) {
          if (field.form.elements[name]) field.form.elements[name].value = value;
        }
        field.form.submit();
      }, () => { button.hidden = true; }, { timeout: 10000 });
    });
  }

  function print_(button) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  function share(link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      navigator.share({ title: document.title, url: location.href }).catch(() => {});
    });
  }

  if (navigator.serviceWorker) addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  document.querySelectorAll("#site-q, #home-q, #id_q").forEach(enhance);
  if (navigator.geolocation) document.querySelectorAll("[data-locate]").forEach(locate);
  document.querySelectorAll("[data-print]").forEach(print_);
  if (navigator.share) document.querySelectorAll("[data-share]").forEach(share);
})();
