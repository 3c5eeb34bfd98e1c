"use strict";
// Keys are clicks on what the form offers; without this script it is worked by hand.
(() => {
  const form = document.getElementById("reading");
  const facts = [...form.querySelectorAll(".reading-fact:not(.taken)")];
  const left = document.getElementById("left");
  const live = document.getElementById("live");
  const undone = [];
  let at = -1;

  const radios = (fact) => [...fact.querySelectorAll("input[type=radio]")];
  const chosen = (fact) => radios(fact).find((radio) => radio.checked);
  const marks = (fact) => [...form.querySelectorAll(`.reading-text a[href="#${fact.id}"]`)];
  const count = () => { left.textContent = facts.filter((fact) => !chosen(fact)).length; };

  function go(to) {
    if (to < 0 || to >= facts.length) return;
    if (at >= 0) [facts[at], ...marks(facts[at])].forEach((each) => each.classList.remove("active"));
    at = to;
    const fact = facts[at];
    const folded = fact.closest("details");
    if (folded) folded.open = true;
    [fact, ...marks(fact)].forEach((each) => each.classList.add("active"));
    fact.focus({ preventScroll: true });
    fact.scrollIntoView({ block: "nearest" });
    marks(fact)[0]?.scrollIntoView({ block: "nearest" });
  }
  function choose(fact, value) {
    undone.push([fact, chosen(fact)?.value || ""]);
    radios(fact).forEach((radio) => { radio.checked = radio.value === value; });
    count();
  }
  function decide(value) {
    if (at < 0) return;
    choose(facts[at], value);
    live.textContent = `${facts[at].querySelector(".reading-label").textContent} ${{ accept: "采用", refuse: "不采用", hold: "存疑" }[value]}`;
    const next = facts.findIndex((fact, index) => index > at && !chosen(fact) && !fact.closest("details:not([open])"));
    if (next >= 0) go(next);
    else form.querySelector("[data-submit]").focus();
  }
  function undo() {
    const [fact, value] = undone.pop() || [];
    if (!fact) return;
    radios(fact).forEach((radio) => { radio.checked = radio.value === value; });
    count();
    go(facts.indexOf(fact));
  }
  // The words selected in the text, and where they begin, in code points as the server counts.
  function mark() {
    const text = form.querySelector(".reading-text");
    const field = (name) => form.querySelector(`[name="new-${name}"]`);
    const selection = window.getSelection();
    document.getElementById("statement").open = true;
    if (selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode)) {
      const range = selection.getRangeAt(0), before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const words = range.toString(), blank = words.length - words.trimStart().length;
      field("quote").value = words.trim();
      field("start").value = [...before.toString()].length + blank;
      field("field").focus();
    } else {
      field("quote").focus();
    }
    document.getElementById("statement").scrollIntoView({ block: "nearest" });
  }
  form.querySelector('[name="new-quote"]').addEventListener("input", () => { form.querySelector('[name="new-start"]').value = ""; });
  const keys = {
    KeyN: mark,
    KeyJ: () => go(at + 1), ArrowDown: () => go(at + 1), KeyK: () => go(at - 1), ArrowUp: () => go(at - 1),
    KeyA: () => decide("accept"), KeyX: () => decide("refuse"), KeyH: () => decide("hold"), KeyZ: undo,
    KeyE: () => { const field = facts[at]?.querySelector("input[type=text]"); field?.focus(); field?.select(); },
  };
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return;
    if (event.ctrlKey) { if (event.key === "Enter") form.querySelector("[data-submit]").click(); return; }
    if (event.target.matches("input[type=text]")) {
      if (event.target.closest("#statement")) {
        if (event.key === "Enter") { event.preventDefault(); form.querySelector("[data-statement]").click(); }
        return;
      }
      if (event.key === "Enter") { event.preventDefault(); decide("accept"); }
      if (event.key === "Escape") facts[at]?.focus();
      return;
    }
    if (!event.target.closest("#proposals, .reading-source")) return;
    if (event.shiftKey) {
      if (event.code !== "KeyA") return;
      event.preventDefault();
      facts.filter((fact) => fact.classList.contains("same") && !chosen(fact)).forEach((fact) => choose(fact, "accept"));
      live.textContent = "与现值相同的都已采用";
      return;
    }
    if (event.target.matches("input[type=radio]") && event.code.startsWith("Arrow")) return;
    if (keys[event.code]) { event.preventDefault(); keys[event.code](); }
  });
  form.addEventListener("change", count);
  facts.forEach((fact, index) => fact.addEventListener("focusin", () => { if (index !== at && !fact.contains(document.activeElement?.closest("input[type=text]"))) go(index); }));
  form.querySelector(".reading-text").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    const index = facts.findIndex((fact) => `#${fact.id}` === link.getAttribute("href"));
    if (index >= 0) { event.preventDefault(); go(index); }
  });
  const first = facts.findIndex((fact) => !fact.closest("details"));
  if (facts.length) go(Math.max(first, 0));
  count();
})();
