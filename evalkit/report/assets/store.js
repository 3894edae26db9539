// The articles, which lie compressed in the page and are unpacked when they are asked for.

const unpacked = new Map();

/** One compressed element of the page, as the value that it holds; the last few are kept. */
async function unpack(name, n) {
  const key = `${name} ${n}`;
  if (!unpacked.has(key)) {
    const packed = document.querySelector(`script[data-${name}="${n}"]`).textContent;
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    unpacked.set(key, JSON.parse(await new Response(stream).text()));
    if (unpacked.size > 8) unpacked.delete(unpacked.keys().next().value);
  }
  return unpacked.get(key);
}

/** An article of the run, by its number in this page, with what was left out because the texts tell it. */
async function article(n) {
  const data = (await unpack("chunk", Math.floor(n / INDEX.chunk)))[n % INDEX.chunk];
  if (!data.content) {
    data.content = byCodePoints(data.article.content.text, data.article.content.start);
    for (const record of [...data.cases, ...(data.before || [])]) {
      record.letters = byCodePoints(record.text, record.start);
      for (const claim of record.claims) {
        claim.text ??= record.letters.slice(claim.start, claim.end);
        claim.judged_text ??= claim.text;
        for (const one of claim.evidence) one.text = data.content.slice(one.start, one.end);
      }
    }
  }
  return data;
}

let words = null;

/** The words of all blocks, in lower case, an article each; unpacked piece by piece, so that the page stays awake. */
async function allWords() {
  if (!words) {
    const found = [];
    for (let n = 0; document.querySelector(`script[data-words="${n}"]`); n++) {
      found.push(...(await unpack("words", n)));
      unpacked.delete(`words ${n}`);
    }
    words = found;
  }
  return words;
}
