/* What the theme expects of a page's head, as a file, since the page's policy allows no script
   within it: the store that the theme's script remembers things in, and ink and paper before
   anything is painted. And what the theme forgets: a table that scrolls is reached by keyboard, and
   what is pasted into the search field is searched for. */
"use strict"

;(() => {
  const root = new URL("../..", document.currentScript.src)
  const key = name => `${root.pathname}.${name}`

  window.__md_scope = root
  window.__md_hash = text => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0)
  window.__md_get = (name, store = localStorage) => JSON.parse(store.getItem(key(name)))
  window.__md_set = (name, value, store = localStorage) => {
    try {
      store.setItem(key(name), JSON.stringify(value))
    } catch {
      // no storage for files, or none at all: then nothing is remembered
    }
  }

  function chosen() {
    try {
      return window.__md_get("__palette")?.color
    } catch {
      return null
    }
  }

  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default"
  const { scheme = system } = chosen() ?? {}
  new MutationObserver((_, observer) => {
    if (!document.body) return
    observer.disconnect()
    document.body.dataset.mdColorScheme = scheme
  }).observe(document.documentElement, { childList: true })

  addEventListener("load", () => {
    // What is pasted by mouse comes without a key, and the theme listens to keys alone.
    const search = document.querySelector(".md-search__input")
    search?.addEventListener("input", () => search.dispatchEvent(new Event("keyup")))
    const tables = new ResizeObserver(entries => {
      for (const { target } of entries) {
        const scrolls = target.scrollWidth > target.clientWidth
        const given = { tabindex: "0", role: "group", "aria-label": "A table that scrolls sideways" }
        for (const [name, value] of Object.entries(given)) {
          if (scrolls) target.setAttribute(name, value)
          else target.removeAttribute(name)
        }
      }
    })
    for (const table of document.querySelectorAll(".md-typeset__scrollwrap")) tables.observe(table)
  })
})()
