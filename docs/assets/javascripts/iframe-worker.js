/* Lets search work from file://, where browsers start no worker: the worker's script runs in a
   hidden frame instead, spoken to in the same way. Over http(s) nothing is changed. */
"use strict"

if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      frame.title = "Search"
      frame.srcdoc = `<!doctype html><script src="${url}"></` + "script>"
      this.ready = new Promise(resolve => {
        frame.addEventListener("load", () => {
          frame.contentWindow.postMessage = data => this.#tell(this, data)
          resolve(frame.contentWindow)
        })
      })
      document.body.append(frame)
    }

    async postMessage(data) {
      this.#tell(await this.ready, data)
    }

    #tell(listener, data) {
      listener.dispatchEvent(new MessageEvent("message", { data }))
    }
  }
}
