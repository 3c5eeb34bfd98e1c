// Keeps copies of visited pages for when there is no network. What somebody asked of their health is never kept.
"use strict";
const PAGES = "pages-{{ version }}", FILES = "files-{{ version }}", MOST = 60;
const NEVER = ["/admin/", "/api/", "/guide/", "/search/", "/report/", "/here/", "/language/", "/mode/", "/hsds/", "/reconcile/", "/mcp"];

addEventListener("install", (event) => event.waitUntil(skipWaiting()));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (![PAGES, FILES].includes(name)) await caches.delete(name);
  await clients.claim();
})()));

const plain = (url) => url.pathname.startsWith("/en/") ? url.pathname.slice(3) : url.pathname;

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && !plain(url).startsWith("/admin/")) event.respondWith(page(request, url));
});

// A file whose name holds its hash never changes; any other is asked for anew while there is a network.
async function file(request) {
  const kept = await caches.match(request);
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  try {
    const found = await fetch(request);
    if (found.ok) await (await caches.open(FILES)).put(request, found.clone());
    return found;
  } catch (error) {
    return kept || Response.error();
  }
}

async function page(request, url) {
  try {
    const found = await fetch(request);
    if (found.ok && !NEVER.some((path) => plain(url).startsWith(path))) await keep(request, found.clone());
    return found;
  } catch (error) {
    const kept = await caches.match(request);
    return kept ? asOf(kept) : offline();
  }
}

async function keep(request, found) {
  const cache = await caches.open(PAGES);
  await cache.put(request, found);
  const every = await cache.keys();
  for (const old of every.slice(0, Math.max(0, every.length - MOST))) await cache.delete(old);
}

// A copy says of when it is: whether a place is open was true then.
async function asOf(kept) {
  const html = await kept.text(), english = html.includes('lang="en"') && !html.includes('<html lang="zh');
  const at = new Date(kept.headers.get("Date") || Date.now()).toLocaleString(english ? "en-GB" : "zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short" });
  const said = english
    ? `No network. This copy is of ${at}, Beijing time; so is what it says of opening hours.`
    : `没有网络。这是 ${at} 存下的，开没开门以那时为准。`;
  const marked = html.replace(/<main[^>]*>/, (main) => `${main}<p class="notice offline" role="status">${said}</p>`);
  return new Response(marked, { headers: kept.headers });
}

function offline() {
  const html = `<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>没有网络</title><h1>没有网络 <span lang="en">No network</span></h1>
<p>这一页没有存过。急症请拨打 <a href="tel:120">120</a>。</p><p lang="en">There is no copy of this page. In an emergency call <a href="tel:120">120</a>.</p>
<p><a href="/">首页</a> <a href="/en/" lang="en">Home</a></p></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
