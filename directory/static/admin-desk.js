"use strict";
// The stock search fields have no names of their own for who listens to the page.
(() => {
  function name() {
    document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/[:：]\s*$/, "") || "";
      select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]").forEach((each) => {
        each.removeAttribute("aria-labelledby");
        each.setAttribute("aria-label", label);
      });
    });
  }
  window.django?.jQuery?.(() => setTimeout(name)); // behind the script that makes them
  document.addEventListener("formset:added", () => setTimeout(name));
})();
// A row of many is brought when it is opened, and what is typed elsewhere stays. Where that fails, or the record has another
// version by now, the form itself is sent, which brings it, too.
(() => {
  async function bring(button) {
    const answer = await fetch(`../row/?row=${encodeURIComponent(button.value)}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const row = page.querySelector("details.row");
    const place = button.closest(".inline-related");
    const isSame = row?.dataset.version === document.querySelector("[name=version]")?.value;
    if (!answer.ok || !isSame || !row.querySelector(`[name^="${place.id}-"]`)) throw new Error(button.value);
    place.querySelectorAll(".row-line > input[type=hidden]").forEach((each) => each.remove()); // the row has its own
    button.replaceWith(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: place.id.replace(/-\d+$/, "") } }));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.row-opener:not([data-failed])");
    if (!button) return;
    event.preventDefault();
    bring(button).catch(() => { button.dataset.failed = ""; button.click(); });
  });
})();
// Keys are clicks on what the page offers, and only while the focus is in it; without this script it is worked by hand.
(() => {
  const regions = [...document.querySelectorAll("[data-keys]")];
  if (!regions.length) return;
  const items = [...document.querySelectorAll("[data-keys] [data-item]")];
  let at = -1;
  items.forEach((item) => { item.tabIndex = -1; });

  function go(to) {
    if (to < 0 || to >= items.length) return false;
    at = to;
    items[at].focus({ preventScroll: true });
    items[at].scrollIntoView({ block: "nearest" });
    return true;
  }
  function choose(item, value) {
    const radio = item?.querySelector(`input[type=radio][value="${value}"]`);
    if (!radio) return false;
    radio.click();
    if (!go(at + 1)) document.querySelector("[data-submit]")?.focus();
    return true;
  }
  // A dispute: the nth side is preferred, or all of them stand; both want a reason.
  function prefer(item, nth) {
    const sides = [...item.querySelectorAll(".side")];
    if (nth >= sides.length) return false;
    sides.forEach((side, index) => {
      const rank = index === nth ? "preferred" : "normal";
      side.querySelector(`input[type=radio][value="${rank}"]`).checked = true;
    });
    sides[Math.max(nth, 0)].querySelector("[data-reason]").focus();
    return true;
  }
  const clickable = (code) => document.querySelector(`[data-keys] [data-key~="${code}"], [data-keys][data-key~="${code}"]`);

  function act(code) {
    const item = items[at];
    if (item?.matches("[data-sides]")) {
      if (/^Digit[1-9]$/.test(code)) return prefer(item, Number(code.slice(5)) - 1);
      if (code === "KeyB") return prefer(item, -1);
      if (code === "KeyS") { item.querySelector("[data-scope]").focus(); return true; }
    }
    if (item && items.length) {
      if (code === "KeyJ" || code === "ArrowDown") { if (go(at + 1)) return true; }
      if (code === "KeyK" || code === "ArrowUp") { if (go(at - 1)) return true; }
      if (code === "KeyA" && choose(item, "take")) return true;
      if (code === "KeyX" && choose(item, "refuse")) return true;
      if (code === "KeyH" && choose(item, "hold")) return true;
      if (code === "Enter" && item.querySelector("a[data-open]")) { item.querySelector("a[data-open]").click(); return true; }
    }
    const target = clickable(code);
    if (!target) return false;
    target.click();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey || event.shiftKey) return;
    if (!event.target.closest("[data-keys]")) return;
    if (event.ctrlKey) {
      const submit = document.querySelector("[data-submit]");
      if (event.key === "Enter" && submit) { event.preventDefault(); submit.click(); }
      return;
    }
    if (event.target.matches("input:not([type=radio]), textarea, select")) {
      if (event.key === "Escape") go(Math.max(at, 0));
      return;
    }
    if (event.target.matches("input[type=radio]") && event.code.startsWith("Arrow")) return;
    if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
    if (act(event.code)) event.preventDefault();
  });
  items.forEach((item, index) => item.addEventListener("focusin", () => { at = index; }));
  if (!document.activeElement || document.activeElement === document.body) {
    if (!go(0)) regions[0].focus();
  }
})();
