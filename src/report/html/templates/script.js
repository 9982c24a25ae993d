
"use strict";
(() => {
  const PAGE = 50;
  const SHORTEST_WAIT = 80;
  const at = (id) => document.getElementById(id);
  const texts = JSON.parse(document.body.dataset.texts);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const element = (name, text, classes) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (classes) made.className = classes;
    return made;
  };

  // Copy buttons.

  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // Without a permission to copy, the text is selected, so that the reader can.
  const copy = async (node, button) => {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(node.textContent);
      button.textContent = texts.copied;
    } catch {
      select(node);
      button.textContent = texts.selected;
    }
    setTimeout(() => { button.textContent = before; }, 2000);
  };

  const addCopyButton = (node) => {
    const button = element("button", texts.copy, "copy");
    button.type = "button";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(node, button));
    node.after(button);
  };

  // Buttons are made when a lineage is opened: there may be thousands of them.
  const addCopyButtons = (root) => {
    for (const node of root.querySelectorAll("[data-copy]")) {
      if (!node.dataset.ready) addCopyButton(node);
      node.dataset.ready = "yes";
    }
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.open) addCopyButtons(event.target);
  }, true);

  // The index.

  const bytesOf = (text) => {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  };

  const unpacked = async (text) => {
    const packed = new Blob([bytesOf(text)]).stream();
    const stream = packed.pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };

  const numbers = (text) => Uint32Array.from(text.split(" "), Number);
  const digits = (text) => Uint8Array.from(text, Number);

  const load = async (text) => {
    const raw = await unpacked(text);
    const subject = raw.subject.split("\n");
    const holder = raw.holder.split("\n");
    return {
      raw, subject, holder,
      length: raw.verdict.length,
      verdict: digits(raw.verdict), kind: digits(raw.kind),
      codes: numbers(raw.codes), cluster: numbers(raw.cluster), key: numbers(raw.key),
      newest: raw.newest.split(" "), detail: raw.detail.split(" "),
      text: null,
    };
  };

  // What is searched, made at the first search.
  const textOf = (index) => {
    if (!index.text) {
      index.text = index.subject.map((subject, row) => {
        return (subject + "\n" + index.holder[row]).toLowerCase();
      });
    }
    return index.text;
  };

  // The list.

  const zone = (offset) => {
    const minutes = Math.round(Math.abs(offset) / 60);
    const parts = [Math.floor(minutes / 60), minutes % 60].map((it) => String(it).padStart(2, "0"));
    return (offset < 0 ? "-" : "+") + parts.join(":");
  };

  // A time in seconds, with the offset of the reader's time zone where they live in one.
  const time = (seconds) => {
    if (!seconds) return "";
    const [utc, offset] = seconds.split(/(?=[+-])/);
    const local = new Date((Number(utc) + Number(offset || 0)) * 1000);
    return local.toISOString().slice(0, 19) + (offset ? zone(Number(offset)) : "Z");
  };

  const cell = (row, ...nodes) => {
    const made = element("td");
    made.append(...nodes.filter((it) => it));
    row.append(made);
  };

  // A name that breaks after its slashes and equals signs.
  const name = (text) => {
    const made = element("code");
    for (const piece of text.split(/(?<=[\/=])/)) made.append(piece, element("wbr"));
    return made;
  };

  // The command that brings what the page does not show, where a shell takes the subject as it stands.
  const commandOf = (subject) => {
    const id = subject.replace(/\u2026$/, "");
    if (!/^[A-Za-z0-9=._:/@+][A-Za-z0-9=._:/@+-]*$/.test(id)) return "";
    const made = element("span", "", "command");
    const command = element("code", "credtrail trace " + id);
    made.append(command);
    addCopyButton(command);
    return made;
  };

  const subjectOf = (index, row) => {
    const head = element("th");
    head.scope = "row";
    const code = name(index.subject[row]);
    head.append(index.raw.kinds[index.kind[row]] + " ");
    if (index.detail[row]) {
      const link = element("a");
      link.href = "#d" + index.detail[row];
      link.append(code);
      head.append(link);
    } else {
      head.append(code);
    }
    if (!index.detail[row]) head.append(commandOf(index.subject[row]));
    if (index.holder[row]) head.append(element("span", index.holder[row], "holder"));
    return head;
  };

  const rowOf = (index, row) => {
    const made = element("tr");
    const verdict = index.raw.verdicts[index.verdict[row]];
    cell(made, element("span", texts[verdict], "mark " + verdict));
    made.append(subjectOf(index, row));
    cell(made, index.raw.code_names[index.codes[row]].split(" ").join(", "));
    const cluster = index.raw.cluster_names[index.cluster[row]];
    const key = index.raw.key_names[index.key[row]];
    cell(made, cluster && name(cluster), key && name(key));
    cell(made, time(index.newest[row]));
    return made;
  };

  const option = (value, text) => {
    const made = element("option", text);
    made.value = value;
    return made;
  };

  const fill = (id, names) => {
    at(id).append(option("", texts.all), ...names.map((name) => option(name, id === "by-verdict" ? texts[name] : name)));
  };

  const found = (index) => {
    const query = normalized(at("search").value, index.raw.shortened);
    const verdict = index.raw.verdicts.indexOf(at("by-verdict").value);
    const code = at("by-code").value;
    const cluster = at("by-cluster").value;
    const key = at("by-key").value;
    const sets = index.raw.code_names.map((it) => !code || it.split(" ").includes(code));
    const clusters = index.raw.cluster_names.map((it) => !cluster || it === cluster);
    const keys = index.raw.key_names.map((it) => !key || it === key);
    const text = query && textOf(index);
    const rows = [];
    for (let row = 0; row < index.length; row++) {
      if (verdict >= 0 && index.verdict[row] !== verdict) continue;
      if (!sets[index.codes[row]] || !clusters[index.cluster[row]] || !keys[index.key[row]]) continue;
      if (query && !text[row].includes(query)) continue;
      rows.push(row);
    }
    return rows;
  };

  // The index has the beginnings of hashes and UUIDs: no more of a query can be found.
  const normalized = (query, [hash, uuid]) => {
    const text = query.trim().replace(/\u2026$/, "").toLowerCase();
    const plain = /^([0-9a-f]{2}:){3,}[0-9a-f]{2}$/.test(text) ? text.replaceAll(":", "") : text;
    const parts = /^(x509sha256=|tbs=|jti=)?(.*)$/s.exec(plain);
    const form = parts[1] || "";
    const id = parts[2];
    if (/^[0-9a-f]+$/.test(id)) return form + id.slice(0, hash);
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+$/.test(id)) return form + id.slice(0, uuid);
    return plain;
  };

  const begin = (index) => {
    const named = (names) => [...new Set(names)].filter((it) => it).sort();
    fill("by-verdict", index.raw.verdicts);
    fill("by-code", named(index.raw.code_names.flatMap((it) => it.split(" "))));
    fill("by-cluster", named(index.raw.cluster_names));
    fill("by-key", named(index.raw.key_names));
    let rows = [];
    let shown = 0;
    const body = at("list").tBodies[0];

    const showMore = () => {
      const next = rows.slice(shown, shown + PAGE);
      body.append(...next.map((row) => rowOf(index, row)));
      shown += next.length;
      at("more").hidden = shown >= rows.length;
      const grouped = (number) => number.toLocaleString("en-US");
      at("found").textContent = rows.length
        ? filled(texts.found, { count: grouped(rows.length), shown: grouped(shown) })
        : texts.none;
    };
    const search = () => {
      rows = found(index);
      shown = 0;
      body.replaceChildren();
      showMore();
    };
    let waiting = 0;
    at("search").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, SHORTEST_WAIT);
    });
    const filters = ["by-verdict", "by-code", "by-cluster", "by-key"];
    for (const id of filters) at(id).addEventListener("change", search);

    // A group of findings leads to its lineages, where the filters know its place.
    const choose = (id, values) => {
      const known = [...at(id).options].find((it) => it.value && values.includes(it.value));
      at(id).value = known ? known.value : "";
    };
    const list = (row) => {
      const places = [...row.cells[2].querySelectorAll("code")].map((it) => it.textContent);
      at("search").value = "";
      at("by-verdict").value = row.querySelector(".mark.break") ? "broken" : ""; // a gap may be beside a break
      choose("by-code", [row.dataset.code]);
      choose("by-cluster", places);
      choose("by-key", places);
      search();
      at("lineages").scrollIntoView();
      at("search").focus({ preventScroll: true });
    };
    for (const row of document.querySelectorAll("tr[data-code]")) {
      const button = element("button", texts.list, "copy");
      button.type = "button";
      button.setAttribute("aria-label", filled(texts.listCode, { code: row.dataset.code }));
      button.addEventListener("click", () => list(row));
      row.cells[1].append(button);
    }
    at("more").addEventListener("click", () => {
      const first = shown;
      showMore();
      const row = body.rows[first];
      if (row) { row.tabIndex = -1; row.focus({ preventScroll: true }); }
    });
    search();
    at("filters").hidden = false;
    document.documentElement.dataset.ready = "yes";
  };

  // An older browser opens no closed element that a link leads into.
  const open = () => {
    const target = location.hash.length > 1 && at(location.hash.slice(1));
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();

  if (at("index")) {
    load(at("index").textContent).then(begin, () => {
      at("found").textContent += " " + texts.unreadable;
    });
  }
})();
