// A browser starts no Worker from a page that was opened from disk. There, a hidden frame takes its place: it has a global
// scope of its own in which the worker's script runs, and hands messages over in both directions.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(url) {
      super();
      this.#frame.hidden = true;
      this.#ready = new Promise((done) => this.#frame.addEventListener("load", done, { once: true }));
      this.#frame.srcdoc = "<!doctype html><body></body>";
      document.body.append(this.#frame);
      this.#ready = this.#ready.then(() => this.#start(String(url)));
    }

    #start(url) {
      const scope = this.#frame.contentWindow;
      scope.postMessage = (data) => {
        const event = new MessageEvent("message", { data });
        this.onmessage?.(event);
        this.dispatchEvent(event);
      };
      return new Promise((done) => {
        const script = scope.document.createElement("script");
        script.src = url;
        script.onload = done;
        script.onerror = () => {
          const event = new Event("error");
          this.onerror?.(event);
          this.dispatchEvent(event);
        };
        scope.document.body.append(script);
      });
    }

    postMessage(data) {
      const copy = structuredClone(data);
      this.#ready.then(() => this.#frame.contentWindow.dispatchEvent(new MessageEvent("message", { data: copy })));
    }

    terminate() {
      this.#frame.remove();
    }
  };
}
